"""Whom a note mentions: a table with worked rows."""

from __future__ import annotations

import pytest

from resona.care.mentions import mentioned_in

NAMES = {1: "Juma Otieno", 2: "Juma Otieno Hassan", 3: "Dr Ann Lee", 4: "", 5: "Ann Lee", 6: "ann  lee"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nobody is named.", set()),
        ("@Juma Otieno please", {1}),
        ("@juma otieno, @DR ANN LEE.", {1, 3}),
        ("@Juma Otieno Hassan", {2}),  # the longer name
        ("@Juma Otienos", set()),  # another word
        ("juma@Juma Otieno", set()),  # an address
        ("@Ann Lee", {5, 6}),  # two of one name
        ("@", set()),
        ("(@Juma Otieno)", {1}),
    ],
)
def test_a_name_after_an_at_sign_is_a_mention(text: str, found: set[int]) -> None:
    assert mentioned_in(text, NAMES) == found
