"""Places in the care record, as addresses hold them."""

from __future__ import annotations

from datetime import datetime

from resona.accounts.record.reading import RecordPlace
from resona.accounts.record.sources import SOURCES
from resona.api.pagination import Cursor, read_cursor, write_cursor
from resona.api.values import ValueTextError


def write_place(place: RecordPlace) -> str:
    return write_cursor(Cursor(ordering=place.source, value=place.at, id=place.key))


def read_place(text: str) -> RecordPlace:
    """Raises ValueTextError for what `write_place` did not write."""
    cursor = read_cursor(text)
    if cursor.ordering not in dict(SOURCES.items()):
        raise ValueTextError("belongs to another list")
    return RecordPlace(at=datetime.fromisoformat(cursor.value), source=cursor.ordering, key=str(cursor.id))
