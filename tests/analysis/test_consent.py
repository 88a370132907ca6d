"""What each consent opens and what its withdrawal closes, in every service that asks for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection, transaction
from django.utils import timezone

from baselines.models import Baseline, BaselineReplay
from conversations.models import Conversation, EmotionReading, Message
from interfaces.consent import NotPersonalisedError
from interfaces.nightly import build_due
from interfaces.rebuilding import rebuild_interface
from interfaces.services import Outcome, build_interfaces
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.analysis.reference_people import read_reference_people
from resona.analysis.replay import replay_person
from resona.compliance.consent import Channel, give_consent, withdraw_consent
from risk.alerts import tell_about
from risk.models import CrisisEvent
from tests.api.clients import post_json, signed_in, with_key
from tests.conftest import Cast
from tests.factories import PersonFactory, StaffFactory
from tests.sessions import LATEST, make_body, record, record_course

CRISIS = "I want to kill myself tonight"
COURSE = 5


def decide(person: User, purpose: Purpose, *, stands: bool) -> None:
    details: dict[str, Any] = {"channel": Channel.APP, "caller": person, "now": timezone.now()}
    if stands:
        give_consent(user_id=person.id, purpose=purpose, version="2026-1", **details)
    else:
        withdraw_consent(user_id=person.id, purpose=purpose, **details)


def is_recorded(cast: Cast) -> bool:
    (outcome,) = record(cast.superuser, make_body(cast.person))
    return outcome.status == 201


def is_voice_kept(cast: Cast) -> bool:
    (outcome,) = record(cast.superuser, make_body(cast.person))
    if outcome.status != 201:
        return False
    session = Conversation.objects.get(id=outcome.session_id)
    assert (session.voice_features is None) == (session.emotion_summary is None)
    return session.voice_features is not None


def is_built(cast: Cast) -> bool:
    (result,) = build_interfaces([cast.person.id], now=LATEST + timedelta(days=1))
    return result.outcome is not Outcome.LEFT_ALONE


def is_built_at_night(cast: Cast) -> bool:
    return cast.person.id in {result.user_id for result in build_due(now=timezone.now())}


def is_rebuilt(cast: Cast) -> bool:
    try:
        rebuild_interface(user_id=cast.person.id, caller=cast.administrator, now=timezone.now())
    except NotPersonalisedError:
        return False
    return True


def is_replayed(cast: Cast) -> bool:
    BaselineReplay.objects.create(user=cast.person, since=LATEST - timedelta(days=400))
    replayed = replay_person(cast.person.id, now=timezone.now())
    assert BaselineReplay.objects.filter(user=cast.person).exists() == (replayed == 0)
    return replayed > 0


def teaches_others(cast: Cast) -> bool:
    return bool(list(read_reference_people(cast.clinic.id)))


def is_seen_by_their_team(cast: Cast) -> bool:
    seen = Conversation.objects.visible_to(cast.clinician).filter(user=cast.person).exists()
    assert seen == User.objects.visible_to(cast.clinician).filter(id=cast.person.id).exists()
    return seen


# Which withdrawals close it; no other does.
SERVICES: dict[Callable[[Cast], bool], set[Purpose]] = {
    is_recorded: {Purpose.RECORDING},
    is_voice_kept: {Purpose.RECORDING, Purpose.VOICE_ANALYSIS},
    is_built: {Purpose.PERSONALISATION},
    is_built_at_night: {Purpose.PERSONALISATION},
    is_rebuilt: {Purpose.PERSONALISATION},
    is_replayed: {Purpose.RECORDING, Purpose.VOICE_ANALYSIS},
    teaches_others: {Purpose.RECORDING, Purpose.VOICE_ANALYSIS, Purpose.RESEARCH},
    is_seen_by_their_team: {Purpose.CARE_TEAM_SHARING},
}


@pytest.fixture
def course(cast: Cast) -> Cast:
    record_course(cast.superuser, cast.person, COURSE)
    return cast


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
def test_a_withdrawal_closes_what_rests_on_it_and_nothing_else(
    course: Cast, service: Callable[[Cast], bool], purpose: Purpose
) -> None:
    decide(course.person, purpose, stands=False)
    assert service(course) == (purpose not in SERVICES[service])


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
def test_what_is_given_again_opens_it_again(course: Cast, service: Callable[[Cast], bool]) -> None:
    for purpose in SERVICES[service]:
        decide(course.person, purpose, stands=False)
    for purpose in SERVICES[service]:
        decide(course.person, purpose, stands=True)
    assert service(course)


def test_after_a_withdrawal_the_next_session_is_refused_and_nothing_of_it_stored(course: Cast) -> None:
    client = with_key(course.clinic, "sessions:write")
    body = make_body(course.person, at=LATEST + timedelta(days=1))
    decide(course.person, Purpose.RECORDING, stands=False)
    assert post_json(client, "/api/v1/sessions/", body).status_code == 403
    assert not Message.objects.filter(conversation_id=body["id"]).exists()
    assert Conversation.objects.filter(user=course.person).count() == COURSE
    decide(course.person, Purpose.RECORDING, stands=True)
    assert post_json(client, "/api/v1/sessions/", body).status_code == 201


def test_without_voice_analysis_the_words_alone_are_read(course: Cast) -> None:
    decide(course.person, Purpose.VOICE_ANALYSIS, stands=False)
    before = list(Baseline.objects.filter(user=course.person).values_list("baseline_type", "session_count"))
    body = make_body(course.person, at=LATEST + timedelta(days=1), said=(CRISIS,))
    (outcome,) = record(course.superuser, body)
    assert outcome.body is not None
    answer = orjson.loads(outcome.body)
    assert "voice_missing" in answer["not_assessed"]
    assert (answer["deviations"], answer["dissonance"]) == ([], None)
    assert answer["risk"]["risk_level"] == "critical"
    assert list(Baseline.objects.filter(user=course.person).values_list("baseline_type", "session_count")) == before
    assert EmotionReading.objects.get(conversation_id=body["id"]).voice_emotion is None
    (again,) = record(course.superuser, body)
    assert again.status == 200
    assert again.body is not None
    assert orjson.loads(again.body) == answer


def test_a_session_without_words_is_kept_as_one_that_says_nothing(course: Cast) -> None:
    decide(course.person, Purpose.VOICE_ANALYSIS, stands=False)
    (outcome,) = record(course.superuser, make_body(course.person, said=()))
    assert outcome.status == 201
    assert outcome.body is not None
    answer = orjson.loads(outcome.body)
    assert {"voice_missing", "words_missing"} <= set(answer["not_assessed"])
    assert answer["risk"] is None


def test_words_are_replayed_for_whoever_was_never_heard(cast: Cast) -> None:
    decide(cast.person, Purpose.VOICE_ANALYSIS, stands=False)
    record_course(cast.superuser, cast.person, COURSE)
    assert is_replayed(cast)


def test_a_refusal_of_sharing_hides_the_record_until_someone_must_help(course: Cast) -> None:
    decide(course.person, Purpose.CARE_TEAM_SHARING, stands=False)
    team_mate = StaffFactory.create(clinic=course.clinic)
    callers = (course.clinician, course.outsider, team_mate)
    assert [seen_by(course, caller) for caller in callers] == [False, False, False]
    assert seen_by(course, course.administrator)
    assert seen_by(course, course.person)
    record(course.superuser, make_body(course.person, at=timezone.now(), said=(CRISIS,)))
    event = CrisisEvent.objects.get(user=course.person)
    assert [seen_by(course, caller) for caller in callers] == [True, False, False]
    path = f"/api/v1/crisis-events/?user={course.person.id}"
    assert [row["id"] for row in signed_in(course.clinician).get(path).json()["results"]] == [str(event.id)]
    CrisisEvent.objects.update(resolved_at=timezone.now(), resolution="confirmed")
    assert not seen_by(course, course.clinician)


def test_a_crisis_is_announced_whatever_was_refused(cast: Cast, mailoutbox: list[Any]) -> None:
    for purpose in (Purpose.CARE_TEAM_SHARING, Purpose.CRISIS_CONTACT):
        decide(cast.person, purpose, stands=False)
    record(cast.superuser, make_body(cast.person, at=timezone.now(), said=(CRISIS,)))
    tell_about(CrisisEvent.objects.get(user=cast.person).id, now=timezone.now())
    assert len(mailoutbox) == 1


def seen_by(cast: Cast, caller: User) -> bool:
    return User.objects.visible_to(caller).filter(id=cast.person.id).exists()


def test_a_session_that_waits_for_a_withdrawal_is_refused(transactional_db: None) -> None:
    """The person's lock decides: what was sent before, but recorded after, knows of the withdrawal."""
    assert _recorded_while_it_happens(Purpose.RECORDING) == (403, None)


