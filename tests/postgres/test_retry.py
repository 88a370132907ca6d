"""What PostgreSQL ended to resolve a conflict, or lost, is tried again, three times at most; nothing else is."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction

from resona.postgres.jobs import ALERTS, Priority, job_named
from resona.postgres.retry import ATTEMPTS, retry_idempotent, retry_transient

DEADLOCK, SERIALISATION, ADMIN_SHUTDOWN = "40P01", "40001", "57P01"


def failing(times: int, sqlstate: str, calls: list[int]) -> Callable[[], str]:
    """Work that PostgreSQL itself ends so many times, with this SQLSTATE."""

    def work() -> str:
        calls.append(len(calls))
        if len(calls) <= times:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = '{sqlstate}'; END $$")
        return "done"

    return work


@pytest.mark.django_db
@pytest.mark.parametrize("sqlstate", [DEADLOCK, SERIALISATION])
@pytest.mark.parametrize("times", [0, 1, ATTEMPTS - 1])
def test_a_conflict_is_tried_again_until_it_is_over(times: int, sqlstate: str) -> None:
    calls: list[int] = []
    assert retry_transient(failing(times, sqlstate, calls)) == "done"
    assert len(calls) == times + 1


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "sqlstate", "tried"), [(ATTEMPTS, DEADLOCK, ATTEMPTS), (1, ADMIN_SHUTDOWN, 1)])
def test_what_does_not_pass_is_raised(times: int, sqlstate: str, tried: int) -> None:
    calls: list[int] = []
    with pytest.raises(OperationalError):
        retry_transient(failing(times, sqlstate, calls))
    assert len(calls) == tried


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sqlstate", [DEADLOCK, ADMIN_SHUTDOWN, "57P03", "08006"])
def test_what_may_be_done_twice_is_tried_again_after_a_loss_too(sqlstate: str) -> None:
    calls: list[int] = []
    assert retry_idempotent(failing(1, sqlstate, calls)) == "done"
    assert len(calls) == 2


@pytest.mark.django_db(transaction=True)
def test_what_may_be_done_twice_is_done_over_another_connection_where_the_first_was_ended() -> None:
    pids: list[int] = []

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
            if len(pids) == 1:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    retry_idempotent(work)
    assert len(set(pids)) == 2


def test_a_job_that_was_to_be_queued_over_a_connection_that_was_ended_is_queued_over_another(
    shared_database: None,
) -> None:
    tries: list[int] = []

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            tries.append(cursor.fetchone()[0])
            if len(tries) == 1:
                other = threading.Thread(target=_end, args=tries)
                other.start()
                other.join()
            job_named("nothing", queue=ALERTS, priority=Priority.ALERT).batch_defer({"number": len(tries)})

    retry_idempotent(work)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'number' FROM procrastinate_jobs WHERE task_name = 'nothing'")
        assert cursor.fetchall() == [("2",)]


def _end(pid: int) -> None:
    """Over a connection of this thread's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    connection.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("times", "sqlstate", "tried"), [(ATTEMPTS, DEADLOCK, ATTEMPTS), (1, "53100", 1), (1, ADMIN_SHUTDOWN, 1)]
)
def test_a_full_disk_and_a_loss_within_another_transaction_are_raised(times: int, sqlstate: str, tried: int) -> None:
    calls: list[int] = []
    with pytest.raises(OperationalError):
        retry_idempotent(failing(times, sqlstate, calls))
    assert len(calls) == tried
