"""Changing the key of many messages, killed half-way, while one client records sessions and another one reads."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from resona.accounts.models import User
from resona.compliance.known_keys import require_keys
from resona.compliance.rotation import count_by_key
from resona.encryption.fields import sealed_columns
from resona.encryption.keyring import KEY_BYTES, Key, Keyring
from tests.bench.figures import Figure
from tests.bench.stage import Stage
from tests.system.rotating import Reader, fill, record_until, rotator_environment
from tests.system.serving import CHECKOUT, Server, manage

MESSAGES = 100_000
LOOK_SECONDS = 0.2
MESSAGES_COLUMN = sealed_columns()["messages", "content"]


def measure(stage: Stage) -> Iterator[Figure]:
    require_keys(now=timezone.now())
    people = list(User.objects.filter(id__in=stage.add_people(2)))
    words = fill(people[0], MESSAGES)
    with (
        _new_key() as old,
        Server(stage.directory / "rotation.log") as server,
        ThreadPoolExecutor(1) as threads,
        Reader(words) as reader,
    ):
        recording = threads.submit(record_until, server, stage.key, people[1], reader.is_over)
        begun = time.perf_counter()
        _rotate(until=lambda: count_by_key()[MESSAGES_COLUMN].get(old, 0) < MESSAGES / 2)
        _rotate()
        seconds = time.perf_counter() - begun
        reader.is_over.set()
        recorded = recording.result()
    left = sum(counts.get(old, 0) for counts in count_by_key().values())
    yield Figure(name=f"changing the key of {MESSAGES:,} messages", value=seconds, unit="s")
    yield Figure(name="messages sealed anew a second", value=MESSAGES / seconds, unit="")
    yield Figure(name="sessions recorded meanwhile, a second", value=recorded / seconds, unit="")
    yield Figure(name="messages read meanwhile, a second", value=reader.read / seconds, unit="")
    yield Figure(name="messages that did not open meanwhile", value=len(reader.faults), unit="", bar=0)
    yield Figure(name="values left with the old key", value=left, unit="", bar=0)


@contextmanager
def _new_key() -> Iterator[str]:
    """A new key seals from now on; the id of the old one. Afterwards it is as before, but for what was sealed anew."""
    before: Keyring = settings.RESONA_KEYRING
    new = Key(id="bench", secret=os.urandom(KEY_BYTES))
    settings.RESONA_KEYRING = Keyring(keys={new.id: new, **before.keys})
    try:
        yield before.primary.id
    finally:
        settings.RESONA_KEYRING = Keyring(keys={**before.keys, new.id: new})


def _rotate(until: Callable[[], bool] | None = None) -> None:
    """The command, to its end or killed once that is so."""
    process = subprocess.Popen(
        manage("rotate_keys"),
        cwd=CHECKOUT,
        env=rotator_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with process:
        while until is not None and process.poll() is None and not until():
            time.sleep(LOOK_SECONDS)
        if until is not None:
            process.kill()
        _, said = process.communicate()
    assert until is not None or process.returncode == 0, said.decode()
