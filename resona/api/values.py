"""Texts of a query string as values, strictly. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

UUID_CHARACTERS = 36  # the form with hyphens; Python reads others too
MAX_LABEL_CHARACTERS = 50  # of the columns that hold labels

# RFC 3339. A plus sign that was not escaped arrives as a space.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+\- ]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,20}(\.\d{1,20})?([eE]-\d{1,3})?", re.ASCII)
_LABEL = re.compile(r"[a-z][a-z0-9_:.-]*", re.ASCII)


class ValueTextError(ValueError):
    """The text is no such value; the message says what it must be."""


def read_id(text: str) -> UUID:
    try:
        if len(text) == UUID_CHARACTERS:
            return UUID(text)
    except ValueError:
        pass
    raise ValueTextError("must be a UUID")


def read_time(text: str) -> datetime:
    """An instant, in UTC: a time without zone is none."""
    match = _TIME.fullmatch(text)
    try:
        if match:
            return datetime.fromisoformat(match[1].upper() + match[2].upper().replace(" ", "+")).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueTextError("must be a time with its zone, such as 2026-03-01T18:20:00Z")


def read_share(text: str) -> float:
    if _NUMBER.fullmatch(text) and (number := float(text)) <= 1:
        return number
    raise ValueTextError("must be a number from 0 to 1")


def read_truth(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise ValueTextError("must be true or false")


def read_label(text: str) -> str:
    """The name of a type, of which there may be new ones tomorrow."""
    if len(text) <= MAX_LABEL_CHARACTERS and _LABEL.fullmatch(text):
        return text
    raise ValueTextError("must be a name in lower case")


def read_choice(choices: Sequence[str]) -> Callable[[str], str]:
    """A reader that knows all the names there are."""

    def read(text: str) -> str:
        if text in choices:
            return text
        raise ValueTextError(f"must be one of {', '.join(choices)}")

    return read


def read_count(smallest: int, largest: int) -> Callable[[str], int]:
    """A reader of whole numbers between these two."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and smallest <= int(text) <= largest:
            return int(text)
        raise ValueTextError(f"must be a whole number from {smallest} to {largest}")

    return read
