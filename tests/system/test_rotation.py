"""Keys change while sessions are recorded and read: nothing is unreadable at any moment, and a kill does no harm."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.utils import timezone

from resona.compliance.known_keys import require_keys
from resona.compliance.rotation import count_by_key
from resona.encryption.fields import sealed_columns
from tests.encryption.keys import as_environment, make_keyring
from tests.factories import ClinicFactory, PersonFactory, make_api_key
from tests.postgres.house import wait_until
from tests.system.rotating import MESSAGES, Reader, fill, record_until, rotator_environment
from tests.system.serving import CHECKOUT, Server, manage

SMALL_BATCH = "20"


def test_nothing_is_unreadable_while_keys_change(shared_database: None, tmp_path: Path, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")
    require_keys(now=timezone.now())
    clinic = ClinicFactory.create()
    people = PersonFactory.create_batch(2, clinic=clinic)
    words = fill(people[0], MESSAGES)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    key = make_api_key(clinic, "sessions:write")
    with (
        Server(tmp_path / "server.log") as server,
        ThreadPoolExecutor(2) as threads,
        Reader(words) as reader,
    ):
        recording = threads.submit(record_until, server, key, people[1], reader.is_over)
        kill_in_the_middle()
        assert 0 < left_to_do() < MESSAGES
        finished = subprocess.run(
            manage("rotate_keys"), cwd=CHECKOUT, env=rotator_environment(), capture_output=True, check=False
        )
        reader.is_over.set()
        recorded = recording.result()
    assert finished.returncode == 0, finished.stderr.decode()
    assert recorded > 0
    assert reader.read > 0
    assert reader.faults == []
    assert {key_id for counts in count_by_key().values() for key_id in counts} == {"k2"}


def kill_in_the_middle() -> None:
    """`kill -9` once it has done something."""
    rotating = subprocess.Popen(
        manage("rotate_keys", "--batch", SMALL_BATCH),
        cwd=CHECKOUT,
        env=rotator_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with rotating:
        wait_until(lambda: left_to_do() < MESSAGES)
        rotating.kill()


def left_to_do() -> int:
    return count_by_key()[sealed_columns()["messages", "content"]].get("k1", 0)


def test_a_server_without_the_keys_of_the_records_does_not_start(
    shared_database: None, tmp_path: Path, settings: Any
) -> None:
    for key_id in ("k1", "k2"):
        settings.RESONA_KEYRING = make_keyring(key_id, "k1")
        require_keys(now=timezone.now())
    others = make_keyring("k2", k2="xx")
    with Server(tmp_path / "server.log", RESONA_KEYS=as_environment(others)) as server:
        wait_until(lambda: server.exit_status() is not None)
    assert server.exit_status() not in (0, None)
    refused = server.log.read_text()
    assert "Refused to start: encryption key 'k1' is missing" in refused
    assert "encryption key 'k2' is not the one of that name" in refused
