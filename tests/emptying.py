"""Emptying the tests' database after what was written in it for good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection


@contextmanager
def kept_for_a_module() -> Iterator[None]:
    """What is written before the tests of a module stays for them, and the database is emptied after them.

    Not in a transaction around them all, which would hold back the changes that other tests follow at the same time.
    """
    try:
        yield
    finally:
        call_command("flush", interactive=False, verbosity=0)
        empty_queue()


def empty_queue() -> None:
    """The job queue is not of Django's tables, which it empties itself."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
