"""Numbers of things, in words."""

from __future__ import annotations

import pytest

from resona.site.counts import count_of


@pytest.mark.parametrize(
    ("number", "names", "words"),
    [
        (1, ("person", "people"), "1 person"),
        (0, ("person", "people"), "0 people"),
        (2, ("person", "people"), "2 people"),
        (1, ("session",), "1 session"),
        (1204, ("session",), "1,204 sessions"),
    ],
)
def test_one_is_one_and_all_others_are_many(number: int, names: tuple[str, ...], words: str) -> None:
    assert count_of(number, *names) == words
