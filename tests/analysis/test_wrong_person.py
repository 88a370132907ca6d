"""A session recorded with the wrong person's device counts for nothing in the record it stands in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest

from baselines.models import Baseline, BaselineReplay, Deviation
from conversations.exporting import session_lines
from conversations.models import Conversation
from conversations.words import HIDDEN_WORDS, WORDS_OF_ANOTHER, why_hidden
from resona.accounts.models import CareTeamPerson, User
from resona.accounts.teams import UnknownPersonError
from resona.analysis.replay import replay_person
from resona.analysis.wrong_person import TakenForAnotherError, say_who_spoke, take_back
from resona.compliance.models import PrivacySettings
from risk.corrections import add_note
from risk.event_steps import read_step
from risk.models import CrisisEvent, RiskAssessment
from risk.quiet import find_silence
from risk.services import read_words, resolve_event
from risk.timeline import read_timeline
from risk.triage import build_triage
from risk.wrong_person import SamePersonError
from tests.admin.pages import act_url, page_url, sign_in
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

CRISIS = "I am going to kill myself tonight"
DAY = timedelta(days=1)
NOW = LATEST + 7 * DAY


@pytest.fixture
def right(cast: Cast) -> User:
    """Who spoke: also in the care of the clinician's team."""
    CareTeamPerson.objects.create(team=cast.team, person=cast.other_person)
    return cast.other_person


@pytest.fixture
def third(cast: Cast) -> User:
    """Yet another person in the care of the clinician's team."""
    CareTeamPerson.objects.create(team=cast.team, person=cast.unassigned_person)
    return cast.unassigned_person


def baselines_of(person: User) -> list[Any]:
    rows = Baseline.objects.filter(user=person).order_by("baseline_type")
    return list(rows.values_list("baseline_type", "baseline_value", "session_count"))


def record_some(cast: Cast, person: User, days: range) -> None:
    record(cast.superuser, *(make_body(person, at=LATEST + day * DAY, seed=day) for day in days), now=NOW)


def record_one(cast: Cast, **given: Any) -> Conversation:
    """One of the last of these days, by a voice unlike the person's."""
    body = make_body(cast.person, at=LATEST + 4 * DAY + timedelta(hours=1), seed=99, **given)
    record(cast.superuser, body, now=NOW)
    return Conversation.objects.get(id=body["id"])


def say(session: Conversation, person: User | None, cast: Cast) -> None:
    say_who_spoke(session_id=session.id, person_id=person.id if person else None, caller=cast.clinician, now=NOW)
    if BaselineReplay.objects.filter(user=session.user_id).exists():
        replay_person(session.user_id, now=NOW)
    session.refresh_from_db()


def shown_sessions(cast: Cast) -> list[Any]:
    """Those that triage shows."""
    return [row.finding.session_id for group in build_triage(cast.clinician, now=NOW).groups for row in group.rows]


def test_it_leaves_the_baseline_as_if_it_had_never_come(cast: Cast) -> None:
    record_some(cast, cast.person, range(6))
    record_some(cast, cast.unassigned_person, range(6))
    before = baselines_of(cast.person)
    session = record_one(cast, said=("Everything is hopeless.",))
    replay_person(cast.person.id, now=NOW)
    assert baselines_of(cast.person) != before
    say(session, None, cast)
    assert baselines_of(cast.person) == before == baselines_of(cast.unassigned_person)


def test_its_findings_no_longer_count_and_come_back_when_it_is_taken_back(cast: Cast, right: User) -> None:
    record_some(cast, cast.person, range(4))
    session = record_one(cast, said=("I feel hopeless and empty and worthless.",), emotion={"hopeless": 1.0})
    replay_person(cast.person.id, now=NOW)

    def found() -> list[int]:
        models = (Deviation, RiskAssessment)
        return [model.objects.filter(session=session, is_current=True).count() for model in models]

    assert found()[1] == 1
    say(session, right, cast)
    assert (session.spoken_by, session.wrong_person_by, session.is_untimed) == (right, cast.clinician, True)
    assert found() == [0, 0]
    assert session.id not in shown_sessions(cast)
    assert str(session.id) not in str(read_timeline(cast.person.id, since=None, until=None))
    take_back(session_id=session.id, caller=cast.clinician, now=NOW)
    replay_person(cast.person.id, now=NOW)
    session.refresh_from_db()
    assert (session.wrong_person_at, session.spoken_by, session.is_untimed) == (None, None, False)
    assert found()[1] == 1


