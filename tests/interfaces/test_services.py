"""Builds on the database: versions without gaps, one failure stops nobody, and statements that stay few."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from interfaces.loading import MAX_SESSIONS, lock_people
from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface
from interfaces.services import BuildResult, Outcome, build_interfaces
from resona.accounts.models import User
from resona.postgres.models import new_id
from risk.models import CrisisEvent, RiskAssessment
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.interfaces.records import AT_EASE, NOW, SAD, raise_event, store_days, store_session, store_unreadable_session

DAY = timedelta(days=1)


def build_one(person: User, *, days_later: int = 0) -> BuildResult:
    (result,) = build_interfaces([person.id], now=NOW + days_later * DAY)
    return result


def shown_to(person: User) -> UserInterface:
    return UserInterface.objects.get(user=person, active=True)


def order_of(interface: UserInterface) -> list[str]:
    return [name for section in interface.interface_config["layout"] for name in section["components"]]


def test_the_first_build_makes_version_one_and_says_why(cast: Cast) -> None:
    store_days(cast.person, 6)
    assert build_one(cast.person) == BuildResult(user_id=cast.person.id, outcome=Outcome.CHANGED, version=1)
    assert shown_to(cast.person).interface_config["version"] == "resona-interface/2"
    (change,) = InterfaceEvolution.objects.get(user=cast.person, version=1).changes
    assert set(change) == {"what", "from", "to", "why", "why_for_clinician"}
    assert change["why"] == "This is where everyone starts. It adapts as you use it."


def test_a_second_build_of_the_same_writes_nothing(cast: Cast) -> None:
    store_days(cast.person, 6)
    build_one(cast.person)
    before = InterfaceBuild.objects.values().get()
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert build_one(cast.person).outcome is Outcome.UNCHANGED
    assert [query["sql"] for query in statements if not _only_reads(query["sql"])] == []
    assert InterfaceBuild.objects.values().get() == before


def test_the_next_day_notes_that_it_was_built_and_no_more(cast: Cast) -> None:
    store_days(cast.person, 6)
    build_one(cast.person)
    assert build_one(cast.person, days_later=1).outcome is Outcome.UNCHANGED
    assert InterfaceBuild.objects.get().built_for == (NOW + DAY).date()
    assert UserInterface.objects.count() == 1


def test_a_course_becomes_versions_without_gaps(cast: Cast) -> None:
    store_days(cast.person, 10, emotion=AT_EASE)
    build_one(cast.person)
    for day in range(6):
        store_session(cast.person, at=NOW + day * DAY, emotion=SAD)
        build_one(cast.person, days_later=day + 1)
    versions = list(UserInterface.objects.filter(user=cast.person).order_by("version"))
    assert [version.version for version in versions] == list(range(1, len(versions) + 1))
    assert [version.active for version in versions] == [False] * (len(versions) - 1) + [True]
    assert versions[-1].interface_config["theme"]["name"] == "warm"
    announced = next(each.version for each in versions if each.interface_config["next_theme"])
    worn = next(each.version for each in versions if each.interface_config["theme"]["name"] == "warm")
    assert announced < worn
    explained = InterfaceEvolution.objects.filter(user=cast.person).values_list("version", flat=True)
    assert sorted(explained) == [version.version for version in versions]


def test_an_announced_theme_comes_the_next_day_though_nothing_else_happened(cast: Cast) -> None:
    store_days(cast.person, 6)
    build_one(cast.person)
    for day in range(6):
        store_session(cast.person, at=NOW + day * DAY / 24, emotion=SAD)
    build_one(cast.person)
    assert shown_to(cast.person).interface_config["next_theme"]["name"] == "warm"
    assert build_one(cast.person).outcome is Outcome.UNCHANGED
    assert build_one(cast.person, days_later=1).outcome is Outcome.CHANGED
    assert shown_to(cast.person).interface_config["theme"]["name"] == "warm"


def test_a_critical_session_brings_help_first_at_once(cast: Cast) -> None:
    store_days(cast.person, 6)
    build_one(cast.person)
    store_session(cast.person, at=NOW, level="critical")
    build_one(cast.person, days_later=1)
    assert order_of(shown_to(cast.person))[:2] == ["SafetyCheck", "CrisisResources"]


@pytest.mark.parametrize(("level", "is_near"), [("high", True), ("low", False)])
def test_who_talks_many_times_a_day_does_not_outrun_two_weeks(cast: Cast, level: str, is_near: bool) -> None:
    store_session(cast.person, at=NOW - 13 * DAY, level=level)
    for number in range(MAX_SESSIONS + 5):
        store_session(cast.person, at=NOW - 12 * DAY + number * DAY / 4)
    build_one(cast.person)
    assert (order_of(shown_to(cast.person))[:2] == ["SafetyCheck", "CrisisResources"]) is is_near
    assert build_one(cast.person).outcome is Outcome.UNCHANGED
    RiskAssessment.objects.filter(session__started_at=NOW - 13 * DAY).update(risk_level="critical")
    RiskAssessment.objects.filter(risk_level="critical").update(id=new_id())  # as a new run of the analysis would
    build_one(cast.person)
    assert shown_to(cast.person).interface_config["theme"]["name"] == "crisis"
    build_one(cast.person, days_later=2)  # out of the two weeks
    assert "SafetyCheck" not in order_of(shown_to(cast.person))


def test_a_false_alarm_lets_the_rest_back(cast: Cast) -> None:
    store_days(cast.person, 6)
    event = raise_event(store_session(cast.person, at=NOW, level="critical"))
    build_one(cast.person)
    event.resolution, event.resolved_at = "false_alarm", NOW
    event.save()
    build_one(cast.person)
    assert "SafetyCheck" not in order_of(shown_to(cast.person))


def test_an_event_left_open_keeps_help_first_for_a_month(cast: Cast) -> None:
    raise_event(store_session(cast.person, at=NOW - 29 * DAY, level="critical"))
    store_days(cast.person, 6)
    build_one(cast.person)
    assert shown_to(cast.person).interface_config["theme"]["name"] == "crisis"


def test_after_a_month_nobody_is_asked_every_day_and_help_stays_near(cast: Cast) -> None:
    """An event that staff left open for seven months says nothing of how the person is now."""
    raise_event(store_session(cast.person, at=NOW - 29 * DAY, level="critical"))
    store_days(cast.person, 6)
    build_one(cast.person)
    build_one(cast.person, days_later=2)
    shown = shown_to(cast.person)
    assert order_of(shown)[:3] == ["Greeting", "VoiceRecorder", "CrisisResources"]
    assert shown.interface_config["components"]["CrisisResources"]["prominence"] == "card"
    changes = InterfaceEvolution.objects.get(user=cast.person, version=shown.version).changes
    told = {change["what"]: change for change in changes}["components.SafetyCheck.prominence"]
    assert told["why"] == "Help stays close at hand, and takes a little less room."
    assert "a crisis event open for more than 30 days, which staff should close" in told["why_for_clinician"]


def test_an_event_whose_session_is_gone_counts_from_when_it_was_raised(cast: Cast) -> None:
    event = raise_event(store_session(cast.person, at=NOW - 60 * DAY, level="critical"))
    CrisisEvent.objects.filter(id=event.id).update(conversation=None, created_at=NOW - DAY)
    store_days(cast.person, 6)
    build_one(cast.person)
    assert order_of(shown_to(cast.person))[0] == "SafetyCheck"


def test_words_are_read_and_nothing_of_them_is_stored(cast: Cast) -> None:
    for day in range(16):
        heavy = day % 2 == 0
        store_session(
            cast.person,
            at=NOW - (16 - day) * DAY,
            emotion=SAD if heavy else AT_EASE,
            said=["My boss shouted about the zebracorn again"] if heavy else ["The garden was lovely"],
        )
    build_one(cast.person)
    config = shown_to(cast.person).interface_config
    assert [item["key"] for item in config["components"]["GentleObservations"]["items"]][-1] == "observation.work"
    with connection.cursor() as cursor:
        for table in ("user_interfaces", "interface_evolution_log", "interface_builds"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} AS t")
            assert "zebracorn" not in cursor.fetchone()[0]


def test_without_consent_nothing_is_built(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert build_one(cast.person).outcome is Outcome.LEFT_ALONE
    assert not UserInterface.objects.exists()


def test_staff_and_strangers_have_no_interface(cast: Cast) -> None:
    results = build_interfaces([cast.clinician.id, cast.clinic.id], now=NOW)
    assert [result.outcome for result in results] == [Outcome.UNKNOWN, Outcome.UNKNOWN]


@pytest.mark.parametrize(
    ("break_it", "failure"),
    [
        (lambda person: store_unreadable_session(person, at=NOW), "UnknownEmotionError"),
        (
            lambda person: InterfaceText.objects.create(
                clinic=person.clinic, language="en", key="VoiceRecorder.title", text="{name}"
            ),
            "MalformedTextError",
        ),
        (
            lambda person: UserInterface.objects.filter(user=person).update(version=2**31 - 1),
            "DataError",
        ),
    ],
)
def test_a_failure_leaves_what_was_shown_and_stops_no_one_else(
    cast: Cast, break_it: Callable[[User], Any], failure: str
) -> None:
    build_one(cast.person)
    break_it(cast.person)
    store_session(cast.person, at=NOW - DAY, level="critical")
    results = build_interfaces([cast.strange_person.id, cast.person.id], now=NOW)
    assert [result.outcome for result in results] == [Outcome.CHANGED, Outcome.FAILED]
    assert UserInterface.objects.filter(user=cast.person, active=True).count() == 1
    noted = InterfaceBuild.objects.get(user=cast.person)
    assert noted.failure is not None
    assert noted.failure.startswith(failure)
    assert noted.failed_at == NOW


REFUSE = """
CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{sqlstate}'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON user_interfaces FOR EACH ROW WHEN (NEW.user_id = '{user_id}')
    EXECUTE FUNCTION pg_temp.refuse();
