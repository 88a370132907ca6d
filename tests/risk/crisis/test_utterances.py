"""Messages that go on where the last one stopped are read as one text; what is found leads back to each of them."""

import pytest

from risk.language import read_crisis_language


def spans(*texts: str) -> list[tuple[int, str]]:
    found = read_crisis_language(texts)
    return [(one.message_index, texts[one.message_index][one.start : one.end]) for one in found.matches]


def test_a_wish_cut_in_two_is_read_and_leads_back_to_both_messages() -> None:
    assert spans("so tired", "I want to", "kill myself ok") == [(1, "want to"), (2, "kill myself"), (2, "kill myself")]


def test_a_closed_or_long_message_is_not_read_on() -> None:
    assert read_crisis_language(["I know what I want to.", "die young they say"]).severity == 0
    assert read_crisis_language(["x " * 80 + "I want to", "die"]).severity == 0


def test_an_answer_between_two_messages_parts_them() -> None:
    assert read_crisis_language(["I want to", "die"], ["", "What do you want to do?"]).severity == 0


@pytest.mark.parametrize("cut", range(1, 5))
def test_wherever_it_is_cut_it_is_as_severe(cut: int) -> None:
    words = "i want to kill myself".split()
    assert read_crisis_language([" ".join(words[:cut]), " ".join(words[cut:])]).severity >= 3
