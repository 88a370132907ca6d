"""Cursors of the feed: places of one clinic's changes, sealed so that nobody makes one up."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from resona.api.filters import InvalidQueryError
from resona.api.pagination import Cursor, read_cursor, write_cursor
from resona.api.values import ValueTextError
from resona.audit.changes.places import Place, ReadAgainError

FEED: Final = "changes"  # in the place of a list's ordering: a cursor of neither is taken for one of the other
NOW: Final = "now"
MADE_UP: Final = f"must be `{NOW}`, or a cursor as found in an answer of this address"


def read_since(text: str) -> Cursor | None:
    """A cursor of the feed; None for `now`. Raises ValueTextError."""
    if text == NOW:
        return None
    try:
        cursor = read_cursor(text)
    except ValueTextError:
        raise ValueTextError(MADE_UP) from None
    if cursor.ordering != FEED:
        raise ValueTextError(f"{MADE_UP}: this one belongs to a list")
    return cursor


def place_of_cursor(cursor: Cursor, *, clinic_id: UUID) -> Place:
    """Where it leads. Raises InvalidQueryError where it is another clinic's, and ReadAgainError for one of old."""
    if cursor.id != str(clinic_id):
        raise InvalidQueryError({"since": "belongs to another clinic"})
    try:
        return Place.read(cursor.value)
    except (ValueError, TypeError, AttributeError):  # written by another version
        raise ReadAgainError from None


def cursor_at(place: Place, *, clinic_id: UUID) -> str:
    """What a follower sends to go on from there."""
    return write_cursor(Cursor(ordering=FEED, value=place.write(), id=str(clinic_id)))
