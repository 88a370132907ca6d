"""What was done about a privacy request, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from resona.compliance.request_wording import receipt_in_words


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        ({}, ""),
        (
            {"rows": {"messages": 1200, "users": 4}, "columns_searched": 31},
            "1,204 rows of 2 tables removed, 31 columns searched",
        ),
        ({"files": 1, "bytes": 20480, "unreadable": 0}, "1 file, 20,480 bytes, 0 values could not be opened"),
        ({"because": "legal_hold"}, "refused: a legal hold stands"),
        ({"because": "incomplete", "left": ["notes.content"]}, "nothing was erased, still found in notes.content"),
        ({"because": "erased"}, "the person was erased meanwhile"),
        ({"because": "something new", "of_it": 3}, "something new, of it: 3"),
    ],
)
def test_a_receipt_is_told_in_words(receipt: Mapping[str, object], words: str) -> None:
    assert receipt_in_words(receipt) == words
