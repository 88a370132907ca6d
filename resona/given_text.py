"""Texts that staff give with a decision: trimmed, within their limit, and fit for PostgreSQL."""

from __future__ import annotations

from resona.errors import Fault, InvalidInputError


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
    """The same, where it may be empty; `limit` in characters."""
    text = given.strip()
    if len(text) > limit:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail=f"must have at most {limit} characters")])
    if "\0" in text:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="contains a NUL character")])
    return text
