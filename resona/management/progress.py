"""How far a command is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

BAR_CELLS: Final = 30
# Terminals are drawn at most so often; logs get a line at most so often. Seconds.
REDRAW_SECONDS: Final = 0.1
LOG_SECONDS: Final = 5.0


class Progress:
    """Shows `label` and the share done of `total`; without a total, how much is done."""

    def __init__(
        self,
        label: str,
        total: int | None,
        *,
        write: Callable[[str], object],
        is_terminal: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._label = label
        self._total = total
        self._write = write
        self._is_terminal = is_terminal
        self._clock = clock
        self._shown_at = clock()
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._is_terminal:
            self._write(f"\r{self._text()}\n")

    def reach(self, done: int) -> None:
        """So much is done now, of all."""
        self._done = done
        if self._clock() - self._shown_at < (REDRAW_SECONDS if self._is_terminal else LOG_SECONDS):
            return
        self._shown_at = self._clock()
        self._write(f"\r{self._text()}" if self._is_terminal else f"{self._text()}\n")

    def _text(self) -> str:
        if self._total is None:
            return f"{self._label}: {self._done:,}"
        share = min(1.0, self._done / self._total) if self._total else 1.0
        bar = f"[{'#' * int(share * BAR_CELLS):.<{BAR_CELLS}}] " if self._is_terminal else ""
        return f"{self._label}: {bar}{share:4.0%}"
