"""Errors say what they mean by themselves, and name at most as many faults as anyone reads."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import resona
from resona.errors import MAX_NAMED_FAULTS, Fault, InvalidInputError, ResonaError


def every_error(kind: type[ResonaError] = ResonaError) -> set[type[ResonaError]]:
    below = set(kind.__subclasses__())
    return below.union(*(every_error(each) for each in below)) if below else below


class TeapotError(ResonaError):
    """This is a teapot."""

    status = 418


@pytest.mark.parametrize(("error", "words"), [(TeapotError(), "This is a teapot."), (TeapotError("Hot."), "Hot.")])
def test_an_error_says_what_it_means_unless_more_is_known(error: ResonaError, words: str) -> None:
    assert str(error) == words


@pytest.mark.parametrize(
    ("count", "named", "words"), [(1, 1, "1 fault"), (100, 100, "100 faults"), (250, MAX_NAMED_FAULTS, "250 faults")]
)
def test_all_faults_are_counted_and_a_hundred_are_named(count: int, named: int, words: str) -> None:
    error = InvalidInputError([Fault(pointer=f"/{number}", detail="is wrong") for number in range(count)])

    assert (len(error.faults), error.fault_count, str(error)) == (named, count, words)
    assert error.faults[0].pointer == "/0"


def test_every_error_has_words_for_who_meets_it_and_a_status_of_http() -> None:
    for module in walk_packages([str(Path(resona.__file__).parent)], "resona."):
        if module.name.endswith((".services", ".keys", ".teams", ".bodies", ".encryption", ".children", ".serving")):
            import_module(module.name)
    errors = every_error()

    assert len(errors) > 10
    for error in errors:
        assert (error.__doc__ or "").strip().endswith("."), error
        assert 400 <= error.status < 600, error
