"""A keyed digest tells whether contents are the same, and nothing to whoever has no key."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.encryption.digests import digest_matches, keyed_digest
from resona.encryption.keyring import parse_keyring
from tests.encryption.keys import make_keyring


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")


@given(content=st.binary(), other=st.binary())
def test_a_digest_matches_its_content_only(content: bytes, other: bytes) -> None:
    assert digest_matches(keyed_digest(content), content)
    assert digest_matches(keyed_digest(content), other) == (content == other)


def test_a_digest_is_the_same_each_time_and_useless_without_the_key(settings: Any) -> None:
    digest = keyed_digest(b"body")
    assert keyed_digest(b"body") == digest
    settings.RESONA_KEYRING = parse_keyring(f"k1:{base64.b64encode(b'x' * 32).decode()}")
    assert keyed_digest(b"body") != digest
    assert not digest_matches(digest, b"body")


def test_a_digest_matches_under_the_key_it_was_made_with(settings: Any) -> None:
    digest = keyed_digest(b"body")
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert digest_matches(digest, b"body")
    settings.RESONA_KEYRING = make_keyring("k2")
    assert not digest_matches(digest, b"body")


@pytest.mark.parametrize("stored", ["", "k1", "k1:", ":", "k1:00"])
def test_a_stored_digest_that_is_none_matches_nothing(stored: str) -> None:
    assert not digest_matches(stored, b"body")
