"""Where encryption keys come from, and what is said about faulty ones."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.encryption.keyring import KEY_BYTES, Keyring, KeyringError, parse_keyring

SECRET = b"a secret of just thirty-two byte"
OTHER_SECRET = b"another secret of 32 bytes, here"
ENCODED = base64.b64encode(SECRET).decode()
OTHER_ENCODED = base64.b64encode(OTHER_SECRET).decode()


def test_the_first_key_seals_and_all_are_known() -> None:
    keyring = parse_keyring(f"new:{ENCODED},old:{OTHER_ENCODED}")
    assert keyring.primary.id == "new"
    assert {key_id: key.secret for key_id, key in keyring.keys.items()} == {"new": SECRET, "old": OTHER_SECRET}


@pytest.mark.parametrize("key_id", ["k", "2026-11", "main_2", "k" * 16])
def test_an_id_has_up_to_sixteen_small_letters_digits_and_dashes(key_id: str) -> None:
    key = parse_keyring(f"{key_id}:{ENCODED}").primary
    assert key.id == key_id
    assert key.header == bytes([len(key_id)]) + key_id.encode()


def test_without_any_key_there_is_none_to_seal_with() -> None:
    with pytest.raises(KeyringError, match="no encryption key is configured"):
        _ = Keyring(keys={}).primary
    assert Keyring(keys={}).by_header == {}


def test_what_a_key_is_known_by_tells_it_from_others_and_is_none_of_what_it_works_with() -> None:
    key, other = parse_keyring(f"k1:{ENCODED} k2:{OTHER_ENCODED}").keys.values()
    same = parse_keyring(f"renamed:{ENCODED}").primary
    assert key.check_value == same.check_value != other.check_value
    assert len({key.check_value, key.digest_key.hex(), key.secret.hex()}) == 3


@pytest.mark.parametrize("separator", [",", ", ", "\n", " ", "\r\n", ",\n"])
def test_keys_may_stand_in_a_line_or_in_a_file(separator: str) -> None:
    assert list(parse_keyring(f"new:{ENCODED}{separator}old:{OTHER_ENCODED}\n").keys) == ["new", "old"]


@given(secret=st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_every_key_of_the_right_length_is_read(secret: bytes) -> None:
    assert parse_keyring(f"k1:{base64.b64encode(secret).decode()}").primary.secret == secret


def test_sealing_and_digests_use_different_keys() -> None:
    key = parse_keyring(f"k1:{ENCODED}").primary
    assert len(key.digest_key) == KEY_BYTES
    assert key.digest_key != SECRET


FAULTS = {
    "nothing": ("", "no encryption key is configured"),
    "only separators": (" , \n", "no encryption key is configured"),
    "no id": (ENCODED, "encryption key number 1 is not of the form id:base64"),
    "an empty id": (f":{ENCODED}", "encryption key number 1 is not of the form id:base64"),
    "an id in capitals": (f"Main:{ENCODED}", "encryption key number 1 is not of the form id:base64"),
    "an id of 17 characters": (f"{'k' * 17}:{ENCODED}", "encryption key number 1 is not of the form id:base64"),
    "no key": ("k1:", "encryption key number 1 is not of the form id:base64"),
    "a second entry without id": (
        f"k1:{ENCODED},{OTHER_ENCODED}",
        "encryption key number 2 is not of the form id:base64",
    ),
    "a character that is not base64": (f"k1:{ENCODED[:-2]}!=", "encryption key 'k1' is not valid base64"),
    "a character that is not base64 between others": (
        f"k1:{ENCODED[:10]}!{ENCODED[10:]}",
        "encryption key 'k1' is not valid base64",
    ),
    "the alphabet of addresses": (f"k1:{ENCODED[:8]}-_-_{ENCODED[12:]}", "encryption key 'k1' is not valid base64"),
    "a long key": (f"k1:{base64.b64encode(SECRET + b'!').decode()}", "encryption key 'k1' has 33 bytes instead of 32"),
    "a character that is not ASCII": (f"k1:{ENCODED[:-2]}é=", "encryption key 'k1' is not valid base64"),
    "no padding": (f"k1:{ENCODED.rstrip('=')}", "encryption key 'k1' is not valid base64"),
    "a short key": (f"k1:{base64.b64encode(SECRET[:16]).decode()}", "encryption key 'k1' has 16 bytes instead of 32"),
    "the same id twice": (f"k1:{ENCODED},k1:{OTHER_ENCODED}", "two encryption keys are called 'k1'"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named(text: str, message: str) -> None:
    with pytest.raises(KeyringError) as raised:
        parse_keyring(text)
    assert str(raised.value) == message


@pytest.mark.parametrize("text", [text for text, _ in FAULTS.values() if len(text) > 20])
def test_a_fault_never_shows_the_key(text: str) -> None:
    with pytest.raises(KeyringError) as raised:
        parse_keyring(text)
    shown = f"{raised.value!r} {raised.value.__cause__!r}"
    assert not any(part in shown for part in (ENCODED[:16], ENCODED[8:24], OTHER_ENCODED[:16]))


def test_a_keyring_shown_by_accident_does_not_show_its_keys() -> None:
    shown = repr(parse_keyring(f"k1:{ENCODED}"))
    assert "k1" in shown
    assert SECRET.decode() not in shown
    assert ENCODED not in shown
