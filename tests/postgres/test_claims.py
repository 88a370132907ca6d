"""Claims of transactions: made where a block begins, beside those around it, and gone with what made them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction

from resona.postgres.claims import claiming, claims_now


def told(name: str) -> str:
    """What the database was told, in a block of its own; empty where nothing was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        (value,) = cursor.fetchone()
    return str(value)


def test_outside_of_any_block_nothing_is_claimed() -> None:
    assert claims_now() == {}


def test_an_inner_block_adds_to_the_outer_one_and_changes_it_for_itself_only() -> None:
    with claiming({"resona.one": "a", "resona.two": "a"}):
        with claiming({"resona.two": "b", "resona.three": "b"}):
            assert claims_now() == {"resona.one": "a", "resona.two": "b", "resona.three": "b"}
        assert claims_now() == {"resona.one": "a", "resona.two": "a"}
    assert claims_now() == {}


def test_a_block_that_fails_claims_nothing_any_more() -> None:
    with pytest.raises(ZeroDivisionError), claiming({"resona.one": "a"}):
        raise ZeroDivisionError
    assert claims_now() == {}


def test_what_is_found_out_later_is_asked_for_by_each_transaction() -> None:
    answers = iter("abc")
    with claiming({"resona.one": lambda: next(answers)}):
        assert [claims_now()["resona.one"] for _ in range(3)] == ["a", "b", "c"]


def test_the_database_is_told_and_told_no_longer(db: None) -> None:
    with claiming({"resona.one": "a"}):
        with claiming({"resona.two": "b"}):
            assert (told("resona.one"), told("resona.two")) == ("a", "b")
        assert (told("resona.one"), told("resona.two")) == ("a", "")
    assert (told("resona.one"), told("resona.two")) == ("", "")


def test_what_was_taken_back_with_a_block_is_claimed_again_by_the_next(db: None) -> None:
    with claiming({"resona.one": "a"}):
        with suppress(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert told("resona.one") == "a"


def test_a_claim_holds_whatever_stands_in_it(db: None) -> None:
    for value in ("it's", "größe 🙂", "'; DROP TABLE users; --", ""):
        with claiming({"resona.one": value}):
            assert told("resona.one") == value
