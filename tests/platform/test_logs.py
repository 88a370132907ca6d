"""Lines of the log tell what went wrong and where, and quote nothing."""

from __future__ import annotations

import logging
import sys
from itertools import islice

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from resona import logs
from resona.accounts.models import User
from resona.logs import ContentFreeFormatter, describe, describe_chain
from tests.conftest import Cast

SECRET = "Amina Odhiambo"


@pytest.fixture(autouse=True)
def _outside_of_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "asked_now", lambda: None)


def line_of(record: logging.LogRecord) -> str:
    return ContentFreeFormatter("%(levelname)s %(message)s").format(record)


def logged(message: str = "it failed") -> str:
    """What is written of the error that is being handled."""
    return line_of(logging.LogRecord("resona", logging.ERROR, __file__, 1, message, None, sys.exc_info()))


def test_an_error_is_named_by_kind_and_place_and_so_is_what_it_came_of() -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        head, first, second = logged().split("\n")
    assert head == "ERROR it failed"
    assert first.startswith("builtins.RuntimeError at ")
    assert second.startswith("builtins.ValueError at ")
    assert f"{__file__}:" in second
    assert SECRET not in first + second


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE users SET email = %s", "23505"),
        ("INSERT INTO interface_texts (id, text) VALUES (gen_random_uuid(), %s)", "23502"),
        ("SELECT %s::uuid", "22P02"),
    ],
)
def test_an_error_of_the_database_is_named_without_the_row(cast: Cast, statement: str, named: str) -> None:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, [SECRET])
        except DatabaseError:
            said = str(sys.exc_info()[1])
            written = logged()
    assert SECRET in said  # or there would be nothing to keep out
    assert f"[{named}" in written
    assert SECRET not in written


def test_the_constraint_that_was_hurt_is_named(cast: Cast) -> None:
    try:
        with transaction.atomic():
            User.objects.update(email=SECRET)
    except IntegrityError:
        written = logged()
    assert "table=users" in written
    assert "constraint=" in written


def test_a_line_without_an_error_is_as_it_was() -> None:
    assert line_of(logging.LogRecord("resona", logging.INFO, __file__, 1, "of %s", ("it",), None)) == "INFO of it"


def raised(kind: type[Exception] = ValueError) -> Exception:
    try:
        raise kind(SECRET)
    except kind as error:
        return error


def test_what_an_error_took_the_place_of_is_told_unless_it_was_put_aside() -> None:
    within, aside = raised(KeyError), raised(KeyError)
    within.__context__ = aside.__context__ = raised()
    aside.__suppress_context__ = True

    assert [line.split(" at ")[0] for line in describe_chain(within)] == ["builtins.KeyError", "builtins.ValueError"]
    assert [line.split(" at ")[0] for line in describe_chain(aside)] == ["builtins.KeyError"]


def test_errors_that_came_of_one_another_are_told_once_each() -> None:
    first, second = raised(ValueError), raised(TypeError)
    first.__cause__, second.__cause__ = second, first

    assert len(list(islice(describe_chain(first), 9))) == 2


def test_the_place_where_it_was_raised_stands_first() -> None:
    def inner() -> None:
        raise ValueError(SECRET)

    with pytest.raises(ValueError, match=SECRET) as caught:
        inner()
    line = describe(caught.value)

    assert line.index(" inner") < line.index(" test_the_place_where_it_was_raised_stands_first")
    assert SECRET not in line


def test_an_error_that_is_logged_outside_of_any_is_a_line_without_one() -> None:
    record = logging.LogRecord("resona", logging.ERROR, __file__, 1, "it failed", None, (None, None, None))
    assert line_of(record).startswith("ERROR it failed")
