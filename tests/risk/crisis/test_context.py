"""What denies an expression or leaves it another's words, and what only seems to."""

import pytest

from risk.language import CrisisLanguage, read_crisis_language


def read(said: str) -> CrisisLanguage:
    return read_crisis_language([said])


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("i have not stopped wanting to die", 2),
        ("i never stopped wanting to die", 2),
        ("i have not once stopped wanting to die", 2),
        ("i can't not kill myself", 3),
        ("i cannot go on without killing myself", 3),
        ("i can not promise i will not kill myself", 3),
        ("i do not know how not to kill myself", 3),
        ("i can't promise that i won't hurt myself", 5),
        ("i never stopped cutting", 5),
        ("siwezi kuendelea bila kujiua", 3),
        ("sio kwamba sitaki kujiua", 3),
    ],
)
def test_a_denial_of_the_end_or_of_a_denial_denies_nothing(said: str, severity: int) -> None:
    found = read(said)
    assert found.present_severity >= severity
    assert not any(match.negated for match in found.matches)


@pytest.mark.parametrize(
    "said",
    [
        "no i will not kill myself",
        "i am not sad and i will not kill myself",
        "i am not lying i will not kill myself",
        "sitaki kuishi bila yeye lakini sitaki kujiua",
        "sitaki sitaki kujiua",
    ],
)
def test_two_denials_side_by_side_still_deny(said: str) -> None:
    assert read(said).severity == 2


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("she said i should kill myself and i will", 3),
        ("he told me to kill myself so i am going to do it tonight", 3),
        ("she said i should kill myself and i will never forgive her", 0),
        ("she said i should kill myself and i will not", 0),
    ],
)
def test_what_another_said_counts_once_the_speaker_takes_it_up(said: str, severity: int) -> None:
    assert read(said).present_severity >= severity if severity else read(said).severity == 0