def test_what_was_not_assessed_waits_for_nobody_and_the_person_was_not_heard(cast: Cast) -> None:
    record_some(cast, cast.person, range(1))
    session = record_one(cast, features=None, emotion=None)
    say(session, None, cast)
    assert session.id not in shown_sessions(cast)
    cast.person.refresh_from_db()
    assert cast.person.last_active == LATEST
    assert find_silence(cast.person.id, now=NOW) is None


def test_its_event_goes_to_whoever_spoke_with_what_they_said(cast: Cast, right: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    event = CrisisEvent.objects.get(conversation=session)
    say(session, right, cast)
    event.refresh_from_db()
    target = CrisisEvent.objects.get(user=right)
    assert (event.resolution, event.corrected_to) == ("wrong_person", target)
    assert (target.conversation, target.resolved_at, target.due_at) == (None, None, NOW + timedelta(hours=1))
    assert CRISIS in read_words(target)
    say(session, right, cast)
    assert CrisisEvent.objects.count() == 2


def test_who_lets_no_staff_read_their_words_is_told_of_without_them(cast: Cast, right: User) -> None:
    PrivacySettings.objects.create(user=right, words_for_clinicians="never")
    say(record_one(cast, said=(CRISIS,)), right, cast)
    assert CRISIS not in read_words(CrisisEvent.objects.get(user=right))


def test_whoever_spoke_says_whether_staff_read_it(cast: Cast, right: User) -> None:
    PrivacySettings.objects.create(user=cast.person, words_for_clinicians="never")
    session = record_one(cast, said=(CRISIS,))
    say(session, right, cast)
    assert why_hidden(session.id, cast.clinician) == ""
    PrivacySettings.objects.create(user=right, words_for_clinicians="never")
    assert why_hidden(session.id, cast.clinician) == HIDDEN_WORDS


def test_while_nobody_knows_who_spoke_its_event_stays_open_and_says_so(cast: Cast, right: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    event = CrisisEvent.objects.get()
    say(session, None, cast)
    event.refresh_from_db()
    assert event.resolved_at is None
    [row] = build_triage(cast.clinician, now=NOW).groups[0].rows
    assert "nobody knows yet who" in row.finding.reason
    say(session, right, cast)
    event.refresh_from_db()
    assert event.corrected_to == CrisisEvent.objects.get(user=right)


def test_when_it_was_yet_another_their_event_goes_on_to_them(cast: Cast, right: User, third: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    say(session, right, cast)
    taken_for = CrisisEvent.objects.get(user=right)
    say(session, third, cast)
    taken_for.refresh_from_db()
    [event] = CrisisEvent.objects.filter(user=third)
    assert (taken_for.resolution, taken_for.corrected_to, taken_for.words) == ("wrong_person", event, None)
    assert (event.resolved_at, CRISIS in read_words(event)) == (None, True)
    say(session, third, cast)
    assert CrisisEvent.objects.filter(user=third).count() == 1


@pytest.mark.parametrize("is_taken_back", [True, False])
def test_when_it_was_not_them_the_event_comes_back_with_its_notes(
    cast: Cast, right: User, *, is_taken_back: bool
) -> None:
    """That the person spoke after all, or that nobody knows who did."""
    session = record_one(cast, said=(CRISIS,))
    event = CrisisEvent.objects.get()
    say(session, right, cast)
    taken_for = CrisisEvent.objects.get(user=right)
    add_note(event_id=taken_for.id, note="called, no answer", caller=cast.clinician, now=NOW)
    if is_taken_back:
        take_back(session_id=session.id, caller=cast.clinician, now=NOW)
    else:
        say(session, None, cast)
    replay_person(cast.person.id, now=NOW)
    event.refresh_from_db()
    taken_for.refresh_from_db()
    assert (event.resolved_at, event.resolution, event.corrected_to) == (None, None, None)
    assert (event.owner, event.next_due_at) == (cast.clinician, NOW + timedelta(hours=4))
    assert (taken_for.resolution, taken_for.corrected_to, taken_for.words) == ("wrong_person", event, None)
    assert "called, no answer" in [read_step(step) for step in event.steps.all()]
    assert not any(read_step(step) for step in taken_for.steps.exclude(kind="told"))
    assert CrisisEvent.objects.filter(user=cast.person).count() == 1


def test_a_record_that_the_reader_does_not_see_is_left_to_who_does(cast: Cast, right: User, third: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    say(session, right, cast)
    CareTeamPerson.objects.filter(person=right, team=cast.team).delete()
    with pytest.raises(TakenForAnotherError):
        say(session, third, cast)
    with pytest.raises(TakenForAnotherError):
        take_back(session_id=session.id, caller=cast.clinician, now=NOW)
    assert CrisisEvent.objects.get(user=right).resolved_at is None


def test_what_has_no_place_in_the_course_is_read_again_too_when_it_is_taken_back(cast: Cast, right: User) -> None:
    record_some(cast, cast.person, range(2))
    body = make_body(cast.person, at=NOW + 30 * DAY, said=(CRISIS,))
    record(cast.superuser, body, now=NOW)
    session = Conversation.objects.get(id=body["id"])
    assert session.is_untimed
    say(session, None, cast)
    take_back(session_id=session.id, caller=cast.clinician, now=NOW)
    replay_person(cast.person.id, now=NOW)
    [found] = RiskAssessment.objects.filter(session=session, is_current=True)
    assert found.risk_level == "critical"
    assert CrisisEvent.objects.get(conversation=session).resolved_at is None


def test_how_a_resolved_event_turned_out_is_corrected(cast: Cast, right: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    event = CrisisEvent.objects.get()
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)
    say(session, right, cast)
    event.refresh_from_db()
    assert (event.resolution, event.corrected_to) == ("wrong_person", None)
    assert not CrisisEvent.objects.filter(user=right).exists()


def test_it_is_read_by_who_may_see_both_and_goes_with_whoever_spoke(cast: Cast, right: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    say(session, right, cast)
    CareTeamPerson.objects.filter(person=right).exclude(team=cast.team).delete()
    assert why_hidden(session.id, cast.clinician) == ""
    assert why_hidden(session.id, cast.administrator) == ""
    assert why_hidden(session.id, cast.person) == WORDS_OF_ANOTHER
    CareTeamPerson.objects.filter(person=right).update(team=cast.team)
    other = CareTeamPerson.objects.filter(person=right)
    other.update(team=cast.person.care_teams.get())
    lines = [orjson.loads(line) for person in (cast.person, right) for line in session_lines(person.id)]
    assert [(line["user_id"], line["messages"][0]["content"]) for line in lines] == [(str(right.id), CRISIS)]
    User.objects.filter(id=right.id).delete()
    assert not Conversation.objects.filter(id=session.id).exists()


def test_only_who_sees_both_says_so(cast: Cast) -> None:
    session = record_one(cast)
    for person, error in ((cast.other_person, UnknownPersonError), (cast.person, SamePersonError)):
        with pytest.raises(error):
            say(session, person, cast)


def test_each_record_shows_the_other_to_who_may_see_both_alone(cast: Cast, right: User) -> None:
    session = record_one(cast, said=(CRISIS,))
    event = CrisisEvent.objects.get()
    client = sign_in(cast.clinician)
    link = act_url("conversations_conversation_wrong-person", session)
    assert link in client.get(page_url(session)).content.decode()
    assert link in client.get(page_url(event)).content.decode()
    answer = client.post(link, {"person": "nobody", "next": "/admin/"}).content.decode()
    assert "Nobody whom you see has this code." in answer
    assert client.post(link, {"person": right.code, "next": page_url(session)})["Location"] == page_url(session)

    target = CrisisEvent.objects.get(user=right)
    places = [page_url(record) for record in (session, event, target, right)]
    seen_by_both = [client.get(place).content.decode() for place in places]
    assert all(page_url(target) in page for page in seen_by_both[1:2])
    assert page_url(event) in seen_by_both[2]
    assert right.code in seen_by_both[0]
    assert page_url(session) in seen_by_both[3]

    CareTeamPerson.objects.filter(person=right, team=cast.team).delete()
    for place in places[:2]:
        page = client.get(place).content.decode()
        assert "Filed here by mistake" in page
        assert right.code not in page
        assert CRISIS not in page
