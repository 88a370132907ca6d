"""Ctrl-C and SIGTERM while a command works: what is under way is finished, the rest is left."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Final, Self

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED: Final = 130  # exit status of what a SIGINT ended, by the custom of shells


class Interruption:
    """While it is entered, both signals raise KeyboardInterrupt: at once, or after what is `shielded`.

    A second signal does not wait.
    """

    def __init__(self) -> None:
        self._is_shielded = False
        self._is_asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """What is done inside is finished before an interruption takes effect."""
        self._is_shielded = True
        try:
            yield
        finally:
            self._is_shielded = False
        if self._is_asked:
            raise KeyboardInterrupt

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self._is_shielded or self._is_asked:
            raise KeyboardInterrupt
        self._is_asked = True
