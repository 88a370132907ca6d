"""Two workers build the night's interfaces, and one of them is killed: everyone is built, and nobody twice."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from interfaces.models import InterfaceBuild, InterfaceEvolution, UserInterface
from interfaces.nightly import queue_due
from interfaces.services import CHUNK
from resona.accounts.models import User
from tests.factories import ClinicFactory
from tests.postgres.house import wait_until
from tests.system.serving import CHECKOUT, PATIENCE_SECONDS, environment, manage, run_command

PEOPLE = 5 * CHUNK // 2


def test_a_worker_killed_in_the_night_leaves_nobody_out_and_nobody_doubled(shared_database: None) -> None:
    clinic = ClinicFactory.create()
    User.objects.bulk_create(User(clinic=clinic, consent_version="2026-1") for _ in range(PEOPLE))
    queue_due(now=timezone.now())
    with workers() as (doomed, survivor):
        with builds_stuck_half_written() as cursor:
            wait_until(lambda: waiting_for_the_log(cursor) == 2, patience_seconds=PATIENCE_SECONDS)
            doomed.kill()
            doomed.wait(PATIENCE_SECONDS)
        assert survivor.wait(PATIENCE_SECONDS) == 0
    assert shown() >= PEOPLE - CHUNK

    queue_due(now=timezone.now())  # as the clock does: whom the dead worker may have held till the last are due still
    assert run_command("worker", "--once").returncode == 0
    assert shown() == UserInterface.objects.count() == InterfaceEvolution.objects.count() == PEOPLE
    assert UserInterface.objects.filter(active=True, version=1).values("user_id").distinct().count() == PEOPLE
    assert InterfaceBuild.objects.filter(built_for__isnull=False, failure=None).count() == PEOPLE
    assert queue_due(now=timezone.now()) == 0


@contextmanager
def workers() -> Iterator[tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]]:
    """Two workers, each with one job at a time, that end when no job is left."""
    command = manage("worker", "--once", "--concurrency", "1")
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen(command, cwd=CHECKOUT, env=environment(), **quiet) as one,
        subprocess.Popen(command, cwd=CHECKOUT, env=environment(), **quiet) as other,
    ):
        try:
            yield one, other
        finally:
            one.kill()
            other.kill()


@contextmanager
def builds_stuck_half_written() -> Iterator[CursorWrapper]:
    """Every build has written its versions and waits for the table of reasons, which is written after them."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE interface_evolution_log IN EXCLUSIVE MODE")
        yield cursor


def waiting_for_the_log(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = 'interface_evolution_log'::regclass AND NOT granted")
    waiting: int = cursor.fetchone()[0]
    return waiting


def shown() -> int:
    return UserInterface.objects.filter(active=True).count()
