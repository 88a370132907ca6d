"""Denials in many words, wishes that have passed and plans for calling for help do not count; their look-alikes do."""

import pytest

from risk.language import read_crisis_language


@pytest.mark.parametrize(
    "said",
    [
        "nothing about this makes me want to die",
        "nothing about me wants to be dead",
        "not once this year did I want to die",
        "there is zero chance of me cutting myself",
        "killing myself has never been on the table",
        "I no longer want to die",
        "the wish to be dead has passed",
        "my friend says to call her if I feel like killing myself",
        "if I ever want to die I will phone my doctor",
        "I wanted to die but the feeling has passed",
        "I want to die my hair blue",
    ],
)
def test_what_the_words_around_it_lift_does_not_count(said: str) -> None:
    assert read_crisis_language([said]).severity <= 1


@pytest.mark.parametrize(
    "said",
    [
        "nothing helps and I want to die",
        "no part of me is well but I want to die",
        "if you call anyone I will kill myself",
        "the urge had passed but now I want to die again",
        "I have never been so sure that I want to die",
        "I want to die, I will not call anyone",
        "I want to die, my marriage is over",
        "I want to die, the job is gone",
        "I want to die and my kids are gone",
        "I want to die, everyone has left",
        "I want to die, it's over",
        "I want to die, he has left me",
        "nataka kujiua, pesa zimekwisha",
    ],
)
def test_what_only_looks_like_it_counts(said: str) -> None:
    assert read_crisis_language([said]).severity >= 3


def test_a_life_that_is_over_lifts_no_swahili_wish_of_today() -> None:
    severities = [
        read_crisis_language([f"nataka kufa, {after}"]).severity for after in ("maisha yameisha", "kazi imeisha")
    ]
    assert severities == [2, 2]


def test_a_direct_wish_of_today_is_graver_than_an_indirect_or_a_past_one() -> None:
    severities = [read_crisis_language([said]).severity for said in ("I want to die", "I hope I never wake up")]
    assert severities == [3, 2]
    assert read_crisis_language(["I used to want to die"]).severity == 2