def test_a_session_that_waits_for_a_withdrawal_of_voice_analysis_keeps_no_voice(transactional_db: None) -> None:
    assert _recorded_while_it_happens(Purpose.VOICE_ANALYSIS) == (201, False)


def test_a_withdrawal_that_waits_for_a_session_leaves_it_recorded(transactional_db: None) -> None:
    person, caller = PersonFactory.create(), StaffFactory.create(clinic=None, is_superuser=True)
    held, withdrawn = threading.Event(), threading.Event()

    def take_back() -> None:
        try:
            held.wait(10)
            decide(person, Purpose.RECORDING, stands=False)
            withdrawn.set()
        finally:
            connection.close()

    thread = threading.Thread(target=take_back)
    thread.start()
    with transaction.atomic():
        (outcome,) = record(caller, make_body(person))
        held.set()
        assert not withdrawn.wait(0.3)  # it waits for the session's transaction
    thread.join()
    assert (outcome.status, withdrawn.is_set()) == (201, True)
    (outcome,) = record(caller, make_body(person, seed=2))
    assert outcome.status == 403


def _recorded_while_it_happens(purpose: Purpose) -> tuple[int, bool | None]:
    """The status of a session that is sent while a withdrawal is not committed yet, and whether its voice is kept."""
    person, caller = PersonFactory.create(), StaffFactory.create(clinic=None, is_superuser=True)
    held, release = threading.Event(), threading.Event()

    def take_back() -> None:
        try:
            with transaction.atomic():
                decide(person, purpose, stands=False)
                held.set()
                assert release.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=take_back)
    thread.start()
    assert held.wait(10)
    threading.Timer(0.3, release.set).start()
    (outcome,) = record(caller, make_body(person))
    thread.join()
    kept: dict[UUID, bool] = {
        key: features is not None for key, features in Conversation.objects.values_list("id", "voice_features")
    }
    return outcome.status, kept.get(outcome.session_id)
