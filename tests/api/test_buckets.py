"""Token buckets: a minute's worth at once, then as fast as they fill, for all processes of a host."""

from __future__ import annotations

import subprocess
import sys
from threading import Thread
from uuid import uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from resona.api.buckets import take

# Processes that know nothing of one another but the name.
ASKING = """
import sys, django
django.setup()
from resona.api.buckets import take
print(sum(take(sys.argv[1], 500, now=0.0).wait == 0 for _ in range(200)))
"""


@pytest.fixture
def name() -> str:
    return str(uuid4())


@pytest.mark.parametrize(
    ("times", "waits"),
    [
        # 3 a minute: one each 20 s.
        ([0, 0, 0], [0, 0, 0]),
        ([0, 0, 0, 0], [0, 0, 0, 20]),
        ([0, 0, 0, 15, 20], [0, 0, 0, 5, 0]),
        ([0, 0, 0, 20, 20], [0, 0, 0, 0, 20]),
        ([0, 0, 0, 600, 600, 600, 600], [0, 0, 0, 0, 0, 0, 20]),
        ([9, 9, 9, 0], [0, 0, 0, 20]),  # a clock that was set back gives nothing, and takes nothing
    ],
)
def test_it_fills_as_time_goes_on(name: str, times: list[float], waits: list[float]) -> None:
    assert [take(name, 3, now=now).wait for now in times] == pytest.approx(waits)


def test_it_tells_what_is_left(name: str) -> None:
    turns = [take(name, 3, now=0) for _ in range(4)]
    assert [turn.left for turn in turns] == [2, 1, 0, 0]
    assert [turn.full_in for turn in turns] == pytest.approx([20, 40, 60, 60])


def test_nobody_empties_anothers(name: str) -> None:
    assert [take(key, 1, now=0).wait > 0 for key in (name, name, f"{name}b")] == [False, True, False]


@given(st.lists(st.floats(0, 5), max_size=100), st.integers(1, 20))
def test_no_more_than_a_bucket_and_what_flowed_in_is_ever_taken(pauses: list[float], per_minute: int) -> None:
    name, now, taken = str(uuid4()), 0.0, 0
    for pause in pauses:
        now += pause
        taken += take(name, per_minute, now=now).wait == 0
    assert taken <= per_minute + now * per_minute / 60 + 1e-6


def test_threads_take_no_token_twice(name: str) -> None:
    taken: list[bool] = []

    def ask() -> None:
        taken.extend(take(name, 500, now=0.0).wait == 0 for _ in range(200))

    threads = [Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 500


def test_processes_take_no_token_twice(name: str) -> None:
    command = [sys.executable, "-c", ASKING, name]
    asking = [subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert sum(int(process.communicate()[0]) for process in asking) == 500
