"""Places: read back exactly, and nothing else is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.api.filters import InvalidQueryError
from resona.api.pagination import Cursor, write_cursor
from resona.api.values import ValueTextError
from resona.audit.changes.cursors import FEED, cursor_at, place_of_cursor, read_since
from resona.audit.changes.places import MAX_CHARACTERS, Place, ReadAgainError

NUMBERS = st.integers(0, 2**63 - 1)
PLACES = st.builds(
    lambda xid, number, ordinal, at, server: Place(xid=xid, number=number, ordinal=ordinal, at=at, server=server),
    st.integers(0, 2**64 - 1),
    NUMBERS,
    st.integers(0, 10**7),
    st.integers(1_577_836_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.from_regex(r"[0-9a-f]{16}-[0-9A-F]{8}", fullmatch=True),
)


@given(PLACES)
def test_a_place_and_its_cursor_are_read_back(place: Place) -> None:
    clinic_id = uuid4()
    assert Place.read(place.write()) == place
    assert len(place.write()) <= MAX_CHARACTERS
    cursor = read_since(cursor_at(place, clinic_id=clinic_id))
    assert cursor is not None
    assert place_of_cursor(cursor, clinic_id=clinic_id) == place


@given(st.text(max_size=150))
def test_no_text_breaks_the_reading_of_places(text: str) -> None:
    try:
        place = Place.read(text)
    except (ValueError, OverflowError):
        return
    assert isinstance(place, Place)


@pytest.mark.parametrize(
    "text", ["", "x", "then", "A" * 5000, "é", write_cursor(Cursor(ordering="id", value=1, id="x"))]
)
def test_what_was_made_up_or_belongs_to_a_list_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be `now`, or a cursor"):
        read_since(text)


def test_a_cursor_of_another_clinic_is_refused_and_one_of_another_version_leads_to_reading_again() -> None:
    clinic_id = uuid4()
    place = Place(xid=1, number=2, ordinal=3, at=datetime(2026, 3, 1, tzinfo=UTC), server="1-2")
    cursor = read_since(cursor_at(place, clinic_id=clinic_id))
    assert cursor is not None
    with pytest.raises(InvalidQueryError):
        place_of_cursor(cursor, clinic_id=uuid4())
    for value in ("1.2", ["x"], None, 5):
        with pytest.raises(ReadAgainError):
            place_of_cursor(Cursor(ordering=FEED, value=value, id=str(clinic_id)), clinic_id=clinic_id)
