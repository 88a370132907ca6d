"""Codes that people type."""

from __future__ import annotations

import math

import pytest

from resona.sign_in.short_codes import ALPHABET, CHARACTERS, code_uri, in_halves, is_code, new_code


def test_codes_are_of_letters_that_nobody_takes_for_one_another() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert int(CHARACTERS * math.log2(len(ALPHABET))) == 39
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_code(code) for code in codes)


@pytest.mark.parametrize("text", ["", "2345678", "234567890", "2345678O", "2345678a", "2345 678"])
def test_what_is_no_code_is_not_looked_for(text: str) -> None:
    assert not is_code(text)


def test_a_code_is_shown_in_halves_and_scanned_with_its_address() -> None:
    assert in_halves("ABCDEFGH") == "ABCD-EFGH"
    assert code_uri("ABCDEFGH", at="https://clinic.example/api/") == (
        "resona-enrolment:ABCDEFGH?at=https%3A%2F%2Fclinic.example%2Fapi%2F"
    )
