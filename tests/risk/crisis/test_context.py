"""What denies an expression or leaves it another's words, and what only seems to."""

import pytest

from risk.crisis.matches import CrisisLanguage
from risk.language import read_crisis_language


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
        ("siwezi kutojiua", 3),
        ("sitaki kutojinyonga", 3),
        ("sijaacha kutaka kufa", 2),
        ("bado sijakoma kutamani kufa", 2),
        ("sijaacha kufikiria kujiua", 3),
        ("sijaacha kujikata", 5),
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
        ("they said kill yourself so i will", 3),
        ("alisema kill yourself and i will", 3),
        ("aliniambia nijiue na nitafanya hivyo", 3),
        ("Aliniambia nijiue. Nitafanya.", 3),
        ("aliniambia nijiue na nitafanya kazi", 0),
        ("She said I should kill myself. And I will.", 3),
        ("he told me to hang myself. I will! do not look for me", 3),
        ("they said kill yourself so i will report them", 0),
        ("They said kill yourself. I will not.", 0),
        ("She said I should kill myself. And I will. Never forgive her that is", 3),
        ("She said I should kill myself. I will never forgive her.", 0),
        ("she said i should kill myself and i will never forgive her", 0),
        ("she said i should kill myself and i will not", 0),
    ],
)
def test_what_another_said_counts_once_the_speaker_takes_it_up(said: str, severity: int) -> None:
    assert read(said).present_severity >= severity if severity else read(said).severity == 0


@pytest.mark.parametrize("said", ["natamani kutojiua", "nitajaribu kutojiua", "niliamua kutojinyonga"])
def test_who_means_not_to_denies_an_act_and_names_it(said: str) -> None:
    found = read(said)
    assert found.severity == 2
    assert all(match.negated for match in found.matches)


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("nimeshakunywa dawa", 4),
        ("nshakunywa vidonge", 4),
        ("nimekwisha meza dawa", 4),
        ("nimeshakunywa dawa ya malaria", 0),
        ("nimekunywa dawa", 0),
    ],
)
def test_medicine_taken_already_is_asked_about_however_it_is_taken(said: str, severity: int) -> None:
    assert read(said).severity == severity


@pytest.mark.parametrize(
    "said",
    [
        "i drank poison in the game",
        "i shot myself in that video game",
        "i jumped off the bridge in the movie",
        "i hanged myself in minecraft",
        "nilikunywa sumu kwenye game",
        "nilijiua kwenye mchezo",
    ],
)
def test_what_is_done_in_a_game_is_kept_as_a_mention(said: str) -> None:
    found = read(said)
    assert found.severity == 0
    assert all(match.idiom for match in found.matches)


@pytest.mark.parametrize(
    "said",
    [
        "i drank poison after the game",
        "i drank poison while he was in the game",
        "i took all my pills because we lost in the game",
        "i hung myself in the game room",
        "i shot myself in the game reserve",
        "i overdosed in our film class",
        "i want to die in the game of life",
        "nilikunywa sumu baada ya mchezo",
        "nimekunywa sumu lakini yuko kwenye mchezo",
    ],
)
def test_a_game_elsewhere_in_the_sentence_takes_nothing_away(said: str) -> None:
    assert read(said).severity >= 2


def test_who_takes_up_another_persons_wish_still_tells_of_that_person() -> None:
    found = read("My sister said she wants to die. And I will too.")
    assert found.present_severity >= 2
    assert found.worry_about_other
