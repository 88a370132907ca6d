"""Recording sessions: what is stored, what is answered, what is refused."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from baselines.models import Baseline, BaselineReplay, Deviation
from baselines.prior import PRIOR_VERSION
from conversations.models import Conversation, EmotionReading, Message, Upload
from resona.accounts.models import User
from resona.analysis.replay import replay_person
from resona.analysis.services import Outcome, record_sessions
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from tests.conftest import Cast
from tests.sessions import AT_EASE, DISTRESSED, LATEST, make_body, read, record, record_course, usual_features

CRISIS = "I want to kill myself tonight"
MAX_STATEMENTS = 7
TRANSACTION_STATEMENTS = 2  # BEGIN and COMMIT, or their savepoints inside a test


def answer(outcome: Outcome) -> dict[str, Any]:
    assert outcome.body is not None
    parsed: dict[str, Any] = orjson.loads(outcome.body)
    return parsed


def record_one(caller: User, body: dict[str, Any]) -> dict[str, Any]:
    (outcome,) = record(caller, body)
    assert outcome.status == 201
    return answer(outcome)


def test_session_is_stored_with_its_messages_in_order(cast: Cast) -> None:
    said = ("Good evening.", "I went to the market.", "It rained.")
    found = record_one(cast.superuser, make_body(cast.person, said=said))
    conversation = Conversation.objects.get(id=found["session_id"])
    messages = list(conversation.messages.order_by("position"))
    assert conversation.emotion_summary == AT_EASE
    assert [Message.content.open(message.id, message.content) for message in messages] == list(said)


def test_first_sessions_are_learned_and_say_so(cast: Cast) -> None:
    found = record_one(cast.superuser, make_body(cast.person))
    assert found["deviations"] == []
    assert "voice_insufficient_baseline" in found["not_assessed"]
    assert {row["status"] for row in found["baselines"]} == {"learning"}
    assert Baseline.objects.get(user=cast.person, baseline_type="pitch").established_at is None
    assert found["risk"]["baseline_deviation_contribution"] is None
    assert found["risk"]["needs_review"]


def test_fourth_session_is_compared_with_the_first_three(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    found = record_one(cast.superuser, make_body(cast.person))
    assert {row["deviation_type"] for row in found["deviations"]} == {
        "pitch", "pitch_sd_semitones", "energy", "energy_sd_db", "rate", "pause", "jitter", "hnr_db", "emotion",
    }  # fmt: skip
    assert all(row["baseline_value"]["k"] == 3 for row in found["deviations"])
    assert {row["session_count"] for row in found["baselines"]} == {4}
    assert found["not_assessed"] == []
    assert found["risk"]["risk_level"] == "low"
    assert not found["risk"]["needs_review"]
    assert Conversation.objects.get(id=found["session_id"]).analysis_status == "complete"


def test_slow_flat_voice_deviates_from_the_persons_own_normal(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 8)
    slow = usual_features(random.Random(1), rate_sps=2.2, pause_ratio=0.5, pitch_sd_semitones=1.0)
    found = record_one(cast.superuser, make_body(cast.person, features=slow, emotion=DISTRESSED))
    z = {row["deviation_type"]: row["z"] for row in found["deviations"]}
    assert z["rate"] < -3
    assert z["pause"] > 2
    factor = next(row for row in found["risk"]["risk_factors"] if row["factor"] == "baseline_deviation")
    assert factor["evidence"]["direction"] == "decline"
    assert factor["evidence"]["k"] == 8
    assert factor["evidence"]["prior"] == PRIOR_VERSION
    assert found["risk"]["baseline_deviation_contribution"] > 0.3


def test_flat_voice_with_cheerful_words_is_dissonant(cast: Cast) -> None:
    said = ("I am really happy, everything is wonderful and I love it.",)
    found = record_one(cast.superuser, make_body(cast.person, said=said, emotion=DISTRESSED))
    assert found["dissonance"]["interpretation"] == "defensive_concealment"
    assert found["dissonance"]["stated_emotion"] == "positive"
    assert found["dissonance"]["actual_emotion"] == "negative"
    stored = Dissonance.objects.get(session_id=found["session_id"])
    assert stored.dissonance_score == found["dissonance"]["dissonance_score"]
    assert stored.transcript is None


def test_clients_own_label_overrides_the_words_and_is_recorded(cast: Cast) -> None:
    body = make_body(cast.person, said=("The table is brown.",), emotion=DISTRESSED, stated_emotion="positive")
    found = record_one(cast.superuser, body)
    assert found["dissonance"]["stated_emotion"] == "positive"
    assert Dissonance.objects.get(session_id=found["session_id"]).evidence["method"] == "client label"
    assert Conversation.objects.get(id=found["session_id"]).stated_emotion == "positive"


def test_crisis_raises_an_event_that_is_due_and_announced(cast: Cast) -> None:
    found = record_one(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    event = CrisisEvent.objects.get(user=cast.person)
    assert found["risk"]["risk_level"] == event.risk_level == "critical"
    assert found["crisis_event"]["id"] == str(event.id)
    assert event.due_at == LATEST + timedelta(hours=1) + timedelta(hours=1)
    assert event.escalation_required
    job = ProcrastinateJob.objects.get(task_name="announce_crisis")
    assert job.args == {"user_id": str(cast.person.id), "event_id": str(event.id)}
    conversation = Conversation.objects.get(id=found["session_id"])
    assert conversation.crisis_detected
    assert conversation.escalated_to_human


def test_evidence_names_message_and_span_but_never_quotes(cast: Cast) -> None:
    body = make_body(cast.person, said=("Hello.", CRISIS))
    found = record_one(cast.superuser, body)
    factor = next(row for row in found["risk"]["risk_factors"] if row["factor"] == "crisis_language")
    match = factor["evidence"]["matches"][0]
    assert match["message_id"] == body["messages"][1]["id"]
    assert 0 <= match["start"] < match["end"] <= len(CRISIS)
    assert "kill" not in orjson.dumps(found["risk"]).decode()


def test_late_session_is_due_from_its_arrival(cast: Cast) -> None:
    arrival = LATEST + timedelta(days=20)
    record(cast.superuser, make_body(cast.person, said=(CRISIS,)), now=arrival)
    event = CrisisEvent.objects.get(user=cast.person)
    assert (event.is_historical, event.escalation_required) == (False, True)
    assert event.due_at is not None
    assert timedelta(0) < event.due_at - arrival < timedelta(days=1)


def test_session_imported_as_the_past_raises_a_historical_event_without_escalation(cast: Cast) -> None:
    body = make_body(cast.person, said=(CRISIS,))
    now = LATEST + timedelta(hours=1)
    record_sessions([replace(read(body, now=now), is_historical=True)], caller=cast.superuser, now=now)
    event = CrisisEvent.objects.get(user=cast.person)
    assert event.is_historical
    assert not event.escalation_required
    assert event.due_at is None
    assert not ProcrastinateJob.objects.exists()


def test_critical_session_does_not_become_the_persons_normal(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 3)
    record_one(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    assert set(Baseline.objects.filter(user=cast.person).values_list("session_count", flat=True)) == {3}


def test_contributions_sum_to_the_score(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    body = make_body(cast.person, said=(CRISIS,), emotion=DISTRESSED)
    risk = record_one(cast.superuser, body)["risk"]
    parts = [risk[f"{name}_contribution"] or 0 for name in ("dissonance", "baseline_deviation", "pattern")]
    assert sum(parts) == pytest.approx(risk["risk_score"], abs=1e-9)
    assert sum(row["contribution"] for row in risk["risk_factors"]) == pytest.approx(risk["risk_score"], abs=1e-9)


def test_words_alone_are_assessed_and_the_missing_voice_is_said(cast: Cast) -> None:
    found = record_one(cast.superuser, make_body(cast.person, features=None, emotion=None))
    assert found["not_assessed"] == ["voice_missing"]
    assert found["risk"]["dissonance_contribution"] is None
    assert found["risk"]["baseline_deviation_contribution"] is None
    assert found["risk"]["pattern_contribution"] == 0
    assert Conversation.objects.get(id=found["session_id"]).analysis_status == "partial"


def test_voice_alone_without_anything_to_compare_has_no_assessment_but_is_visible(cast: Cast) -> None:
    found = record_one(cast.superuser, make_body(cast.person, messages=[], emotion=None))
    assert found["risk"] is None
    assert set(found["not_assessed"]) >= {"words_missing", "voice_insufficient_baseline"}
    assert not RiskAssessment.objects.exists()
    assert Conversation.objects.exclude(analysis_status="complete").filter(user=cast.person).exists()


def test_unbelievable_measurement_is_unusable_not_normal(cast: Cast) -> None:
    features = usual_features(random.Random(2), jitter=1.4)  # a percentage, sent as a share
    found = record_one(cast.superuser, make_body(cast.person, features=features))
    assert "voice_unusable" in found["not_assessed"]
    assert not Baseline.objects.filter(user=cast.person, baseline_type="jitter").exists()


def test_other_extractor_starts_its_own_baseline(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 4)
    features = usual_features(random.Random(3)) | {"extractor": "other/2"}
    found = record_one(cast.superuser, make_body(cast.person, features=features))
    assert found["deviations"] == []
    stored = Baseline.objects.get(user=cast.person, baseline_type="pitch")
    assert stored.baseline_value["extractor"] == "other/2"
    assert stored.baseline_value["k"] == 1
    assert stored.baseline_value["others"]["test/1"]["k"] == 4


def test_unknown_features_are_kept_but_not_analysed(cast: Cast) -> None:
    features = usual_features(random.Random(4)) | {"sparkle": [[1, 2.5]]}
    found = record_one(cast.superuser, make_body(cast.person, features=features))
    stored: Any = Conversation.objects.get(id=found["session_id"]).voice_features
    assert stored["sparkle"] == [[1, 2.5]]
    assert not Baseline.objects.filter(baseline_type="sparkle").exists()


def test_same_upload_again_is_answered_as_then_and_stores_nothing(cast: Cast) -> None:
    body = make_body(cast.person, said=(CRISIS,))
    first = record_one(cast.superuser, body)
    before = [model.objects.count() for model in (Conversation, Message, CrisisEvent, Upload, EmotionReading)]
    (again,) = record(cast.superuser, body)
    assert again.status == 200
    assert answer(again) == first
    assert before == [model.objects.count() for model in (Conversation, Message, CrisisEvent, Upload, EmotionReading)]


def test_same_content_written_differently_is_the_same_upload(cast: Cast) -> None:
    body = make_body(cast.person)
    record_one(cast.superuser, body)
    shuffled = dict(reversed(body.items())) | {"id": body["id"].upper(), "stated_emotion": None}
    assert record(cast.superuser, shuffled)[0].status == 200


def test_same_id_with_another_body_is_a_conflict(cast: Cast) -> None:
    body = make_body(cast.person)
    record_one(cast.superuser, body)
    (outcome,) = record(cast.superuser, {**body, "language": "sw"})
    assert outcome.status == 409


def test_removed_session_is_gone_for_good(cast: Cast) -> None:
    body = make_body(cast.person)
    record_one(cast.superuser, body)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conversations WHERE id = %s", [body["id"]])
    assert record(cast.superuser, body)[0].status == 410
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("caller", ["stranger", "outsider"])
def test_person_one_may_not_see_is_unknown(cast: Cast, caller: str) -> None:
    (outcome,) = record(getattr(cast, caller), make_body(cast.person))
    assert outcome.status == 404
    assert not Upload.objects.exists()


def test_staff_member_is_nobody_to_record(cast: Cast) -> None:
    assert record(cast.superuser, make_body(cast.clinician))[0].status == 404


def test_person_records_only_themselves(cast: Cast) -> None:
    assert record(cast.person, make_body(cast.person))[0].status == 201
    assert record(cast.person, make_body(cast.other_person))[0].status == 404


def test_without_consent_nothing_is_stored(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")
    (outcome,) = record(cast.superuser, make_body(cast.person))
    assert outcome.status == 403
    assert not Upload.objects.exists()
    assert not Conversation.objects.exists()


def test_repeat_is_answered_even_after_consent_was_withdrawn(cast: Cast) -> None:
    body = make_body(cast.person)
    record_one(cast.superuser, body)
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert record(cast.superuser, body)[0].status == 200


def test_batch_answers_each_session_in_the_order_given(cast: Cast) -> None:
    bodies = [
        make_body(cast.person, at=LATEST),
        make_body(cast.person, at=LATEST - timedelta(days=1)),
        make_body(cast.person) | {"user_id": str(uuid4())},
        make_body(cast.other_person, at=LATEST),
    ]
    outcomes = record(cast.superuser, *bodies)
    assert [str(outcome.session_id) for outcome in outcomes] == [body["id"] for body in bodies]
    assert [outcome.status for outcome in outcomes] == [201, 201, 404, 201]


def test_id_twice_in_a_batch_is_recorded_once(cast: Cast) -> None:
    body = make_body(cast.person)
    assert [outcome.status for outcome in record(cast.superuser, body, body)] == [201, 200]


def test_batch_ends_in_the_same_baselines_as_one_by_one(cast: Cast) -> None:
    bodies = [make_body(cast.person, at=LATEST - timedelta(days=days), seed=days) for days in range(12)]
    record(cast.superuser, *bodies)
    twins = [make_body(cast.other_person, at=LATEST - timedelta(days=days), seed=days) for days in reversed(range(12))]
    for body in twins:
        record(cast.superuser, body)
    assert stored_baselines(cast.person) == stored_baselines(cast.other_person)


def stored_baselines(person: User) -> list[tuple[object, ...]]:
    columns = ("baseline_type", "baseline_value", "session_count", "established_at")
    return list(Baseline.objects.filter(user=person).order_by("baseline_type").values_list(*columns))


def count_statements(caller: User, body: dict[str, Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        (outcome,) = record(caller, body)
    assert outcome.status == 201
    return len(captured) - TRANSACTION_STATEMENTS


def test_number_of_statements_depends_on_neither_messages_nor_history(cast: Cast) -> None:
    """With a crisis event: high, so that the session enters the baselines too."""
    said = ("I keep thinking about killing myself",)
    record_course(cast.superuser, cast.person, 4)
    few = count_statements(cast.superuser, make_body(cast.person, said=said))
    many = make_body(cast.person, at=LATEST + timedelta(days=1), said=said * 50)
    assert count_statements(cast.superuser, many) == few
    record(cast.superuser, *(make_body(cast.person, at=LATEST + timedelta(days=2, minutes=n)) for n in range(60)))
    later = make_body(cast.person, at=LATEST + timedelta(days=3), said=said)
    assert count_statements(cast.superuser, later) == few
    assert CrisisEvent.objects.count() == 3
    assert few <= MAX_STATEMENTS


def test_late_session_is_compared_with_those_before_it_and_queues_a_replay(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    late_at = LATEST - timedelta(days=2, hours=12)
    (outcome,) = record(cast.superuser, make_body(cast.person, at=late_at), now=LATEST)
    assert {row["baseline_value"]["k"] for row in answer(outcome)["deviations"]} == {4}
    assert BaselineReplay.objects.get(user=cast.person).since == late_at
    assert ProcrastinateJob.objects.get(task_name="replay_person").args == {"user_id": str(cast.person.id)}
    assert Deviation.objects.filter(session_id=outcome.session_id, is_current=True).count() == 9


def late_batch(person: User, first: int, last: int) -> list[dict[str, Any]]:
    """Sessions a minute apart, two and a half days before the latest."""
    at = LATEST - timedelta(days=2, hours=12)
    return [make_body(person, at=at + timedelta(minutes=minute)) for minute in range(first, last)]


def test_late_sessions_that_come_together_are_compared_with_one_another_too(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    outcomes = record(cast.superuser, *reversed(late_batch(cast.person, 0, 3)), now=LATEST)
    known = [{row["baseline_value"]["k"] for row in answer(outcome)["deviations"]} for outcome in reversed(outcomes)]
    assert known == [{4}, {5}, {6}]


def test_late_sessions_that_come_together_are_analysed_as_a_replay_does(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    record(cast.superuser, *late_batch(cast.person, 0, 9), now=LATEST)
    found = RiskAssessment.objects.filter(is_current=True, session__started_at__lt=LATEST - timedelta(days=2))
    columns = ("session_id", "risk_score", "risk_factors", "not_assessed")
    before = list(found.order_by("session__started_at").values_list(*columns))
    replay_person(cast.person.id, now=LATEST)
    assert list(found.order_by("session__started_at").values_list(*columns)) == before


def test_number_of_statements_does_not_depend_on_how_many_sessions_are_late(cast: Cast) -> None:
    record_course(cast.superuser, cast.person, 6)
    numbers = []
    for first, last in ((0, 1), (1, 12)):
        with CaptureQueriesContext(connection) as captured:
            record(cast.superuser, *late_batch(cast.person, first, last), now=LATEST)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("value", [{}, {"mean": 180}, [], {"extractor": "test/1", "k": "many", "others": {}}])
def test_baseline_that_cannot_be_read_stops_no_session_and_is_learned_anew(cast: Cast, value: object) -> None:
    record_course(cast.superuser, cast.person, 4)
    Baseline.objects.filter(user=cast.person, baseline_type="pitch").update(baseline_value=value)
    found = record_one(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    assert "detector_failed:baseline" in found["not_assessed"]
    assert found["risk"]["risk_level"] == "critical"
    record_one(cast.superuser, make_body(cast.person, at=LATEST + timedelta(hours=2)))
    assert replay_person(cast.person.id, now=LATEST + timedelta(days=1)) > 0
    assert set(Baseline.objects.filter(user=cast.person).values_list("session_count", flat=True)) == {5}


def test_attempt_of_the_past_does_not_hide_an_intent_of_today(cast: Cast) -> None:
    said = ("I tried to kill myself last year.", "I am going to kill myself tonight.")
    assert record_one(cast.superuser, make_body(cast.person, said=said))["risk"]["risk_level"] == "critical"
