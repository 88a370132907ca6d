"""Cursors: read back exactly, and by nobody else's writing."""

from __future__ import annotations

import base64
import string

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from resona.api.filters import InvalidQueryError
from resona.api.pagination import SEAL_BYTES, Cursor, place_of, read_cursor, write_cursor
from resona.api.values import ValueTextError
from risk.models import RiskAssessment

ORDERINGS = st.sampled_from(["-risk_score", "risk_score", "-assessed_at", "id"])
VALUES = st.none() | st.floats(0, 1) | st.text(st.characters(codec="utf-8"), max_size=20) | st.integers(0)
CURSORS = st.builds(
    lambda ordering, value, key: Cursor(ordering=ordering, value=value, id=str(key)),
    ORDERINGS,
    VALUES.filter(lambda value: not isinstance(value, int) or value < 2**63),
    st.uuids(),
)


@given(CURSORS)
def test_a_cursor_survives_a_query_string(cursor: Cursor) -> None:
    written = write_cursor(cursor)

    assert read_cursor(written) == cursor
    assert written.isascii()
    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(CURSORS, st.data())
def test_no_one_changed_character_is_taken(cursor: Cursor, data: st.DataObject) -> None:
    written = write_cursor(cursor)
    position = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.sampled_from("ABZaz09-_+/=. ").filter(lambda letter: letter != written[position]))

    with pytest.raises(ValueTextError):
        read_cursor(written[:position] + other + written[position + 1 :])


@pytest.mark.parametrize("characters", range(4))
def test_a_cursor_has_one_way_to_be_written(characters: int) -> None:
    """The last character of base64 may hold bits that mean nothing."""
    written = write_cursor(Cursor(ordering="id", value=None, id="x" * characters))
    others = set(string.ascii_letters + string.digits + "-_") - {written[-1]}

    for other in others:
        with pytest.raises(ValueTextError):
            read_cursor(written[:-1] + other)


@given(st.text(max_size=60))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(ValueTextError):
        read_cursor(text)


def test_a_cursor_without_its_seal_is_none() -> None:
    raw = base64.urlsafe_b64decode(write_cursor(Cursor(ordering="id", value=None, id="x")) + "===")

    for forged in (raw[SEAL_BYTES:], b"\0" * SEAL_BYTES + raw[SEAL_BYTES:], raw[:SEAL_BYTES]):
        with pytest.raises(ValueTextError):
            read_cursor(base64.urlsafe_b64encode(forged).rstrip(b"=").decode())


def test_a_cursor_of_another_server_is_none() -> None:
    written = write_cursor(Cursor(ordering="id", value=None, id="x"))

    with override_settings(SECRET_KEY="another"), pytest.raises(ValueTextError):
        read_cursor(written)


@given(CURSORS, ORDERINGS)
def test_a_cursor_continues_its_own_ordering_only(cursor: Cursor, asked: str) -> None:
    if cursor.ordering == asked:
        return
    with pytest.raises(InvalidQueryError) as caught:
        place_of(cursor, ordering=asked, model=RiskAssessment)
    assert set(caught.value.faults) == {"cursor"}


def test_a_first_page_starts_nowhere() -> None:
    assert place_of(None, ordering="-risk_score", model=RiskAssessment) == {}
