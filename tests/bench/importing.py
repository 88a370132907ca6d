"""`import_sessions` on a file of many people's sessions, against the floor with a transaction a session."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from io import StringIO
from itertools import islice
from pathlib import Path
from uuid import UUID

import orjson
import psutil
from django.core.management import call_command

from tests.bench.figures import Figure
from tests.bench.floor import Floor, Rows
from tests.bench.session import sessions_of
from tests.bench.stage import Stage
from tests.bench.timing import wall_seconds
from tests.system.serving import CHECKOUT, environment

PEOPLE = 200
HISTORY = 3  # sessions of each person before: from the fourth on all rows are written
FILES, SESSIONS_A_FILE = 4, 500
AT_LEAST_TIMES = 0.7

# Of as many sessions a person that everything is found in them: before that a chunk is lighter, however long the file.
SHORT_FILE, LONG_FILE = 1000, 8000  # lines
# The longer file alone is larger than this; a session in memory is several times its line.
MEMORY_MAY_GROW_MIB = 8
MIB = 2**20
SAMPLED_EVERY_SECONDS = 0.01


def measure(stage: Stage) -> Iterator[Figure]:
    yield _speed(stage)
    short, long = (_peak_mib(stage, lines) for lines in (SHORT_FILE, LONG_FILE))
    yield Figure(name=f"memory of an import of {SHORT_FILE} lines", value=short, unit="MiB")
    yield Figure(name=f"more memory for {LONG_FILE} lines", value=long - short, unit="MiB", bar=MEMORY_MAY_GROW_MIB)


def _speed(stage: Stage) -> Figure:
    """Sessions a second, in turns: a file, then as many sessions by hand."""
    floor = stage.make_floor()
    lines = _lines(stage.add_people(PEOPLE))
    _import(_write(stage.directory / "history.ndjson", islice(lines, HISTORY * PEOPLE)))
    ours = by_hand = 0.0
    for number in range(FILES):
        path = _write(stage.directory / f"{number}.ndjson", islice(lines, SESSIONS_A_FILE))
        ours += wall_seconds(partial(_import, path))
        rows = [floor.new_rows() for _ in range(SESSIONS_A_FILE)]
        by_hand += wall_seconds(partial(_write_by_hand, floor, rows))
    sessions = FILES * SESSIONS_A_FILE
    return Figure(
        name="import_sessions, sessions a second",
        value=sessions / ours,
        floor=sessions / by_hand,
        unit="/s",
        bar=AT_LEAST_TIMES,
        is_reached="from above",
    )


def _peak_mib(stage: Stage, lines: int) -> float:
    """The most memory that the command had in a process of its own."""
    path = _write(stage.directory / "memory.ndjson", islice(_lines(stage.add_people(PEOPLE)), lines))
    command = [sys.executable, "manage.py", "import_sessions", str(path)]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(SAMPLED_EVERY_SECONDS)
    assert process.wait() == 0
    return peak / MIB


def _lines(people: list[UUID]) -> Iterator[bytes]:
    """Sessions of these people in turn, each person's in the order of time."""
    courses = [sessions_of(person_id, seed=number) for number, person_id in enumerate(people)]
    while True:
        for course in courses:
            yield orjson.dumps(next(course), option=orjson.OPT_APPEND_NEWLINE)


def _write(path: Path, lines: Iterator[bytes]) -> Path:
    with path.open("wb") as file:
        file.writelines(lines)
    return path


def _write_by_hand(floor: Floor, sessions: list[Rows]) -> None:
    for rows in sessions:
        floor.write(rows)


def _import(path: Path) -> None:
    call_command("import_sessions", str(path), stdout=StringIO(), stderr=StringIO())
