"""Texts given with a decision: trimmed, and refused by name where they are unfit."""

from __future__ import annotations

import pytest

from resona.errors import InvalidInputError
from resona.given_text import read_text, require_text


@pytest.mark.parametrize(
    ("given", "text"), [("  New work. \n", "New work."), ("x" * 5, "x" * 5), (f" {'x' * 5} ", "xxxxx")]
)
def test_a_text_comes_without_the_space_around_it(given: str, text: str) -> None:
    assert require_text(given, field="reason", limit=max(len(text), 5)) == text


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        ("", "must not be empty"),
        (" \t\n", "must not be empty"),
        ("\u200b\ufeff\u2060" * 9, "must not be empty"),  # of zero width
        ("\u2800\u3164", "must not be empty"),  # an empty Braille cell, a filler of Hangul
        ("x" * 6, "must have at most 5 characters"),
        ("a\0b", "contains a NUL character"),
        (" ab ", "must have at least 3 characters"),
    ],
)
def test_an_unfit_text_is_refused_by_the_name_of_its_member(given: str, detail: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        require_text(given, field="reason", limit=5, least=3)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.detail) == ("/reason", detail)


def test_a_text_that_may_be_left_out_may_be_empty() -> None:
    assert read_text("  ", field="note", limit=5) == ""


@pytest.mark.parametrize(
    ("given", "least", "is_fit"),
    [("x" * 5, 1, True), (f"  {'x' * 5}  ", 1, True), ("x" * 6, 1, False), ("abc", 3, True), ("é" * 5, 5, True)],
)
def test_limits_are_of_characters_without_the_space_around(given: str, least: int, is_fit: bool) -> None:
    if is_fit:
        assert require_text(given, field="reason", limit=5, least=least) == given.strip()
    else:
        with pytest.raises(InvalidInputError, match="1 fault"):
            require_text(given, field="reason", limit=5, least=least)


@pytest.mark.parametrize("given", ["\0", "a\0", "\0a"])
def test_no_text_holds_what_no_column_can(given: str) -> None:
    with pytest.raises(InvalidInputError):
        read_text(given, field="note", limit=5)
