"""Codes that change with time, against the examples of RFC 6238, and around the edges of a step."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.sign_in.totp import code_at, describe_secret, find_step, is_code, provisioning_uri

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at_seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(at_seconds: int, code: str) -> None:
    assert code_at(SECRET, at_seconds) == code  # appendix B, the last six of eight digits


@pytest.mark.parametrize(("drift", "is_taken"), [(-31, False), (-30, True), (0, True), (59, True), (60, False)])
def test_a_clock_may_be_one_step_off_either_way(drift: int, is_taken: bool) -> None:
    now = 1_234_567_890  # the beginning of a step
    assert (find_step(SECRET, code_at(SECRET, now + drift), now) is not None) is is_taken


@given(st.integers(0, 2**35), st.integers(-1, 1))
def test_a_code_is_of_the_step_it_was_made_in(at_seconds: int, steps: int) -> None:
    made_at = max(0, at_seconds + 30 * steps)
    found = find_step(SECRET, code_at(SECRET, made_at), at_seconds + 30)
    now = at_seconds // 30 + 1
    # Two steps may bear the same code by chance: then the later one counts.
    assert found is None or made_at // 30 <= found <= now + 1


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", " 12345", "-12345"])
def test_what_is_not_six_digits_is_no_code(text: str) -> None:
    assert not is_code(text)
    assert find_step(SECRET, text, 59) is None


def test_the_secret_is_told_in_letters_that_can_be_typed() -> None:
    told = describe_secret(SECRET)

    assert base64.b32decode(told.replace(" ", "")) == SECRET
    assert {len(group) for group in told.split()} == {4}


def test_the_address_for_apps_names_account_issuer_and_secret() -> None:
    uri = urlsplit(provisioning_uri(SECRET, "otieno@clinic.example"))
    query = parse_qs(uri.query)

    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert "otieno" in uri.path
    assert (query["issuer"], query["digits"], query["period"]) == (["Resona"], ["6"], ["30"])
    assert base64.b32decode(query["secret"][0]) == SECRET
