"""What staff decide: kept, adapting again, taken back; each logged, and none holds safety back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from interfaces.config import InvalidConfigError
from interfaces.consent import NotPersonalisedError
from interfaces.keeping import AlreadyKeptError, NotKeptError, UnknownInterfaceError, go_back, pin, unpin
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.services import Outcome, build_interfaces
from resona.accounts.models import User
from resona.errors import InvalidInputError
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.interfaces.records import AT_EASE, NOW, SAD, raise_event, store_days, store_session

DAY = timedelta(days=1)
REASON = "She asked for it in our talk."


def build(person: User, *, days_later: int = 0) -> Outcome:
    (result,) = build_interfaces([person.id], now=NOW + days_later * DAY)
    return result.outcome


def shown_to(person: User) -> UserInterface:
    return UserInterface.objects.get(user=person, active=True)


def order_of(interface: UserInterface) -> list[str]:
    return [name for section in interface.interface_config["layout"] for name in section["components"]]


def deciding(cast: Cast, **given: Any) -> dict[str, Any]:
    return {"user_id": cast.person.id, "reason": REASON, "caller": cast.clinician, "now": NOW, **given}


@pytest.fixture
def started(cast: Cast) -> Cast:
    """The person has had a steady month and an interface that shows it."""
    store_days(cast.person, 10, emotion=AT_EASE)
    build(cast.person)
    return cast


def decline(person: User, days: int = 8) -> None:
    for day in range(days):
        store_session(person, at=NOW + day * DAY, emotion=SAD)


def test_a_pinned_interface_stays_whatever_the_course(started: Cast) -> None:
    before = shown_to(started.person).interface_config
    assert pin(**deciding(started)) == 2
    decline(started.person)
    assert build(started.person, days_later=8) is Outcome.CHANGED  # help comes nearer
    assert build(started.person, days_later=9) is Outcome.UNCHANGED
    after = shown_to(started.person).interface_config
    assert after["theme"] == before["theme"]
    assert after["greeting"] == before["greeting"]
    assert after["components"]["CrisisResources"]["prominence"] == "card"


def test_a_decision_is_a_version_with_who_and_why(started: Cast) -> None:
    pin(**deciding(started))
    version = shown_to(started.person)
    assert (version.origin, version.kept_version) == ("pin", 1)
    assert version.decided_by_id == version.decided_by_uuid == started.clinician.id
    assert version.reason is not None
    assert REASON not in version.reason
    assert UserInterface.reason.open(version.id, version.reason) == REASON
    (change,) = InterfaceEvolution.objects.get(user=started.person, version=2).changes
    assert (change["what"], change["from"], change["to"]) == ("kept_version", None, 1)
    assert REASON not in str(change)
    assert change["why"] == "Your care team keeps your screen as it is for now."


def test_unpinned_it_follows_the_person_again(started: Cast) -> None:
    pin(**deciding(started))
    decline(started.person)
    build(started.person, days_later=8)
    unpin(**deciding(started, now=NOW + 8 * DAY))
    build(started.person, days_later=9)
    build(started.person, days_later=10)
    assert shown_to(started.person).interface_config["theme"]["name"] == "warm"
    assert shown_to(started.person).kept_version is None


def test_going_back_shows_the_earlier_version_and_keeps_it(started: Cast) -> None:
    first = shown_to(started.person).interface_config
    decline(started.person)
    build(started.person, days_later=8)
    build(started.person, days_later=9)
    assert shown_to(started.person).interface_config["theme"]["name"] == "warm"
    version = go_back(**deciding(started, version=1, now=NOW + 9 * DAY))
    shown = shown_to(started.person)
    assert (shown.version, shown.origin, shown.kept_version) == (version, "go_back", 1)
    assert shown.interface_config["theme"] == first["theme"]
    changes = InterfaceEvolution.objects.get(user=started.person, version=version).changes
    assert {"kept_version", "theme"} <= {change["what"] for change in changes}
    assert build(started.person, days_later=10) is Outcome.UNCHANGED


def test_a_crisis_breaks_through_what_is_kept_and_leaves_it_when_it_is_over(started: Cast) -> None:
    pin(**deciding(started))
    event = raise_event(store_session(started.person, at=NOW, level="critical"))
    build(started.person, days_later=1)
    in_crisis = shown_to(started.person)
    assert order_of(in_crisis) == ["SafetyCheck", "CrisisResources", "Greeting", "VoiceRecorder"]
    assert in_crisis.kept_version == 1
    CrisisEvent.objects.filter(id=event.id).update(resolved_at=NOW, resolution="false_alarm")
    build(started.person, days_later=1)
    kept = UserInterface.objects.get(user=started.person, version=1).interface_config
    assert shown_to(started.person).interface_config == kept


def test_nobody_goes_back_past_a_crisis(started: Cast) -> None:
    raise_event(store_session(started.person, at=NOW, level="critical"))
    go_back(**deciding(started, version=1))
    assert order_of(shown_to(started.person))[:2] == ["SafetyCheck", "CrisisResources"]


def test_a_version_edited_into_nonsense_is_not_gone_back_to(started: Cast) -> None:
    pin(**deciding(started))
    UserInterface.objects.filter(user=started.person, version=1).update(interface_config={"theme": "shiny"})
    with pytest.raises(InvalidConfigError, match="does not fit resona-interface/2 at: "):
        go_back(**deciding(started, version=1))
    assert shown_to(started.person).version == 2
    # Kept, and not to be read any more: the build fails, visibly, and what is shown stays.
    assert build(started.person, days_later=1) is Outcome.FAILED
    assert shown_to(started.person).version == 2


@pytest.mark.parametrize("nonsense", [f'{{"version": 1{"0" * 40}}}', f'{{"version": 1{"0" * 5000}}}', "[]", "null"])
def test_nonsense_of_any_kind_is_told_as_such(started: Cast, nonsense: str) -> None:
    """Numbers of any size among it, which neither Python nor orjson takes for JSON."""
    pin(**deciding(started))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_interfaces SET interface_config = %s::jsonb WHERE version = 1", [nonsense])
    with pytest.raises(InvalidConfigError):
        go_back(**deciding(started, version=1))
    assert shown_to(started.person).version == 2


def test_a_crisis_breaks_through_even_what_cannot_be_read(started: Cast) -> None:
    pin(**deciding(started))
    UserInterface.objects.filter(user=started.person, version=1).update(interface_config={"theme": "shiny"})
    raise_event(store_session(started.person, at=NOW, level="critical"))
    assert build(started.person, days_later=1) is Outcome.CHANGED
    assert order_of(shown_to(started.person))[:2] == ["SafetyCheck", "CrisisResources"]


@pytest.mark.parametrize(("level", "prominence"), [("high", "card"), ("medium", "card")])
def test_help_comes_near_even_if_what_is_kept_cannot_be_read(started: Cast, level: str, prominence: str) -> None:
    pin(**deciding(started))
    UserInterface.objects.filter(user=started.person, version=1).update(interface_config={"theme": "shiny"})
    store_session(started.person, at=NOW, level=level)
    assert build(started.person, days_later=1) is Outcome.CHANGED
    shown = shown_to(started.person)
    assert shown.interface_config["components"]["CrisisResources"]["prominence"] == prominence
    assert shown.kept_version == 1


def test_what_is_shown_and_cannot_be_read_goes_back_to_what_is_kept_and_says_so(started: Cast) -> None:
    kept = shown_to(started.person).interface_config
    pin(**deciding(started))
    UserInterface.objects.filter(user=started.person, version=2).update(interface_config={"theme": "shiny"})
    build(started.person)
    assert shown_to(started.person).interface_config == kept
    (change,) = InterfaceEvolution.objects.get(user=started.person, version=3).changes
    assert change["why"] == "Your screen could not be read any more, so we made it anew."


def test_decisions_that_make_no_sense_are_refused(started: Cast) -> None:
    with pytest.raises(NotKeptError):
        unpin(**deciding(started))
    with pytest.raises(UnknownInterfaceError):
        go_back(**deciding(started, version=7))
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(InvalidInputError):
            pin(**deciding(started, reason=reason))
    assert UserInterface.objects.filter(user=started.person).count() == 1


def test_who_heard_no_answer_may_decide_once_more(started: Cast) -> None:
    for decide, given, version in ((pin, {}, 2), (unpin, {}, 3), (go_back, {"version": 1}, 4)):
        assert [decide(**deciding(started, **given)) for _ in range(2)] == [version] * 2
    raise_event(store_session(started.person, at=NOW, level="critical"))
    build(started.person, days_later=1)  # a version of its own in between
    assert go_back(**deciding(started, version=1, reason=f" {REASON} ")) == 4
    assert UserInterface.objects.filter(user=started.person).count() == 5


@pytest.mark.parametrize("other", [{"reason": "Another one."}, {"caller": "administrator"}])
def test_who_decides_for_another_reason_is_told_that_it_is_so_already(started: Cast, other: dict[str, str]) -> None:
    """Their reason would be lost without a word."""
    differently = {name: getattr(started, value, value) for name, value in other.items()}
    pin(**deciding(started))
    with pytest.raises(AlreadyKeptError):
        pin(**deciding(started, **differently))
    with pytest.raises(AlreadyKeptError):  # the same state by another decision
        go_back(**deciding(started, version=1))
    unpin(**deciding(started))
    with pytest.raises(NotKeptError):
        unpin(**deciding(started, **differently))


def test_without_consent_nothing_is_read_to_go_back(started: Cast) -> None:
    """Keeping reads no session; going back describes the person's pattern."""
    User.objects.filter(id=started.person.id).update(consent_version="")
    with pytest.raises(NotPersonalisedError):
        go_back(**deciding(started, version=1))
    assert pin(**deciding(started)) == 2
    assert unpin(**deciding(started)) == 3


def test_others_interfaces_are_nobodys_to_decide(started: Cast) -> None:
    for caller in (started.outsider, started.stranger):
        for decide in (pin, unpin):
            with pytest.raises(UnknownInterfaceError):
                decide(**deciding(started, caller=caller))
    with pytest.raises(UnknownInterfaceError):
        pin(**deciding(started, user_id=started.other_person.id, caller=started.administrator))  # none built yet
