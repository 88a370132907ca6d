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


def add_job(
    seconds_ago: int,
    *,
    status: str = "todo",
    due_in: int | None = None,
    queue: str = "default",
    attempts: int = 0,
    lock: str | None = None,
    worker_id: int | None = None,
) -> None:
    [job_id] = execute(
        "INSERT INTO procrastinate_jobs"
        " (queue_name, task_name, status, attempts, queueing_lock, worker_id, scheduled_at)"
        " VALUES (%s, 'test', %s::procrastinate_job_status, %s, %s, %s, now() + %s * interval '1 s') RETURNING id",
        queue,
        status,
        attempts,
        lock,
        worker_id,
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


def check_of(name: str) -> str:
    """What the check says, and whether the whole answer goes with it; all the others are in order."""
    response = Client().get("/health/")
    outcomes = response.json()["checks"]
    outcome = str(outcomes.pop(name))
    assert set(outcomes.values()) == {"ok"}
    assert response.status_code == (200 if outcome == "ok" else 503)
    return outcome


READY = {"database": "ok", "migrations": "ok", "keys": "ok"}


def test_with_everything_all_is_well() -> None:
    add_worker(5)
    response = Client().get("/health/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    well = dict.fromkeys(
        ("workers", "alerts", "queue", "audit", "interfaces", "retention", "delivery", "webhooks"), "ok"
    )
    assert response.json() == {"status": "healthy", "checks": {**READY, **well}}


def test_a_server_is_ready_whoever_works_and_whatever_has_failed() -> None:
    add_job(400, status="failed", queue="alerts")
    add_job(400)
    response = Client().get("/health/ready/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {"status": "ready", "checks": READY}


def test_once_migrated_asking_costs_thirteen_statements_and_readiness_two(django_assert_num_queries: Any) -> None:
    Client().get("/health/")
    with django_assert_num_queries(13):  # two of them ask for the nightly build, two for webhooks
        Client().get("/health/")
    with django_assert_num_queries(2):
        Client().get("/health/ready/")


def test_probes_from_within_are_not_sent_to_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert {Client().get(address).status_code for address in ("/health/ready/", "/health/")} <= {200, 503}
    assert Client().get("/health/other/").status_code == 301


def test_a_missing_migration_is_named() -> None:
    execute("DELETE FROM django_migrations WHERE app = 'risk'")
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["status"] == "unhealthy"
    assert response.json()["checks"]["migrations"] == "migrations are missing: run manage.py migrate"


NOBODY = "no worker is running: start manage.py worker"


@pytest.mark.parametrize(
    ("heard_seconds_ago", "expected"),
    [
        ([], NOBODY),
        ([5], "ok"),
        ([90], NOBODY),
        ([90, 5], "workers that have fallen silent: 1"),
    ],
)
def test_workers_that_are_not_there_are_missed_though_nothing_waits(
    heard_seconds_ago: list[int], expected: str
) -> None:
    for seconds_ago in heard_seconds_ago:
        add_worker(seconds_ago)
    assert check_of("workers") == expected


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"seconds_ago": 200}, "ok"),
        ({"seconds_ago": 400}, "a job has waited 400 s"),
        ({"seconds_ago": 400, "due_in": 60}, "ok"),
        ({"seconds_ago": 400, "due_in": -301}, "a job has waited 301 s"),
        ({"seconds_ago": 400, "status": "succeeded"}, "ok"),
        ({"seconds_ago": 400, "status": "failed"}, "ok"),
    ],
)
def test_jobs_that_nobody_takes_are_named(job: dict[str, Any], expected: str) -> None:
    add_worker(5)
    add_job(**job)
    assert check_of("queue") == expected


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"status": "failed"}, "alerts that have failed for good: 1"),
        ({"status": "failed", "lock": "by the clock"}, "ok"),
        ({"attempts": 1, "due_in": 60}, "alerts that have failed and are tried again: 1"),
        ({"due_in": 60}, "ok"),
        ({"seconds_ago": 90}, "alerts that nobody has taken for 60 s: 1"),
        ({"seconds_ago": 30}, "ok"),
        ({"due_in": -90}, "alerts that nobody has taken for 60 s: 1"),
        ({"status": "succeeded"}, "ok"),
        ({"status": "doing"}, "alerts left under way by a worker that is gone: 1"),
    ],
)
def test_a_crisis_that_nobody_is_told_of_is_named(job: dict[str, Any], expected: str) -> None:
    add_worker(5)
    add_job(**{"seconds_ago": 5, "queue": "alerts", **job})
    assert check_of("alerts") == expected


def test_an_alert_under_way_is_as_well_as_its_worker() -> None:
    add_job(5, status="doing", queue="alerts", worker_id=add_worker(5))
    assert check_of("alerts") == "ok"
    execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '90 s'")
    add_worker(5)
    outcomes = Client().get("/health/").json()["checks"]
    assert outcomes["alerts"] == "alerts left under way by a worker that is gone: 1"


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
    assert {Client().post(address).status_code for address in ("/health/", "/health/ready/")} == {405}