"""


@pytest.mark.parametrize(
    ("sqlstate", "is_theirs"),
    [("54000", True), ("57014", True), ("57P01", False), ("40P01", False), ("53100", False)],
)
def test_a_statement_too_large_or_too_long_for_one_is_theirs_alone(cast: Cast, sqlstate: str, is_theirs: bool) -> None:
    """Otherwise the same hundred would be tried all night; what ails the database is everybody's."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSE.format(sqlstate=sqlstate, user_id=cast.person.id))
    ids = [cast.strange_person.id, cast.person.id]
    if is_theirs:
        assert [each.outcome for each in build_interfaces(ids, now=NOW)] == [Outcome.CHANGED, Outcome.FAILED]
        assert InterfaceBuild.objects.get(user=cast.person).failure == "OperationalError"
    else:
        with pytest.raises(OperationalError), transaction.atomic():
            build_interfaces(ids, now=NOW)
        assert not InterfaceBuild.objects.exists()


def test_a_failure_is_over_once_its_cause_is(cast: Cast) -> None:
    unreadable = store_unreadable_session(cast.person, at=NOW - DAY)
    assert build_one(cast.person).outcome is Outcome.FAILED
    unreadable.delete()
    assert build_one(cast.person).outcome is Outcome.CHANGED
    assert InterfaceBuild.objects.get().failure is None


