"""Sealed values open where they were sealed, with their key, unchanged; anywhere else they do not."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.encryption.keyring import parse_keyring
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import (
    SealedValueError,
    begins_sealed,
    open_each,
    open_sealed,
    open_stored,
    seal,
    seal_stored,
)
from tests.encryption.keys import make_keyring

ROW = UUID("01920000-0000-7000-8000-000000000001")
OTHER_ROW = UUID("01920000-0000-7000-8000-000000000002")
COLUMN = SealedColumn(table="messages", column="content")
PLACE = (COLUMN, ROW)
TEXT = "Nothing of this may be read — si sawa."

any_text = st.text(st.characters(exclude_categories=["Cs"]))


def seal_text(text: str) -> str:
    return str(seal_stored(*PLACE, text.encode()))


def open_text(sealed: str) -> str:
    return open_stored(*PLACE, sealed).decode()


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")


@given(text=any_text)
def test_what_is_sealed_opens(text: str) -> None:
    assert open_text(seal_text(text)) == text


@given(content=st.binary())
def test_bytes_that_are_sealed_open(content: bytes) -> None:
    sealed = seal(*PLACE, content)
    assert open_sealed(*PLACE, sealed) == content
    assert open_sealed(*PLACE, memoryview(sealed).tobytes()) == content


def test_a_sealed_text_shows_nothing_and_fits_any_text_column() -> None:
    sealed = seal_text(TEXT)
    assert sealed.isascii()
    assert not any(character in sealed for character in "+/ ")
    assert TEXT.encode() not in base64.urlsafe_b64decode(sealed)


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert len({seal_text(TEXT) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "place",
    [
        (COLUMN, OTHER_ROW),
        (SealedColumn(table="messages", column="transcript"), ROW),
        (SealedColumn(table="dissonance_records", column="content"), ROW),
    ],
    ids=["row", "column", "table"],
)
def test_a_value_moved_elsewhere_does_not_open(place: tuple[SealedColumn, UUID]) -> None:
    sealed = seal_text(TEXT)
    with pytest.raises(SealedValueError, match="was changed or does not belong there"):
        open_stored(*place, sealed)


def test_an_older_value_of_the_same_place_opens_which_security_says() -> None:
    """Whoever may write rows can put it back: seals know no order, the audit log does."""
    older, newer = seal_text("older"), seal_text("newer")
    assert (open_text(newer), open_text(older)) == ("newer", "older")


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_value_with_any_one_bit_changed_does_not_open(position: int, bit: int) -> None:
    sealed = bytearray(seal(*PLACE, TEXT.encode()))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(SealedValueError):
        open_sealed(*PLACE, bytes(sealed))


def test_a_value_cut_anywhere_does_not_open() -> None:
    sealed = seal(*PLACE, TEXT.encode())
    for length in range(len(sealed)):
        with pytest.raises(SealedValueError):
            open_sealed(*PLACE, sealed[:length])


@pytest.mark.parametrize("text", ["", "hello", "hello there", "é", "AAAA", f"{TEXT}=="])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(SealedValueError) as raised:
        open_text(text)
    assert TEXT not in str(raised.value)


def test_a_character_put_into_a_sealed_text_is_noticed() -> None:
    sealed = seal_text(TEXT)
    with pytest.raises(SealedValueError, match="is not a sealed value"):
        open_text(f"{sealed[:10]}\n{sealed[10:]}")


def test_a_second_key_opens_what_it_sealed_and_the_first_one_seals(settings: Any) -> None:
    before = seal_text(TEXT)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    after = seal_text(TEXT)
    assert open_text(before) == open_text(after) == TEXT
    settings.RESONA_KEYRING = make_keyring("k2")
    assert open_text(after) == TEXT


def test_without_its_key_a_value_does_not_open_and_the_key_is_named(settings: Any) -> None:
    sealed = seal_text(TEXT)
    settings.RESONA_KEYRING = make_keyring("k2")
    with pytest.raises(SealedValueError, match=r"a key that is not configured \('k1'\)"):
        open_text(sealed)


def test_with_another_key_of_the_same_name_a_value_does_not_open(settings: Any) -> None:
    sealed = seal_text(TEXT)
    settings.RESONA_KEYRING = parse_keyring(f"k1:{base64.b64encode(b'x' * 32).decode()}")
    with pytest.raises(SealedValueError):
        open_text(sealed)


@given(content=st.binary())
def test_a_sealed_value_is_known_by_its_beginning_and_length_whoever_sealed_it(content: bytes) -> None:
    as_bytes = SealedColumn(table="messages", column="content", is_bytes=True)
    for column in (COLUMN, as_bytes):
        assert begins_sealed(seal_stored(column, ROW, content))
    sealed = seal(as_bytes, ROW, b"")
    assert begins_sealed(memoryview(sealed))
    assert not any(begins_sealed(sealed[:length]) for length in range(len(sealed)))


@given(text=any_text)
def test_a_text_that_somebody_wrote_does_not_begin_as_a_sealed_value(text: str) -> None:
    assert not begins_sealed(text)
    assert not begins_sealed(text.encode())


def test_many_open_like_each_and_none_hides_the_others(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k0", "k1")
    older = seal(*PLACE, b"sealed with another key")
    settings.RESONA_KEYRING = make_keyring("lost")
    lost = seal(*PLACE, b"lost")
    settings.RESONA_KEYRING = make_keyring("k1", "k0")
    good = seal(*PLACE, b"good")
    damaged = good[:-1] + bytes((good[-1] ^ 1,))
    rows = [(ROW, good), (OTHER_ROW, good), (ROW, b""), (ROW, lost), (ROW, damaged), (ROW, good[:9]), (ROW, older)]
    assert list(open_each(COLUMN, [(str(row_id), sealed) for row_id, sealed in rows])) == [
        b"good",
        None,
        None,
        None,
        None,
        None,
        b"sealed with another key",
    ]
