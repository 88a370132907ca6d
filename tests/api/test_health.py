"""Whether the server says truthfully that it is ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from resona.api import health
from resona.audit.sealing import seal_finished
from tests.slots import added

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    seal_finished()  # what earlier tests have left
    health._require_migrations.cache_clear()
    yield
    health._require_migrations.cache_clear()


def execute(sql: str, *arguments: str | int | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchone() if cursor.description else None


def add_job(seconds_ago: int, *, status: str = "todo", due_in: int | None = None) -> None:
    [job_id] = execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at)"
        " VALUES ('default', 'test', %s::procrastinate_job_status, now() + %s * interval '1 s') RETURNING id",
        status,
        due_in,
    )
    execute("DELETE FROM procrastinate_events WHERE job_id = %s", job_id)
    execute(
        "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', now() - %s * interval '1 s')",
        job_id,
        seconds_ago,
    )


def add_worker(seconds_ago: int) -> int:
    [worker_id] = execute(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 s') RETURNING id",
        seconds_ago,
    )
    return int(worker_id)


def test_a_server_with_everything_is_ready() -> None:
    response = Client().get("/health/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "status": "ready",
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "queue": "ok",
            "audit": "ok",
            "keys": "ok",
            "interfaces": "ok",
            "retention": "ok",
        },
    }


def test_once_migrated_asking_costs_seven_statements(django_assert_num_queries: Any) -> None:
    Client().get("/health/")
    with django_assert_num_queries(7):  # two of them ask for the nightly build
        Client().get("/health/")


def test_a_missing_migration_is_named() -> None:
    execute("DELETE FROM django_migrations WHERE app = 'risk'")
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert response.json()["checks"]["migrations"] == "migrations are missing: run manage.py migrate"


@pytest.mark.parametrize(
    ("job", "worker_seconds_ago", "expected"),
    [
        ({"seconds_ago": 200}, None, "ok"),
        ({"seconds_ago": 400}, None, "a job has waited 400 s and no worker is running: start manage.py worker"),
        ({"seconds_ago": 400}, 90, "a job has waited 400 s and no worker is running: start manage.py worker"),
        ({"seconds_ago": 400}, 5, "a job has waited 400 s although a worker is running"),
        ({"seconds_ago": 400, "due_in": 60}, None, "ok"),
        ({"seconds_ago": 400, "due_in": -301}, 5, "a job has waited 301 s although a worker is running"),
        ({"seconds_ago": 400, "status": "succeeded"}, None, "ok"),
    ],
)
def test_jobs_that_nobody_takes_are_named(job: dict[str, Any], worker_seconds_ago: int | None, expected: str) -> None:
    add_job(**job)
    if worker_seconds_ago is not None:
        add_worker(worker_seconds_ago)
    response = Client().get("/health/")
    assert response.json()["checks"]["queue"] == expected
    assert response.status_code == (200 if expected == "ok" else 503)


GONE = "jobs of the queue alerts left under way by a worker that is gone: 1"


@pytest.mark.parametrize(
    ("queue", "status", "heartbeat_seconds_ago", "expected"),
    [
        ("alerts", "failed", None, "jobs of the queue alerts that have failed for good: 1"),
        ("analysis", "failed", None, "ok"),
        ("alerts", "doing", None, f"{GONE}, and no worker is running: start manage.py worker"),
        ("alerts", "doing", 90, f"{GONE}, and no worker is running: start manage.py worker"),
        ("alerts", "doing", 5, "ok"),
        ("analysis", "doing", None, "ok"),
        ("alerts", "succeeded", None, "ok"),
    ],
)
def test_a_crisis_that_nobody_will_be_told_of_is_named(
    queue: str, status: str, heartbeat_seconds_ago: int | None, expected: str
) -> None:
    add_job(5, status=status)
    worker_id = None if heartbeat_seconds_ago is None else add_worker(heartbeat_seconds_ago)
    execute("UPDATE procrastinate_jobs SET queue_name = %s, worker_id = %s", queue, worker_id)
    response = Client().get("/health/")
    assert response.json()["checks"]["queue"] == expected
    assert response.status_code == (200 if expected == "ok" else 503)


def test_a_job_lost_is_named_although_another_worker_runs() -> None:
    add_job(5, status="doing")
    add_job(400)
    add_worker(5)
    execute("UPDATE procrastinate_jobs SET queue_name = 'alerts'")
    waits = "a job has waited 400 s although a worker is running"
    assert Client().get("/health/").json()["checks"]["queue"] == f"{GONE}, although a worker is running; {waits}"


def test_a_database_that_refuses_is_named_without_details() -> None:
    execute("DROP TABLE procrastinate_events CASCADE")
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["queue"] == "the database cannot be used"


def test_what_an_app_adds_is_asked_too() -> None:
    with added(health.CHECKS, lambda: "no ink"):
        response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["of a test"] == "no ink"


def test_nothing_but_reading_is_answered() -> None:
    assert Client().post("/health/").status_code == 405
