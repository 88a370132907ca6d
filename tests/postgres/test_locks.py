"""Locks that end with their holder."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from resona.postgres.locks import exclusively, hold_shared, is_held, try_exclusive

_HOLD_UNTIL_KILLED = """
import sys
from pathlib import Path
from resona.postgres.locks import try_exclusive
print(try_exclusive(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def test_shared_holds_keep_an_exclusive_one_out_until_the_last_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = hold_shared(path), hold_shared(path)
    os.close(first)
    assert try_exclusive(path) is None
    os.close(second)

    descriptor = try_exclusive(path)
    assert descriptor is not None
    os.close(descriptor)


def test_lock_is_held_inside_the_block_only_even_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with exclusively(path):
        assert is_held(path)
    assert not is_held(path)

    with suppress(ZeroDivisionError), exclusively(path):
        raise ZeroDivisionError
    assert not is_held(path)


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", _HOLD_UNTIL_KILLED, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert is_held(path)
        holder.kill()

    assert not is_held(path)


def test_programs_we_start_do_not_inherit_a_lock(tmp_path: Path) -> None:
    descriptor = hold_shared(tmp_path / "lock")

    assert not os.get_inheritable(descriptor)
    os.close(descriptor)


def test_symbolic_link_in_the_place_of_a_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        hold_shared(tmp_path / "lock")

    assert not (tmp_path / "elsewhere").exists()
