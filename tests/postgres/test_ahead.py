"""Statements that are sent and not waited for: planned once by a connection, whoever else has used it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from resona.postgres.ahead import Prepared

KNOWN = "SELECT count(*) FROM pg_prepared_statements WHERE statement = %s"


def quotient(divisor: int) -> Prepared:
    """A statement of its own for each divisor that has been given so far: connections outlive a test."""
    return Prepared(b"SELECT 1 / $1::integer, %d" % divisor)


def times_known(statement: Prepared) -> int:
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [statement.text.decode()])
        (times,) = cursor.fetchone()
    return int(times)


def test_a_connection_learns_a_statement_once(db: None) -> None:
    statement = quotient(1)
    for _ in range(3):
        statement.begin([b"1"]).finish()
    assert times_known(statement) == 1


def test_rows_come_as_postgresql_writes_them(db: None) -> None:
    numbers = Prepared(b"SELECT number, nullif(number, 2) FROM generate_series(1, $1::integer) AS number")
    assert numbers.fetch([b"2"]) == [[b"1", b"1"], [b"2", None]]
    assert numbers.fetch([b"0"]) == []


def test_it_is_counted_with_the_statements_of_djangos_cursors(db: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        quotient(3).fetch([b"3"])
    assert [query["sql"] for query in captured] == ["SELECT 1 / $1::integer, 3"]


def test_a_statement_that_fails_says_so_and_leaves_the_connection_usable(db: None) -> None:
    statement = quotient(2)
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        statement.begin([b"0"]).finish()
    statement.begin([b"2"]).finish()


def test_a_statement_that_cannot_be_planned_says_so(db: None) -> None:
    with pytest.raises(DatabaseError, match="nowhere"), transaction.atomic():
        Prepared(b"SELECT $1::integer FROM nowhere").begin([b"1"])
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_a_pooler_made_the_connection_forget_is_done_all_the_same() -> None:
    statement = Prepared(b"SELECT set_config('resona.forgotten', $1::text, false)")
    statement.begin([b"before"]).finish()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        statement.begin([b"after"]).finish()
        cursor.execute("SELECT current_setting('resona.forgotten')")
        assert cursor.fetchone() == ("after",)
    connection.close()  # it has forgotten what else it was asked to keep, too


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_somebody_else_prepared_over_the_same_connection_is_used() -> None:
    text = b"SELECT $1::integer + 40"
    Prepared(text).begin([b"1"]).finish()
    another = Prepared(text)
    another.begin([b"2"]).finish()
    another.begin([b"2"]).finish()
    assert times_known(another) == 1
