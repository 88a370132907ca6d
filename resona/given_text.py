"""Texts that staff give with a decision: trimmed, within their limit, and fit for PostgreSQL."""

from __future__ import annotations

import unicodedata
from typing import Final

from resona.errors import Fault, InvalidInputError

# Of signs that show nothing, those that Unicode counts among letters, marks and symbols.
_SHOW_NOTHING: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def require_text(given: str, *, field: str, limit: int, least: int = 1) -> str:
    """The text without white space around it. Raises InvalidInputError naming the member where it is empty or unfit.

    `least` and `limit` in characters.
    """
    text = read_text(given, field=field, limit=limit)
    if not text:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="must not be empty")])
    if len(text) < least:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail=f"must have at least {least} characters")])
    return text


def read_text(given: str, *, field: str, limit: int) -> str:
    """The same, where it may be empty, as one is in which nothing can be seen; `limit` in characters."""
    text = given.strip()
    if "\0" in text:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="contains a NUL character")])
    if not any(map(_is_seen, text)):
        return ""
    if len(text) > limit:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail=f"must have at most {limit} characters")])
    return text


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE and character not in _SHOW_NOTHING
