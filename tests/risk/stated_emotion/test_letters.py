"""Lower case in place: what a pattern that ignores case would find, at the same places."""

import re
import string
import sys

from hypothesis import given
from hypothesis import strategies as st

from risk.stated_emotion.letters import in_lower_case

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))


def test_each_letter_stands_for_what_a_pattern_that_ignores_case_takes_for_it() -> None:
    lowered = in_lower_case(EVERY_CHARACTER)
    for letter in string.ascii_lowercase:
        taken_for_it = [EVERY_CHARACTER[found.start()] for found in re.finditer(letter, lowered)]
        assert taken_for_it == re.findall(letter, EVERY_CHARACTER, re.IGNORECASE), letter


@given(st.text(max_size=40))
def test_every_character_stays_where_it_was(text: str) -> None:
    assert len(in_lower_case(text)) == len(text)
    assert [one.isalnum() for one in in_lower_case(text)] == [one.isalnum() for one in text]
