"""Lists read again what changed since a time, from an index, and any of their rows by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from baselines.models import Deviation
from interfaces.models import UserInterface
from interfaces.services import build_interfaces
from resona.accounts.models import ApiKey
from resona.api.lists import ListView
from resona.api.statements import Statement
from risk.models import Dissonance
from risk.services import acknowledge_event, record_action
from tests.api.clients import with_key
from tests.api.records import make_assessment, make_deviation, make_dissonance, make_event, make_session
from tests.conftest import Cast

pytestmark = pytest.mark.django_db
# Lists that are not asked for what changed since a time, and why.
NOT_SINCE = {
    "messages": "what is said never changes; of one session",
    "notes": "never changes: written_after",
    "accesses": "a log of one person",
    "care-offers": "one is answered once: open",
    "handovers": "one is given and taken once: signed, taken",
    "care-periods": "started and ended by their own times",
    "care-teams": "a handful",
    "person-tokens": "the devices of one person",
    "webhook-endpoints": "a handful",
    "webhook-messages": "never changes: created_after",
    "webhook-attempts": "those of a message",
}
NOT_BY_ID = {"messages", "accesses", "person-tokens"}


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, *ApiKey.Scope.values)


def ids(client: Client, path: str, **query: str) -> set[str]:
    answer = client.get(f"/api/v1/{path}/", query)
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


def named_lists() -> dict[str, type[ListView]]:
    found = {each.name: getattr(each.callback, "cls", None) for each in _walk(get_resolver().url_patterns)}
    return {str(name): view for name, view in found.items() if isinstance(view, type) and issubclass(view, ListView)}


def _walk(patterns: Any) -> Any:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns)
        else:
            yield each


def test_every_list_is_asked_by_ids_and_for_what_changed_or_it_is_said_why_not() -> None:
    lists = named_lists()
    assert len(lists) > 15
    names = {name: {each.name for each in view.parameters()} for name, view in lists.items()}
    assert {name for name, known in names.items() if "updated_after" not in known} == set(NOT_SINCE)
    assert {name for name, known in names.items() if "ids" not in known} == NOT_BY_ID


def test_findings_that_were_found_since_are_told(cast: Cast, client: Client) -> None:
    """A finding never changes: what takes its place is found anew."""
    session = make_session(cast.person)
    now = timezone.now()
    for path, model, make in (
        ("deviations", Deviation, make_deviation),
        ("dissonance-records", Dissonance, make_dissonance),
    ):
        old = make(session)
        model._default_manager.filter(id=old.id).update(is_current=False, detected_at=now - timedelta(days=2))
        new = make(session)
        model._default_manager.filter(id=new.id).update(detected_at=now)
        since = written(now - timedelta(days=1))
        assert ids(client, path, updated_after=since) == {str(new.id)}
        assert ids(client, path, updated_after=since, all_runs="true") == {str(new.id)}
        assert ids(client, path, all_runs="true") == {str(old.id), str(new.id)}


def test_what_staff_do_moves_the_time(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    assessment, event = make_assessment(session), make_event(session)
    build_interfaces([cast.person.id], now=session.started_at)
    move_back("risk_assessments", "crisis_events", "user_interfaces")
    since = written(timezone.now() - timedelta(days=1))
    paths = ("risk-assessments", "crisis-events", "interfaces")
    assert [ids(client, path, updated_after=since) for path in paths] == [set(), set(), set()]
    record_action(assessment_id=assessment.id, action_taken="called", caller=cast.clinician, now=timezone.now())
    acknowledge_event(event_id=event.id, note="", caller=cast.clinician, now=timezone.now())
    version = UserInterface.objects.get()
    UserInterface.objects.update(active=False)
    changed = [{str(assessment.id)}, {str(event.id)}, {str(version.id)}]
    assert [ids(client, path, updated_after=since) for path in paths] == changed


def move_back(*tables: str) -> None:
    """As if nothing had been written for a year."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_touch_updated_at")
            cursor.execute(f"UPDATE {table} SET updated_at = now() - interval '1 year'")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_touch_updated_at")


MANY = """
INSERT INTO conversations (id, user_id, started_at, updated_at)
SELECT gen_random_uuid(), %(person)s, now() - n * interval '1 hour', now() - ((n * 7919) %% 4000) * interval '1 hour'
FROM generate_series(1, 4000) AS n;
INSERT INTO session_deviations (user_id, session_id, deviation_type, deviation_score, detected_at)
SELECT user_id, id, 'pitch', 0.5, updated_at FROM conversations;
INSERT INTO dissonance_records (user_id, session_id, stated_emotion, actual_emotion, dissonance_score, interpretation,
    risk_level, detected_at)
SELECT user_id, id, 'positive', 'negative', 0.5, 'unclear', 'low', updated_at FROM conversations;
INSERT INTO risk_assessments (user_id, session_id, risk_score, risk_level, pattern_contribution, updated_at)
SELECT user_id, id, 0.5, 'low', 0.5, updated_at FROM conversations;
INSERT INTO crisis_events (user_id, conversation_id, source_id, risk_level, detection_method, created_at, updated_at)
SELECT user_id, id, id, 'high', 'test', started_at, updated_at FROM conversations;
INSERT INTO user_interfaces (user_id, interface_config, version, active, generated_at, updated_at)
SELECT user_id, '{}', row_number() OVER (), false, started_at, updated_at FROM conversations;
INSERT INTO interface_evolution_log (user_id, version, changes, generated_at)
SELECT user_id, row_number() OVER (), '[]', updated_at FROM conversations;
ANALYZE
"""
# By which column an index finds them: of one table alone or, where that is quicker, of a person's rows.
COLUMNS = {
    "conversations": "updated_at",
    "deviations": "detected_at",
    "dissonance-records": "detected_at",
    "risk-assessments": "updated_at",
    "crisis-events": "updated_at",
    "interfaces": "updated_at",
    "interface-evolution": "generated_at",
}


def test_what_changed_since_is_read_from_an_index(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        for statement in MANY.split(";"):
            cursor.execute(statement, {"person": cast.person.id} if "%(" in statement else None)
    asked: list[tuple[Statement, Mapping[str, Any]]] = []
    fetch = Statement.fetch

    def fetch_and_note(self: Statement, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        asked.append((self, values))
        return fetch(self, values)

    monkeypatch.setattr(Statement, "fetch", fetch_and_note)
    since = written(timezone.now() - timedelta(hours=20))
    used = {}
    for path, column in COLUMNS.items():
        assert len(ids(client, path, updated_after=since)) == 20, path
        statement, values = next(each for each in reversed(asked) if each[0].sql and "LIMIT" in each[0].sql)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement.sql}", [values[name] for name in statement.slots])
            plan = [line for (line,) in cursor.fetchall()]
        used[path] = any("Index Cond" in line and f"{column} >= " in line for line in plan)
    assert used == dict.fromkeys(COLUMNS, True), plan


def test_rows_of_what_was_set_up_are_read_by_id(cast: Cast, client: Client) -> None:
    for path in ("care-teams", "care-periods"):
        everything = ids(client, path)
        for one in everything:
            assert ids(client, path, ids=one) == {one}
