"""The file of rejects: whole or as it was before, and nobody else's to read."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from resona.management.rejects_file import rejects_file


def test_it_stands_in_its_place_only_when_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    path.write_text("from last time")
    with rejects_file(path) as file:
        file.write(b"one\n")
        file.flush()
        assert path.read_text() == "from last time"

    assert path.read_text() == "one\n"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_what_was_rejected_before_a_failure_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    with suppress(KeyboardInterrupt), rejects_file(path) as file:
        file.write(b"one\n")
        raise KeyboardInterrupt

    assert path.read_text() == "one\n"


def test_without_rejects_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    path.write_text("from last time")
    with rejects_file(path):
        pass

    assert path.read_bytes() == b""


def test_what_an_interrupted_run_left_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "rejects.ndjson"
    (tmp_path / ".rejects.ndjson.partial").write_text("much longer than what comes now")
    with rejects_file(path) as file:
        file.write(b"x")

    assert path.read_text() == "x"


def test_nobody_else_reads_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with rejects_file(tmp_path / "rejects"):
            pass
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "rejects").stat().st_mode) == 0o600


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with rejects_file(pipe) as file:
            file.write(b"one\n")
        assert os.read(reader, 100) == b"one\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), rejects_file(tmp_path / "nowhere" / "rejects"):
        pass
