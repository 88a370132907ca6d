"""Many rows in one statement: every kind of column arrives as it was sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baselines.models import Baseline
from conversations.models import Conversation, Message, Upload
from resona.postgres.bulk import Insertion, insert_rows, upsert_rows, write_together
from tests.conftest import Cast

AT = datetime(2026, 3, 1, 18, 20, 0, 123456, tzinfo=UTC)


def conversation(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "user_id": cast.person.id,
        "started_at": AT,
        "ended_at": None,
        "language": "en",
        "emotion_summary": {"sad": 0.1 + 0.2},
        "voice_features": None,
        "crisis_detected": True,
        "not_assessed": ["voice_missing"],
        **changed,
    }


def test_values_arrive_exactly(cast: Cast) -> None:
    row = conversation(cast)
    insert_rows(Conversation, [row])
    stored = Conversation.objects.get(id=row["id"])
    assert {name: getattr(stored, name) for name in row} == row


def test_what_is_computed_stands_in_place_of_what_was_given(cast: Cast) -> None:
    rows = [conversation(cast), conversation(cast, language="de")]
    stored = insert_rows(
        Conversation, rows, suffix="RETURNING language", computed={"language": "upper(given.language)"}
    )
    assert [language for (language,) in stored] == ["EN", "DE"]


def test_awkward_text_arrives_unchanged(cast: Cast) -> None:
    text = '%s %(x)s \\ " \' \n \u2028 ünïcödé 🙂 {"a": 1}'
    row = conversation(cast, voice_features={"note": text})
    insert_rows(Conversation, [row])
    assert Conversation.objects.get(id=row["id"]).voice_features == {"note": text}


def test_number_of_statements_does_not_depend_on_the_number_of_rows(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        insert_rows(Conversation, [conversation(cast) for _ in range(300)])
    assert len(captured) == 1
    assert Conversation.objects.count() == 300


def test_nothing_to_insert_asks_the_database_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert insert_rows(Conversation, []) == []
    assert len(captured) == 0


def test_returned_rows_come_in_the_order_given(cast: Cast) -> None:
    rows = [conversation(cast) for _ in range(20)]
    returned = insert_rows(Conversation, rows, suffix="RETURNING id")
    assert [row[0] for row in returned] == [row["id"] for row in rows]


def test_constraint_refuses_the_whole_statement(cast: Cast) -> None:
    statuses = ("complete", "maybe")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Conversation, [conversation(cast, analysis_status=status) for status in statuses])
    assert not Conversation.objects.exists()


def test_rows_with_different_columns_are_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="different columns"):
        insert_rows(Conversation, [conversation(cast), conversation(cast, analysis_status="partial")])


def test_upsert_replaces_values_and_keeps_the_id(cast: Cast) -> None:
    def row(value: dict[str, int]) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "user_id": cast.person.id,
            "baseline_type": "pitch",
            "baseline_value": value,
            "session_count": value["k"],
        }

    first = row({"k": 1})
    upsert_rows(Baseline, [first], key=("user_id", "baseline_type"))
    upsert_rows(Baseline, [row({"k": 2})], key=("user_id", "baseline_type"))
    stored = Baseline.objects.get()
    assert (stored.id, stored.baseline_value, stored.session_count) == (first["id"], {"k": 2}, 2)


def test_rows_that_refer_to_one_another_go_in_together(cast: Cast) -> None:
    row = conversation(cast)
    message = {
        "id": (message_id := uuid4()),
        "conversation_id": row["id"],
        "position": 0,
        "role": "user",
        "content": Message.content.seal(message_id, "words"),
        "created_at": AT,
    }
    with CaptureQueriesContext(connection) as statements:
        write_together(
            [
                Insertion(model=Message, rows=[message]),
                Insertion(model=Upload, rows=[]),
                Insertion(model=Conversation, rows=[row]),
            ]
        )
    assert len(statements) == 1
    assert Message.objects.get(id=message["id"]).conversation_id == row["id"]


def test_of_rows_put_in_together_all_go_in_or_none(cast: Cast) -> None:
    row = conversation(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_together(
            [
                Insertion(model=Conversation, rows=[row]),
                Insertion(model=Conversation, rows=[conversation(cast, user_id=uuid4())]),
            ]
        )
    assert not Conversation.objects.filter(id=row["id"]).exists()


def test_nothing_to_write_together_asks_the_database_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as statements:
        write_together([Insertion(model=Conversation, rows=[])])
    assert len(statements) == 0
