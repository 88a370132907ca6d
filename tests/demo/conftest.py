"""The demo, installed once for all tests of it that only look."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

# A hash that is meant to be slow would take most of the time.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True, kw_only=True)
class InstalledDemo:
    """What the first run of the command printed, and where it keeps its passwords."""

    printed: str
    state_directory: Path

    def run_again(self) -> str:
        return run_demo(self.state_directory)


def run_demo(state_directory: Path) -> str:
    """What `manage.py demo --no-serve` prints."""
    printed = io.StringIO()
    with override_settings(STATE_DIRECTORY=state_directory, PASSWORD_HASHERS=QUICK_HASHERS, IS_PRODUCTION=False):
        call_command("demo", "--no-serve", stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InstalledDemo]:
    """The demo in a transaction that is taken back when the module's tests are done."""
    state_directory = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), transaction.atomic():
        printed = run_demo(state_directory)
        # Nobody else sees these rows: whoever counted the tables meanwhile found them empty, and plans follow that.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield InstalledDemo(printed=printed, state_directory=state_directory)
        transaction.set_rollback(True)