def test_a_configuration_edited_into_nonsense_is_built_anew(cast: Cast) -> None:
    build_one(cast.person)
    UserInterface.objects.filter(user=cast.person).update(interface_config={"theme": "shiny"})
    assert build_one(cast.person).version == 2
    assert shown_to(cast.person).interface_config["theme"]["name"] == "balanced"
    (change,) = InterfaceEvolution.objects.get(version=2).changes
    assert change["why"] == "Your screen could not be read any more, so we made it anew."


def test_what_somebody_took_away_by_hand_comes_back_and_says_so(cast: Cast) -> None:
    build_one(cast.person)
    UserInterface.objects.update(active=False)
    assert build_one(cast.person).version == 2
    (change,) = InterfaceEvolution.objects.get(version=2).changes
    assert change["why"] == "Your screen could not be read any more, so we made it anew."


def test_a_clinics_own_words_and_lines_go_before_those_for_all(cast: Cast) -> None:
    line: dict[str, Any] = {"kind": "crisis", "language": "en", "text": "Day and night.", "contact": "000"}
    SupportResource.objects.create(title="For all", **line)
    SupportResource.objects.create(title="Our own", clinic=cast.clinic, **line)
    InterfaceText.objects.create(language="en", key="VoiceRecorder.title", text="Speak")
    InterfaceText.objects.create(clinic=cast.clinic, language="en", key="VoiceRecorder.title", text="Speak with us")
    build_interfaces([cast.person.id, cast.strange_person.id], now=NOW)
    shown = {who: shown_to(who).interface_config for who in (cast.person, cast.strange_person)}
    assert [line["title"] for line in shown[cast.person]["crisis_lines"]] == ["Our own"]
    assert [line["title"] for line in shown[cast.strange_person]["crisis_lines"]] == ["For all"]
    assert shown[cast.person]["components"]["VoiceRecorder"]["title"] == "Speak with us"
    assert shown[cast.strange_person]["components"]["VoiceRecorder"]["title"] == "Speak"


