"""Answers to questions about crisis: a yes says what was asked, a no is shown and has no level."""

import pytest

from risk.language import read_crisis_language


@pytest.mark.parametrize(
    ("question", "answer", "severity"),
    [
        ("Have you had thoughts of killing yourself?", "Yes, most days", 3),
        ("Do you hurt yourself?", "sometimes", 5),
        ("Have you made a plan?", "yeah", 5),
        ("Do you want to be alive?", "honestly, no", 3),
        ("Umewahi kujaribu kujiua?", "ndiyo", 3),
        ("Have you had thoughts of killing yourself?", "No, never", 0),
        ("Do you want to be alive?", "Yes, of course", 0),
        ("Have you made any plans to end it?", "yeah", 5),
        ("Do you want to live?", "no", 3),
        ("How are you today?", "yes, every day", 0),
        ("Do you have any plans for the weekend, or goals?", "Yes, I do", 0),
        ("Have you made any plans?", "yes, with my sister", 0),
        ("Do you want to live with your mother?", "no", 0),
        ("You can call this number if you think of suicide.", "yes", 0),
    ],
)
def test_an_answer_says_what_was_asked(question: str, answer: str, severity: int) -> None:
    found = read_crisis_language([answer], [question])
    assert found.severity >= severity if severity else found.severity == 0


def test_a_denial_is_shown_and_has_no_level() -> None:
    found = read_crisis_language(["No, not at all."], ["Are you thinking of suicide?"])
    (match,) = found.matches
    assert (match.negated, match.counts, match.start, found.severity) == (True, False, 0, 0)


@pytest.mark.parametrize(
    ("said", "flagged"),
    [
        ("My sister asked if I think about suicide and I said no", False),
        ("She asked whether I want to kill myself. I told her no.", False),
        ("The form asked do you want to die, and I put yes", True),
        ("He asked if I think of killing myself and I told him I do", True),
    ],
)
def test_a_question_told_of_counts_by_its_answer(said: str, flagged: bool) -> None:
    assert (read_crisis_language([said]).severity >= 2) == flagged
