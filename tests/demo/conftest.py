"""The demo, installed once for all tests of it that only look: from nothing, by its command as a person runs it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from resona.postgres.cluster import Cluster
from tests.demo.running import RunningDemo, connected_to, empty_state_directory, kept_running


@dataclass(frozen=True, kw_only=True)
class InstalledDemo:
    """How the first run of the command went, and where it keeps its passwords."""

    printed: str
    page_status: int  # of its first page
    status_after_a_kill: int  # of the same, after its database was killed and started again
    exit_status: int
    port: int
    state_directory: Path

    def run_again(self) -> str:
        """What a second run prints."""
        printed = io.StringIO()
        call_command("demo", "--no-serve", stdout=printed)
        return printed.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[InstalledDemo]:
    """The demo after it has been served and ended; the tests' connection is to its database meanwhile."""
    with empty_state_directory() as state_directory:
        running = RunningDemo(state_directory)
        try:
            running.wait_until_open()
            page_status = running.status_of("/admin/login/")
            status_after_a_kill = running.status_after_a_kill("/admin/login/", Cluster(state_directory=state_directory))
        except BaseException:
            running.end()
            raise
        with kept_running(state_directory):
            exit_status = running.end()
            with connected_to(state_directory), django_db_blocker.unblock():
                # The server has had no time yet to count the tables, and plans follow that.
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                yield InstalledDemo(
                    printed=running.printed,
                    page_status=page_status,
                    status_after_a_kill=status_after_a_kill,
                    exit_status=exit_status,
                    port=running.port,
                    state_directory=state_directory,
                )
