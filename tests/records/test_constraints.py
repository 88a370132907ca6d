"""What the database refuses to store, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from resona.accounts.models import User
from tests.conftest import Cast
from tests.records.expectations import CONTRACT
from tests.records.rows import Rows

ENUMERATIONS = [(table.name, column, values) for table in CONTRACT for column, values in table.enumerations.items()]
SHARES = [(table.name, column) for table in CONTRACT for column in table.shares]
# Contributions and their score must agree, so one never stands alone.
AGREEING = {
    "risk_score": ("risk_score", "pattern_contribution"),
    "dissonance_contribution": ("risk_score", "dissonance_contribution"),
    "baseline_deviation_contribution": ("risk_score", "baseline_deviation_contribution"),
    "pattern_contribution": ("risk_score", "pattern_contribution"),
}

ALARM = {
    "status": "alarmed",
    "chart": "voice",
    "direction": "decline",
    "onset_at": "2026-03-01T18:20:00Z",
    "alarmed_at": "2026-03-09T18:20:00Z",
}
# What must be so before a key is looked at, by the key.
BESIDE: dict[str, dict[str, Any]] = {
    "fk_conversations_spoken_by": {"wrong_person_at": "2026-03-01T18:20:00Z", "is_untimed": True}
}


@pytest.mark.parametrize(("table", "column", "values"), ENUMERATIONS, ids=[f"{t}.{c}" for t, c, _ in ENUMERATIONS])
def test_an_enumeration_takes_its_values_and_no_other(
    rows: Rows, cast: Cast, table: str, column: str, values: tuple[str, ...]
) -> None:
    for value in values:
        with transaction.atomic():  # taken back: some tables hold one row a person
            rows.insert(table, cast.person.id, **{column: value})
            transaction.set_rollback(True)
    for value in ("", values[0].swapcase(), "unknown"):
        with _refused(f"ck_{table}_"):
            rows.insert(table, cast.person.id, **{column: value})


@pytest.mark.parametrize(("table", "column"), SHARES, ids=[f"{t}.{c}" for t, c in SHARES])
def test_a_score_lies_between_0_and_1(rows: Rows, cast: Cast, table: str, column: str) -> None:
    for value in (0.0, 1e-300, 0.5, 1.0):
        rows.insert(table, cast.person.id, **_with_score(table, column, value))
    for value in (-1e-9, 1 + 1e-9, float("inf"), float("-inf"), float("nan")):
        with _refused(f"ck_{table}_"):
            rows.insert(table, cast.person.id, **_with_score(table, column, value))


# Contributions of dissonance, deviation and patterns; the score; the constraint that refuses them, if any.
SUMS: list[tuple[tuple[float | None, float | None, float | None], float, str | None]] = [
    ((0.20, 0.14, 0.07), 0.41, None),
    ((None, 0.30, None), 0.30, None),
    ((0.00, 0.00, 0.00), 0.00, None),
    ((0.20, 0.14, 0.07), 0.41 + 5e-10, None),
    ((0.20, 0.14, 0.07), 0.41 + 5e-9, "ck_risk_assessments_sum"),
    ((0.20, 0.14, 0.07), 0.41 - 5e-9, "ck_risk_assessments_sum"),
    ((0.20, None, 0.07), 0.41, "ck_risk_assessments_sum"),
    ((0.20, 0.14, 0.07), 0.00, "ck_risk_assessments_sum"),
    ((0.60, 0.60, None), 1.00, "ck_risk_assessments_sum"),
    ((0.60, 0.60, None), 1.20, "ck_risk_assessments_score"),
    ((None, None, None), 0.00, "ck_risk_assessments_something"),
]


@pytest.mark.parametrize(("contributions", "score", "refusal"), SUMS)
def test_contributions_sum_to_the_score(
    rows: Rows, cast: Cast, contributions: tuple[float | None, ...], score: float, refusal: str | None
) -> None:
    columns = ("dissonance_contribution", "baseline_deviation_contribution", "pattern_contribution")
    values = {"risk_score": score, **dict(zip(columns, contributions, strict=True))}
    with _refused(refusal) if refusal else nullcontext():
        rows.insert("risk_assessments", cast.person.id, **values)


@pytest.mark.parametrize(
    ("table", "values", "constraint"),
    [
        (
            "conversations",
            {"started_at": "2026-03-01T18:20:00Z", "ended_at": "2026-03-01T18:19:59Z"},
            "ck_conversations_ended_at",
        ),
        ("user_baselines", {"session_count": -1}, "ck_user_baselines_session_count"),
        ("user_interfaces", {"version": 0}, "ck_user_interfaces_version"),
        ("crisis_events", {"resolved_at": "2026-03-01T18:20:00Z"}, "ck_crisis_events_resolved"),
        ("user_drifts", {"status": "alarmed"}, "ck_user_drifts_alarm"),
        ("user_drifts", {"chart": "voice"}, "ck_user_drifts_alarm"),
        ("user_drifts", ALARM | {"status": "latched"}, "ck_user_drifts_latched"),
        ("user_drifts", ALARM | {"latched_at": "2026-03-01T18:20:00Z"}, "ck_user_drifts_latched"),
        ("user_drifts", ALARM | {"chart": "pitch"}, "ck_user_drifts_chart"),
        ("user_drifts", ALARM | {"direction": "up"}, "ck_user_drifts_direction"),
    ],
)
def test_what_cannot_be_is_refused(rows: Rows, cast: Cast, table: str, values: dict[str, Any], constraint: str) -> None:
    with _refused(constraint):
        rows.insert(table, cast.person.id, **values)


@pytest.mark.parametrize("table", ["session_deviations", "dissonance_records", "risk_assessments"])
def test_one_current_finding_a_session(rows: Rows, cast: Cast, table: str) -> None:
    session = rows.insert("conversations", cast.person.id)
    kind = {"deviation_type": "pitch"} if table == "session_deviations" else {}
    rows.insert(table, cast.person.id, session_id=session, **kind)
    with _refused(f"uq_{table}_current"):
        rows.insert(table, cast.person.id, session_id=session, **kind)
    for _ in range(2):
        rows.insert(table, cast.person.id, session_id=session, is_current=False, **kind)
    rows.cursor.execute(f"UPDATE {table} SET is_current = false")
    rows.insert(table, cast.person.id, session_id=session, **kind)


def test_one_current_deviation_for_each_thing_measured(rows: Rows, cast: Cast) -> None:
    session = rows.insert("conversations", cast.person.id)
    for kind in ("pitch", "energy", "rate"):
        rows.insert("session_deviations", cast.person.id, session_id=session, deviation_type=kind)


def test_one_open_event_a_person_and_source(rows: Rows, cast: Cast) -> None:
    one, other = uuid4(), uuid4()
    first = rows.insert("crisis_events", cast.person.id, source_kind="session", source_id=one)
    rows.insert("crisis_events", cast.person.id, source_kind="session", source_id=other)
    rows.insert("crisis_events", cast.person.id, source_kind="help_request", source_id=one)
    rows.insert("crisis_events", cast.other_person.id, source_kind="session", source_id=one)
    with _refused("uq_crisis_events_open_source"):
        rows.insert("crisis_events", cast.person.id, source_kind="session", source_id=one)
    rows.cursor.execute(
        "UPDATE crisis_events SET resolved_at = now(), resolution = 'false_alarm' WHERE id = %s", [first]
    )
    rows.insert("crisis_events", cast.person.id, source_kind="session", source_id=one)


def test_one_baseline_a_person_and_type(rows: Rows, cast: Cast) -> None:
    rows.insert("user_baselines", cast.person.id, baseline_type="pitch")
    rows.insert("user_baselines", cast.person.id, baseline_type="energy")
    rows.insert("user_baselines", cast.other_person.id, baseline_type="pitch")
    with _refused("uq_user_baselines_user_type"):
        rows.insert("user_baselines", cast.person.id, baseline_type="pitch")


def test_one_active_interface_a_person_and_no_version_twice(rows: Rows, cast: Cast) -> None:
    rows.insert("user_interfaces", cast.person.id, version=1, active=False)
    rows.insert("user_interfaces", cast.person.id, version=2)
    rows.insert("user_interfaces", cast.other_person.id, version=2)
    with _refused("uq_user_interfaces_active"):
        rows.insert("user_interfaces", cast.person.id, version=3)
    with _refused("uq_user_interfaces_user_version"):
        rows.insert("user_interfaces", cast.person.id, version=2, active=False)


def test_one_account_an_address_and_any_number_without(rows: Rows, cast: Cast) -> None:
    assert User.objects.filter(email=None).count() > 1
    with _refused("users_email_key"):
        rows.insert("users", cast.person.id, email=cast.clinician.email)


def test_a_team_has_each_of_its_people_and_staff_once(rows: Rows, cast: Cast) -> None:
    with _refused("uq_care_team_people"):
        rows.insert("care_team_people", cast.person.id, team_id=cast.team.id)
    with _refused("uq_care_team_members"):
        rows.insert("care_team_members", cast.clinician.id, team_id=cast.team.id)
    with _refused("uq_care_teams_clinic_name"):
        rows.insert("care_teams", cast.person.id, clinic_id=cast.clinic.id, name=cast.team.name)


def test_an_upload_is_claimed_once(rows: Rows, cast: Cast) -> None:
    claim = "INSERT INTO sync_queue (id, user_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    upload = uuid4()
    claimed = []
    for person in (cast.person, cast.person, cast.strange_person):
        rows.cursor.execute(claim, [upload, person.id])
        claimed.append(rows.cursor.rowcount)
    assert claimed == [1, 0, 0]


def test_a_clinic_with_people_is_not_deleted(rows: Rows, cast: Cast) -> None:
    with _refused("fk_"):
        rows.cursor.execute("DELETE FROM clinics WHERE id = %s", [cast.clinic.id])


def test_a_key_to_nobody_is_refused_at_once(rows: Rows, cast: Cast) -> None:
    for key in [key for key in rows.catalogue.all_foreign_keys() if key.name.startswith("fk_")]:
        if key.table != "users":
            with _refused(key.name):
                rows.insert(key.table, cast.person.id, **{key.column: UUID(int=0), **BESIDE.get(key.name, {})})


def _with_score(table: str, column: str, value: float) -> dict[str, Any]:
    if table != "risk_assessments":
        return {column: value}
    return {"pattern_contribution": None} | dict.fromkeys(AGREEING[column], value)


@contextmanager
def _refused(constraint: str) -> Iterator[None]:
    """The statement inside is refused by a constraint whose name starts so."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    cause: Any = refusal.value.__cause__
    assert cause.diag.constraint_name.startswith(constraint)
