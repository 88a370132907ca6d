"""How levels are shown: never plain low where something could not be assessed. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def level_in_words(level: str | None, not_assessed: Sequence[str]) -> str:
    """`medium`; `medium, incomplete`; `incomplete` for what is low in the rest; `not assessed` without any level."""
    if level is None:
        return "not assessed"
    if not not_assessed:
        return level
    return "incomplete" if level == "low" else f"{level}, incomplete"


def level_tone(level: str | None, not_assessed: Sequence[str]) -> str:
    """The tone of its badge and mark."""
    is_unknown = level is None or (level == "low" and bool(not_assessed))
    return "missing" if is_unknown else str(level)
