"""Changes that others made meanwhile: found by the number of the version that somebody has before them."""

from __future__ import annotations

from typing import Any

from resona.errors import ResonaError


class ChangedMeanwhileError(ResonaError):
    """It was changed since you read it: look at it as it is now, then decide again. Nothing of yours is stored."""

    status = 412


def require_version(row: Any, expected: int | None) -> None:
    """Raises ChangedMeanwhileError where the row is not at the version expected; None: whichever it is."""
    if expected is not None and row.version != expected:
        raise ChangedMeanwhileError


def moved_on(row: Any, *changed: str) -> list[str]:
    """Counts a change of the row; the names of what is to be saved."""
    row.version += 1
    return [*changed, "version"]
