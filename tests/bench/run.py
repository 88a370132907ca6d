"""All measurements, one after the other, on a database of their own."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command

from resona.accounts.keys import create_key
from resona.accounts.models import ApiKey, Clinic
from tests.bench import (
    alerts,
    crowd,
    importing,
    interfaces,
    lists,
    pages,
    people,
    recording,
    rotation,
    sealing,
    webhooks,
    worst,
)
from tests.bench.application import HOST, Application
from tests.bench.database import own_database, plain_connection
from tests.bench.figures import Figure, as_json, as_table
from tests.bench.stage import Stage
from tests.bench.timing import wall_seconds

MIGRATIONS_SECONDS = 30
PROGRESS_CHARACTERS = 79


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 if every bar is reached."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="prints one JSON object instead of the table")
    options = parser.parse_args(arguments)
    settings.ALLOWED_HOSTS = [HOST]
    figures: list[Figure] = []
    with own_database("bench"):
        for figure in _measure():
            figures.append(figure)
            _show_progress(f"{len(figures)} measured: {figure.name}")
    _show_progress("")
    print(as_json(figures) if options.json else as_table(figures))
    return 0 if all(figure.passes for figure in figures) else 1


def _show_progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text:<{PROGRESS_CHARACTERS}}\r")


def _measure() -> Iterator[Figure]:
    yield Figure(
        name="all migrations from empty",
        value=wall_seconds(partial(call_command, "migrate", verbosity=0)),
        unit="s",
        bar=MIGRATIONS_SECONDS,
    )
    yield from sealing.measure()
    yield from worst.measure()
    with _stage() as stage:
        # The first: what other measurements write by hand is sealed to no row, and no rotation could open it.
        yield from rotation.measure(stage)
        logging.getLogger("interfaces.loading").setLevel(logging.ERROR)  # nor can the nightly build
        yield from recording.measure(stage)
        yield from importing.measure(stage)
        yield from people.measure(stage.directory)
        yield from crowd.measure(stage)
        yield from interfaces.measure(stage)
        yield from lists.measure(stage)
        yield from alerts.measure(stage)
        yield from webhooks.measure(stage)
        yield from pages.measure()


@contextmanager
def _stage() -> Iterator[Stage]:
    clinic = Clinic.objects.create(name="Bench")
    key = create_key(clinic=clinic, name="bench", scopes=[ApiKey.Scope.SESSIONS_WRITE, ApiKey.Scope.RECORDS_READ]).text
    with plain_connection() as plain, TemporaryDirectory(prefix="resona-bench-") as directory:
        yield Stage(clinic=clinic, key=key, application=Application(key), plain=plain, directory=Path(directory))
