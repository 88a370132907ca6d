"""Whoever goes from page to page sees each finding once that was current all the while, whatever is written."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from baselines.models import Deviation
from conversations.models import Conversation
from resona.accounts.models import User
from resona.postgres.models import new_id
from risk.models import Dissonance, RiskAssessment
from tests.api.clients import with_key
from tests.api.records import make_assessment, make_deviation, make_dissonance, make_session
from tests.conftest import Cast
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
SESSIONS, WRITES, PAGE = 101, 1000, 10
TYPES = ("pitch", "energy", "rate")
# A list, the rows it is of, what names a finding whichever run found it, and how they are made.
LISTS: dict[str, tuple[Any, tuple[str, ...], Callable[[Conversation], Any]]] = {
    "deviations": (
        Deviation,
        ("session_id", "deviation_type"),
        lambda session: [make_deviation(session, name) for name in TYPES],
    ),
    "dissonance-records": (Dissonance, ("session_id",), make_dissonance),
    "risk-assessments": (RiskAssessment, ("session_id",), make_assessment),
}
Found = tuple[str, ...]


class Clinic:
    """Sessions with findings, and what is done to them while somebody reads."""

    def __init__(self, people: list[User], path: str) -> None:
        self.people, self.rng = people, random.Random(path)
        self.model, _, self.find = LISTS[path]
        # Many at the same moment: ties are where pages go wrong.
        self.sessions = [self._record(people[number % len(people)], number // 4) for number in range(SESSIONS)]

    def write(self) -> None:
        actions = (self._replay, self._insert, self._erase)
        (action,) = self.rng.choices(actions, weights=(18, 1, 1))
        action()

    def _record(self, person: User, days: int) -> UUID:
        session = make_session(person, days=days)
        self.find(session)
        return session.id

    def _replay(self) -> None:
        """The findings of a session are replaced by those of a new run; one of them, now and then, is not found."""
        session_id = self.rng.choice(self.sessions)
        rows = list(self.model.objects.filter(session_id=session_id, is_current=True))
        self.model.objects.filter(session_id=session_id).update(is_current=False)
        for row in rows:
            row.pk, row._state.adding = new_id(), True
        self.model.objects.bulk_create(rows if self.rng.random() < 0.99 else rows[:-1])

    def _insert(self) -> None:
        self.sessions.append(self._record(self.rng.choice(self.people), self.rng.randrange(40)))

    def _erase(self) -> None:
        gone = self.sessions.pop(self.rng.randrange(len(self.sessions)))
        Conversation.objects.filter(id=gone).delete()


def current(model: Any, names: tuple[str, ...]) -> set[Found]:
    return {tuple(map(str, row)) for row in model.objects.filter(is_current=True).values_list(*names)}


def walk(client: Client, path: str, query: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
    page = client.get(f"/api/v1/{path}/", {"page_size": str(PAGE), **query}).json()
    while True:
        yield page["results"]
        if page["next"] is None:
            return
        page = client.get(page["next"]).json()


@pytest.mark.parametrize(
    ("path", "query"), [*((path, {}) for path in LISTS), ("deviations", {"ordering": "session_started_at"})]
)
def test_a_walk_sees_what_was_current_throughout_exactly_once(cast: Cast, path: str, query: dict[str, str]) -> None:
    model, names, _ = LISTS[path]
    clinic = Clinic([cast.person, *PersonFactory.create_batch(4, clinic=cast.clinic)], path)
    throughout = current(model, names)
    pages, written = len(throughout) // PAGE, 0
    seen: Counter[Found] = Counter()
    for page in walk(with_key(cast.clinic, "records:read"), path, query):
        seen.update(tuple(str(row[name]) for name in names) for row in page)
        for _ in range(WRITES * 3 // (2 * pages)):
            clinic.write()
            written += 1
        throughout &= current(model, names)
    assert written >= WRITES
    assert len(throughout) > SESSIONS // 4
    assert {found: seen[found] for found in throughout if seen[found] != 1} == {}


def test_superseded_rows_are_walked_one_by_one(cast: Cast) -> None:
    session = make_session(cast.person)
    for _ in range(23):
        Deviation.objects.update(is_current=False)
        make_deviation(session)
    pages = walk(with_key(cast.clinic, "records:read"), "deviations", {"all_runs": "true"})
    rows = [row for page in pages for row in page]
    assert {row["id"] for row in rows} == {str(row_id) for row_id in Deviation.objects.values_list("id", flat=True)}
    assert len(rows) == 23


def test_a_cursor_of_current_rows_is_none_of_all(cast: Cast) -> None:
    for days in range(PAGE + 1):
        make_deviation(make_session(cast.person, days=days))
    client = with_key(cast.clinic, "records:read")
    following = client.get("/api/v1/deviations/", {"page_size": PAGE}).json()["next"]
    assert len(client.get(following).json()["results"]) == 1
    for other in ("&all_runs=true", "&ordering=detected_at"):
        answer = client.get(following + other)
        assert answer.status_code == 400
        assert [error["parameter"] for error in answer.json()["errors"]] == ["cursor"]


MANY = """
INSERT INTO conversations (id, user_id, started_at)
SELECT gen_random_uuid(), %(person)s, now() - number * interval '1 hour' FROM generate_series(1, 4000) AS number;
INSERT INTO session_deviations (user_id, session_id, deviation_type, deviation_score)
SELECT user_id, id, 'pitch', 0.5 FROM conversations WHERE user_id = %(person)s;
ANALYZE conversations; ANALYZE session_deviations; ANALYZE users
"""


def test_a_page_in_the_middle_is_one_statement_that_reads_on_from_where_the_one_before_ended(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    execute_many(MANY, person=cast.person.id)
    client = with_key(cast.clinic, "records:read")
    following = client.get("/api/v1/deviations/", {"page_size": PAGE}).json()["next"]
    with django_assert_max_num_queries(3) as asked:  # the key, the rows, and that they were shown
        assert len(client.get(following).json()["results"]) == PAGE
    (statement,) = (each["sql"] for each in asked.captured_queries if "session_deviations" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Scan Backward using idx_conversations_started_at" in plan
    assert "Index Cond: (started_at <= " in plan


def execute_many(statements: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement, values if "%(" in statement else None)
