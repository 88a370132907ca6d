"""Child processes that run together end together."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from resona.management.children import STOPPING, ChildEndedError, run_together

WAITS = (sys.executable, "-c", "import time; time.sleep(60)")
FAILS = (sys.executable, "-c", "raise SystemExit(3)")


def _run(commands: dict[str, tuple[str, ...]], on_ready: Callable[[], object], *, ready: bool = True) -> None:
    run_together(commands, directory=Path.cwd(), environment=os.environ, is_ready=lambda: ready, on_ready=on_ready)


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if WAITS[-1] in child.cmdline()]


@pytest.mark.parametrize("number", STOPPING)
def test_a_signal_ends_all_of_them(number: signal.Signals) -> None:
    running: list[int] = []

    def on_ready() -> None:
        # A child that has only just been made may not show its own command line yet.
        wait_until = time.monotonic() + 5
        while len(_children()) < 2 and time.monotonic() < wait_until:
            time.sleep(0.01)
        running.append(len(_children()))
        os.kill(os.getpid(), number)

    _run({"One": WAITS, "Another": WAITS}, on_ready)
    assert running == [2]
    assert _children() == []


def test_when_one_ends_by_itself_the_others_are_ended_and_it_is_named() -> None:
    with pytest.raises(ChildEndedError, match="The worker has ended with exit status 3"):
        _run({"The server": WAITS, "The worker": FAILS}, on_ready=list)
    assert _children() == []


def test_nobody_is_told_before_it_is_ready() -> None:
    told: list[bool] = []
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    _run({"One": WAITS}, lambda: told.append(True), ready=False)
    assert told == []


def test_signals_do_afterwards_what_they_did_before() -> None:
    before = [signal.getsignal(number) for number in STOPPING]
    _run({"One": WAITS}, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert [signal.getsignal(number) for number in STOPPING] == before
