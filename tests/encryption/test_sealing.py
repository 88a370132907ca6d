"""Sealed values open where they were sealed, with their key, unchanged; anywhere else they do not."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.encryption.keyring import parse_keyring
from resona.encryption.sealing import SealedValueError, open_sealed, open_text, seal, seal_text
from tests.encryption.keys import make_keyring

ROW = UUID("01920000-0000-7000-8000-000000000001")
OTHER_ROW = UUID("01920000-0000-7000-8000-000000000002")
PLACE = ("messages", "content", ROW)
TEXT = "Nothing of this may be read — si sawa."

any_text = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")


@given(text=any_text)
def test_what_is_sealed_opens(text: str) -> None:
    assert open_text(*PLACE, seal_text(*PLACE, text)) == text


@given(content=st.binary())
def test_bytes_that_are_sealed_open(content: bytes) -> None:
    sealed = seal(*PLACE, content)
    assert open_sealed(*PLACE, sealed) == content
    assert open_sealed(*PLACE, memoryview(sealed).tobytes()) == content


def test_a_sealed_text_shows_nothing_and_fits_any_text_column() -> None:
    sealed = seal_text(*PLACE, TEXT)
    assert sealed.isascii()
    assert not any(character in sealed for character in "+/ ")
    assert TEXT.encode() not in base64.urlsafe_b64decode(sealed)


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert len({seal_text(*PLACE, TEXT) for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "place",
    [("messages", "content", OTHER_ROW), ("messages", "transcript", ROW), ("dissonance_records", "content", ROW)],
    ids=["row", "column", "table"],
)
def test_a_value_moved_elsewhere_does_not_open(place: tuple[str, str, UUID]) -> None:
    sealed = seal_text(*PLACE, TEXT)
    with pytest.raises(SealedValueError, match="was changed or does not belong there"):
        open_text(*place, sealed)


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
        open_text(*PLACE, text)
    assert TEXT not in str(raised.value)


def test_a_character_put_into_a_sealed_text_is_noticed() -> None:
    sealed = seal_text(*PLACE, TEXT)
    with pytest.raises(SealedValueError, match="is not a sealed value"):
        open_text(*PLACE, f"{sealed[:10]}\n{sealed[10:]}")


def test_a_second_key_opens_what_it_sealed_and_the_first_one_seals(settings: Any) -> None:
    before = seal_text(*PLACE, TEXT)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    after = seal_text(*PLACE, TEXT)
    assert open_text(*PLACE, before) == open_text(*PLACE, after) == TEXT
    settings.RESONA_KEYRING = make_keyring("k2")
    assert open_text(*PLACE, after) == TEXT


def test_without_its_key_a_value_does_not_open_and_the_key_is_named(settings: Any) -> None:
    sealed = seal_text(*PLACE, TEXT)
    settings.RESONA_KEYRING = make_keyring("k2")
    with pytest.raises(SealedValueError, match=r"a key that is not configured \('k1'\)"):
        open_text(*PLACE, sealed)


def test_with_another_key_of_the_same_name_a_value_does_not_open(settings: Any) -> None:
    sealed = seal_text(*PLACE, TEXT)
    settings.RESONA_KEYRING = parse_keyring(f"k1:{base64.b64encode(b'x' * 32).decode()}")
    with pytest.raises(SealedValueError):
        open_text(*PLACE, sealed)
