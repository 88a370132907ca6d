"""Many rows in one statement: nothing is lost, cut or changed on its way, however odd it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import DatabaseError, DataError, IntegrityError, transaction

from baselines.models import Baseline
from conversations.models import Conversation, Upload
from resona.postgres.bulk import insert_rows, upsert_rows
from tests.conftest import Cast

AT = datetime(2026, 3, 1, 18, 20, tzinfo=UTC)


def session(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {"id": uuid4(), "user_id": cast.person.id, "started_at": AT, "voice_features": None, **changed}


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        [None],
        {"a": None},
        [[], {}],
        "",
        "text",
        0,
        False,
        {"": {"": ""}},
        {"größe 🙂": "\u2028"},
        {"number": 2**63 - 1},
        {"number": -(2**63)},
        {"number": 5e-324},
        {"number": 0.1 + 0.2},
        [{"depth": [{"depth": [1]}]}] * 50,
    ],
    ids=lambda value: str(value)[:30],
)
def test_json_comes_back_as_it_was(cast: Cast, value: object) -> None:
    row = session(cast, voice_features=value)
    insert_rows(Conversation, [row])

    assert Conversation.objects.get(id=row["id"]).voice_features == value


def test_a_huge_number_stays_that_number(cast: Cast) -> None:
    """jsonb keeps decimals: what was 1e300 comes back as an integer of 301 digits."""
    insert_rows(Conversation, [session(cast, voice_features={"number": 1e300})])
    stored = Conversation.objects.get().voice_features

    assert stored is not None
    assert float(stored["number"]) == 1e300


def test_none_is_null_and_not_the_null_of_json(cast: Cast) -> None:
    insert_rows(Conversation, [session(cast, ended_at=None)])

    assert Conversation.objects.filter(voice_features__isnull=True, ended_at__isnull=True).count() == 1


def test_a_column_left_out_has_its_default(cast: Cast) -> None:
    row = {"id": uuid4(), "user_id": cast.person.id}
    insert_rows(Conversation, [row])
    stored = Conversation.objects.get(id=row["id"])

    assert (stored.language, stored.not_assessed, stored.analysis_status) == ("en", [], "complete")


@pytest.mark.parametrize("hours", [-12, 0, 3, 14])
def test_an_instant_stays_the_same_whatever_zone_it_is_told_in(cast: Cast, hours: int) -> None:
    row = session(cast, started_at=AT.astimezone(timezone(timedelta(hours=hours))))
    insert_rows(Conversation, [row])

    assert Conversation.objects.get(id=row["id"]).started_at == AT


def test_a_text_too_long_for_its_column_is_refused_and_never_cut(cast: Cast) -> None:
    with pytest.raises(DataError), transaction.atomic():
        insert_rows(Conversation, [session(cast, language="en"), session(cast, language="x" * 11)])

    assert not Conversation.objects.exists()


@pytest.mark.parametrize("value", ["a\0b", {"a": "\0"}])
def test_what_no_column_can_hold_is_refused(cast: Cast, value: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_rows(Conversation, [session(cast, voice_features=value)])

    assert not Conversation.objects.exists()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_becomes_null_and_no_other_number(cast: Cast, value: float) -> None:
    insert_rows(Conversation, [session(cast, voice_features={"rate_sps": value})])

    assert Conversation.objects.get().voice_features == {"rate_sps": None}


@pytest.mark.parametrize("value", [2**64, "\ud800"], ids=["beyond 64 bits", "lone surrogate"])
def test_what_json_cannot_say_is_refused_before_the_database_is_asked(cast: Cast, value: object) -> None:
    with pytest.raises(orjson.JSONEncodeError):
        insert_rows(Conversation, [session(cast, voice_features={"value": value})])


def test_a_name_of_a_column_that_does_not_exist_is_an_error(cast: Cast) -> None:
    with pytest.raises(KeyError):
        insert_rows(Conversation, [session(cast, mood="fine")])


def test_a_person_who_does_not_exist_has_no_rows(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Conversation, [session(cast, user_id=uuid4())])


def test_claims_that_are_made_already_are_left_out_and_told(cast: Cast) -> None:
    rows = [{"id": uuid4(), "user_id": cast.person.id} for _ in range(3)]
    insert_rows(Upload, rows[:1])
    suffix = "ON CONFLICT DO NOTHING RETURNING id"

    assert {row[0] for row in insert_rows(Upload, rows, suffix=suffix)} == {rows[1]["id"], rows[2]["id"]}
    assert insert_rows(Upload, rows, suffix=suffix) == []


def test_thousands_of_rows_go_in_at_once(cast: Cast) -> None:
    rows = [session(cast, voice_features={"words": "x" * 200}) for _ in range(5000)]
    insert_rows(Conversation, rows)

    assert Conversation.objects.filter(voice_features__words="x" * 200).count() == 5000


def baseline(cast: Cast, kind: str, count: int) -> dict[str, Any]:
    return {
        "id": uuid4(), "user_id": cast.person.id, "baseline_type": kind, "baseline_value": {"k": count},
        "session_count": count,
    }  # fmt: skip


def test_rows_that_are_there_are_replaced_and_the_others_made(cast: Cast) -> None:
    key = ("user_id", "baseline_type")
    upsert_rows(Baseline, [baseline(cast, "pitch", 1), baseline(cast, "rate", 1)], key=key)
    upsert_rows(Baseline, [baseline(cast, "rate", 2), baseline(cast, "energy", 2)], key=iter(key))

    stored = dict(Baseline.objects.values_list("baseline_type", "session_count"))
    assert stored == {"pitch": 1, "rate": 2, "energy": 2}


def test_nothing_to_replace_changes_nothing(cast: Cast) -> None:
    upsert_rows(Baseline, [], key=("user_id", "baseline_type"))

    assert not Baseline.objects.exists()


def test_one_row_twice_in_one_statement_is_an_error(cast: Cast) -> None:
    twice = [baseline(cast, "pitch", 1), baseline(cast, "pitch", 2)]

    with pytest.raises(DatabaseError, match="second time"), transaction.atomic():
        upsert_rows(Baseline, twice, key=("user_id", "baseline_type"))
