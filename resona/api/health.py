"""GET /health/ready/ and /health/: whether all is well, or what is not. No sign-in, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from resona.api.queue_health import alerts_fault, queue_fault, workers_fault
from resona.api.renderers import write_json
from resona.slots import Slot

OK = "ok"


class _NotMigratedError(Exception):
    """Some migration has not been applied."""


Check = Callable[[], str | None]

# What a server needs to answer at all: why it cannot, or None.
READINESS: Final[Slot[Check]] = Slot()
# What else each app can tell of its own health: what is wrong, or None.
CHECKS: Final[Slot[Check]] = Slot()


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """For proxies: 200 where this server can answer requests, or 503; never for a mail or a job that failed."""
    return _answer(dict(READINESS.items()), right="ready", wrong="not ready")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For people and monitors: 200 where all is well, or 503 with the reason beside each check that failed."""
    return _answer({**dict(READINESS.items()), **dict(CHECKS.items())}, right="healthy", wrong="unhealthy")


def _answer(checks: Mapping[str, Check], *, right: str, wrong: str) -> HttpResponse:
    outcomes = {name: _outcome(find_fault) for name, find_fault in checks.items()}
    is_right = all(outcome == OK for outcome in outcomes.values())
    body = {"status": right if is_right else wrong, "checks": outcomes}
    return HttpResponse(
        write_json(body), "application/json", 200 if is_right else 503, headers={"Cache-Control": "no-store"}
    )


def _outcome(find_fault: Check) -> str:
    try:
        return find_fault() or OK
    except DatabaseError:
        return "the database cannot be used"


def _database_fault() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations_fault() -> str | None:
    try:
        _require_migrations()
    except _NotMigratedError:
        return "migrations are missing: run manage.py migrate"
    return None


@lru_cache(maxsize=1)
def _require_migrations() -> None:
    """Reads every migration file, so it is asked only until the answer is yes: errors are not cached."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotMigratedError


READINESS.add("database", _database_fault)
READINESS.add("migrations", _migrations_fault)
CHECKS.add("workers", workers_fault)
CHECKS.add("alerts", alerts_fault)
CHECKS.add("queue", queue_fault)
