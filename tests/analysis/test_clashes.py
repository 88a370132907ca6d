"""Ids that something else has already: neither a session nor a message is lost for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from conversations.models import Conversation, Message, Upload
from resona.analysis.services import Outcome
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

CRISIS = "I want to kill myself tonight"


def answer(outcome: Outcome) -> dict[str, Any]:
    assert outcome.body is not None
    parsed: dict[str, Any] = orjson.loads(outcome.body)
    return parsed


def record_one(cast: Cast, body: dict[str, Any]) -> dict[str, Any]:
    (outcome,) = record(cast.superuser, body)
    return answer(outcome)


def test_id_of_someone_elses_session_is_a_conflict(cast: Cast) -> None:
    body = make_body(cast.person)
    record_one(cast, body)
    (outcome,) = record(cast.superuser, {**body, "user_id": str(cast.other_person.id)})
    assert outcome.status == 409
    assert set(Conversation.objects.values_list("user_id", flat=True)) == {cast.person.id, cast.other_person.id}


def test_message_id_of_another_session_is_replaced_and_harms_no_neighbour(cast: Cast) -> None:
    first = make_body(cast.person)
    record_one(cast, first)
    clash = make_body(cast.person, at=LATEST + timedelta(hours=1)) | {"messages": first["messages"]}
    sound = make_body(cast.other_person, at=LATEST + timedelta(hours=1))
    outcomes = record(cast.superuser, clash, sound)
    assert [outcome.status for outcome in outcomes] == [201, 201]
    [warning] = answer(outcomes[0])["warnings"]
    assert (warning["pointer"], warning["code"]) == ("/messages/0/id", "message_id_replaced")
    assert answer(outcomes[1])["warnings"] == []


def test_another_body_under_an_id_is_recorded_once_however_often_it_comes(cast: Cast) -> None:
    first = make_body(cast.person)
    record_one(cast, first)
    other = {**first, "messages": [{**first["messages"][0], "content": CRISIS}]}
    outcomes = [record(cast.superuser, other)[0] for _ in range(3)]
    assert [outcome.status for outcome in outcomes] == [409, 409, 409]
    assert answer(outcomes[0]) == answer(outcomes[1]) == answer(outcomes[2])
    recorded_as = answer(outcomes[0])["session_id"]
    assert {str(getattr(outcome.error, "recorded_as", None)) for outcome in outcomes} == {recorded_as}
    assert Conversation.objects.count() == Upload.objects.count() == 2
    message = Message.objects.get(conversation_id=recorded_as)
    assert Message.content.open(message.id, message.content) == CRISIS
    assert CrisisEvent.objects.get().conversation_id == message.conversation_id
    record_one(cast, first)
    assert Conversation.objects.count() == 2


def test_a_third_body_under_an_id_is_another_one(cast: Cast) -> None:
    first = make_body(cast.person)
    for said in ("One.", "Two.", "Three."):
        record(cast.superuser, {**first, "messages": [{"role": "user", "content": said}]})
    assert Conversation.objects.count() == 3


def test_strictly_another_body_under_an_id_is_refused(cast: Cast) -> None:
    first = make_body(cast.person)
    record_one(cast, first)
    (outcome,) = record(cast.superuser, {**first, "language": "sw"}, handling="strict")
    assert (outcome.status, outcome.is_recorded) == (409, False)
    assert Conversation.objects.count() == 1


def test_without_consent_another_body_is_refused_and_not_recorded(cast: Cast) -> None:
    first = make_body(cast.person)
    record_one(cast, first)
    type(cast.person).objects.filter(id=cast.person.id).update(consent_version="")
    (outcome,) = record(cast.superuser, {**first, "language": "sw"})
    assert (outcome.status, outcome.is_recorded, getattr(outcome.error, "recorded_as", None)) == (409, False, None)


def test_strictly_a_message_id_of_another_session_is_a_fault(cast: Cast) -> None:
    first = make_body(cast.person)
    record_one(cast, first)
    clash = make_body(cast.person, at=LATEST + timedelta(hours=1)) | {"messages": first["messages"]}
    (outcome,) = record(cast.superuser, clash, handling="strict")
    assert outcome.status == 400
    assert [fault.pointer for fault in outcome.error.faults] == ["/messages/0/id"]  # type: ignore[union-attr]
