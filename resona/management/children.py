"""Child processes that run together: until a signal asks to end, or until one of them ends by itself."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from resona.errors import ResonaError

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A little more than the server and the worker give what is under way.
ENDED_WITHIN_SECONDS: Final = 40
READY_WITHIN_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.1

Commands = Mapping[str, Sequence[str]]  # by the name people know them by
Children = Mapping[str, "subprocess.Popen[bytes]"]


class ChildEndedError(ResonaError):
    """A process that should have gone on has ended by itself."""


class NotReadyError(ResonaError):
    """Nothing was ready in time."""


def run_together(
    commands: Commands,
    *,
    directory: Path,
    environment: Mapping[str, str],
    is_ready: Callable[[], bool],
    on_ready: Callable[[], object],
) -> None:
    """Runs the commands until a signal asks to end, then ends them; `on_ready` is called once `is_ready` says so.

    Raises ChildEndedError when one ends by itself, NotReadyError when nothing is ready in time; the others are ended.
    """
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    was_ready = False
    with _signals() as received, _children(commands, environment, directory) as children:
        while not received:
            _check(children)
            if not was_ready and is_ready():
                was_ready = True
                on_ready()
            if not was_ready and time.monotonic() > deadline:
                raise NotReadyError
            time.sleep(_POLL_SECONDS)


def _check(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise ChildEndedError(f"{name} has ended with exit status {child.returncode}.")


@contextmanager
def _signals() -> Iterator[list[int]]:
    """The signals received that ask to end, in place of what they would do by themselves."""
    received: list[int] = []
    before = {number: signal.signal(number, lambda sent, _: received.append(sent)) for number in STOPPING}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _children(commands: Commands, environment: Mapping[str, str], directory: Path) -> Iterator[Children]:
    """Running child processes, ended at the end.

    Each has a session of its own: a Ctrl-C is for the parent, who ends them once. Twice would cut them short.
    """
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = subprocess.Popen(command, cwd=directory, env=environment, start_new_session=True)
        yield children
    finally:
        for child in children.values():
            child.terminate()
        for child in children.values():
            _wait(child)


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(ENDED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
