"""Plain statements about oneself, in English and Swahili, negated or not."""

import pytest

from risk.stated import assess_stated_emotion
from risk.stated_emotion.claims import find_claims

WELL = ["I'm fine", "im fine", "I am doing really well", "I’m okay", "i feel better", "niko sawa", "Nipo salama"]
WELL += ["najisikia vizuri", "nina furaha", "nimefurahi", "nina amani", "naendelea vizuri"]
UNWELL = ["I'm not fine", "i am not doing well", "I feel terrible", "im so lonely", "i dont feel good", "I'm not okay"]
UNWELL += [
    "siko sawa",
    "sijisikii vizuri",
    "nina huzuni",
    "nina wasiwasi",
    "sina furaha",
    "naumia",
    "nateseka",
    "naogopa",
]


@pytest.mark.parametrize("said", WELL)
def test_who_says_they_are_well_states_it(said: str) -> None:
    found = assess_stated_emotion([said], "sw")
    assert (found.label, [one.kind for one in found.evidence]) == ("positive", ["claim"])
    assert found.confidence == pytest.approx(0.75)
    assert found.valence == pytest.approx(0.7)


@pytest.mark.parametrize("said", UNWELL)
def test_who_says_they_are_not_well_states_that(said: str) -> None:
    found = assess_stated_emotion([said], "en")
    assert found.label == "negative"
    assert found.valence == pytest.approx(-0.7)


@pytest.mark.parametrize(
    "said", ["I'm good at cooking", "I'm happy that you came", "he is fine", "yuko sawa", "nina furaha ya kukujulisha"]
)
def test_what_is_no_statement_about_oneself_is_no_claim(said: str) -> None:
    assert list(find_claims(said)) == []


def test_the_longer_the_message_the_less_a_claim_says_of_all_of_it() -> None:
    bad = "but everything at home is horrible and they hate me and i cry and it hurts"
    assert (
        assess_stated_emotion([f"I'm fine {bad}"], "en").valence
        < assess_stated_emotion(["I'm fine"], "en").valence - 0.3
    )


def test_claims_that_differ_cancel() -> None:
    assert assess_stated_emotion(["i am happy i am sad"], "en").valence == pytest.approx(0.0)


def test_the_place_is_that_of_the_text() -> None:
    said = "Well,  I’m   not okay."
    (claim,) = find_claims(said)
    assert said[claim.start : claim.end] == "I’m   not okay"
    assert not claim.is_positive