@pytest.mark.parametrize(("people", "days"), [(2, 1), (2, 12), (30, 3)])
def test_statements_stay_the_same_however_many_people_and_sessions(cast: Cast, people: int, days: int) -> None:
    crowd = PersonFactory.create_batch(people, clinic=cast.clinic)
    for person in crowd:
        store_days(person, days, said=["A good day at work", "Nothing else"])
    with CaptureQueriesContext(connection) as first:
        build_interfaces([person.id for person in crowd], now=NOW)
    with CaptureQueriesContext(connection) as second:
        build_interfaces([person.id for person in crowd], now=NOW)
    assert (len(first), len(second)) == (17, 10)


@pytest.mark.django_db(transaction=True)
def test_two_builders_at_once_make_one_version(django_db_blocker: Any) -> None:
    people = PersonFactory.create_batch(5)
    for person in people:
        store_days(person, 6)
    ids = [person.id for person in people]
    results: list[list[BuildResult]] = []
    start = threading.Barrier(2)

    def work(order: list[Any]) -> None:
        start.wait()
        try:
            results.append(build_interfaces(order, now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(order,)) for order in (ids, ids[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = sorted(result.outcome for result in results[0] + results[1])
    assert outcomes == [Outcome.CHANGED] * 5 + [Outcome.UNCHANGED] * 5
    assert UserInterface.objects.filter(active=True, version=1).count() == 5
    assert UserInterface.objects.count() == InterfaceEvolution.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_build_waits_for_a_session_that_is_being_recorded() -> None:
    """Both lock the person: the build sees the whole session or none of it, and here it must be seen."""
    person = PersonFactory.create()
    locked = threading.Event()

    def record() -> None:
        try:
            with transaction.atomic():
                lock_people([person.id])
                locked.set()
                time.sleep(0.3)  # long enough for a build that does not wait
                store_session(person, at=NOW, level="critical")
        finally:
            connection.close()

    thread = threading.Thread(target=record)
    thread.start()
    locked.wait()
    build_one(person)
    thread.join()
    assert shown_to(person).interface_config["theme"]["name"] == "crisis"


def _only_reads(sql: str) -> bool:
    return sql.lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
