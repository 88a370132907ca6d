"""The hand-made list of Swahili and Sheng feeling words."""

import pytest

from risk.stated_emotion.swahili_words import valence_of_swahili


@pytest.mark.parametrize(
    "word", ["nimefurahi", "kufurahisha", "ninapenda", "asante", "vizuri", "amani", "tulifanikiwa"]
)
def test_good_words_are_above_zero(word: str) -> None:
    assert valence_of_swahili(word) > 0


@pytest.mark.parametrize("word", ["huzuni", "anateseka", "wasiwasi", "msongo", "nalia", "vibaya", "stress", "upweke"])
def test_bad_words_are_below_zero(word: str) -> None:
    assert valence_of_swahili(word) < 0


@pytest.mark.parametrize(
    ("plain", "negated"), [("ninapenda", "sipendi"), ("wanapenda", "hawapendi"), ("nilifurahi", "sikufurahi")]
)
def test_a_negated_verb_says_the_opposite_less_strongly(plain: str, negated: str) -> None:
    assert valence_of_swahili(negated) == pytest.approx(-0.74 * valence_of_swahili(plain))


@pytest.mark.parametrize("word", ["meza", "kitabu", "thamani", "imani", "napendekeza", "kumiliki", "the", "sawa"])
def test_other_words_have_none(word: str) -> None:
    assert valence_of_swahili(word) == 0.0
