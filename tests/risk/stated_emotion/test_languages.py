"""The share of Swahili and of English in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.stated_emotion.languages import keep_language, tell_languages
from risk.stated_emotion.values import Language
from risk.stated_emotion.words import read_words


@pytest.mark.parametrize("assumed", ["en", "sw", None])
@pytest.mark.parametrize(
    ("text", "swahili"),
    [
        ("i have been thinking about it all day and i am tired", 0.0),
        ("yesterday was horrible", 0.0),
        ("leo nimeamka mapema sana na nikaenda kazini", 1.0),
        ("tulikuwa tunacheza mpira na rafiki zangu", 1.0),
        ("sipendi kukaa nyumbani", 1.0),
    ],
)
def test_a_text_of_one_language_is_of_it_whatever_is_assumed(
    text: str, swahili: float, assumed: Language | None
) -> None:
    found = tell_languages(read_words(text), assumed)
    assert found is not None
    assert found.swahili == swahili
    assert found.english == 1.0 - swahili


def test_shares_by_hand() -> None:
    # Swahili: leo, nimechoka, sana; English: but, i, am, still, here.
    found = tell_languages(read_words("leo nimechoka sana but i am still here"), None)
    assert found is not None
    assert found.swahili == pytest.approx(3 / 8)
    assert found.english == pytest.approx(5 / 8)


@pytest.mark.parametrize("text", ["je suis très triste", "ich bin heute traurig", "1 2 3", "Kowalski", "", "?!"])
def test_neither_language_is_none(text: str) -> None:
    assert tell_languages(read_words(text), "en") is None


@pytest.mark.parametrize(
    ("text", "swahili"), [("Nooooo!!", 0.0), ("Sooo!", 0.0), ("Aww.", 0.0), ("sanaaaa", 1.0), ("Kowalskiii", None)]
)
def test_drawn_out_words_are_those_they_stand_for(text: str, swahili: float | None) -> None:
    found = tell_languages(read_words(text), None)
    assert (found and found.swahili) == swahili


def test_unknown_words_follow_the_assumed_language() -> None:
    words = read_words("Wanjiru Odhiambo said na Otieno Kiptoo")
    english, swahili = tell_languages(words, "en"), tell_languages(words, "sw")
    assert english is not None
    assert swahili is not None
    assert english.english > swahili.english


def test_the_other_languages_words_are_blanked_in_place() -> None:
    text = "leo i am sad sana, Kiptoo"
    words = read_words(text)
    languages = tell_languages(words, None)
    assert languages is not None
    assert keep_language(text, words, languages, "en") == "    i am sad     , Kiptoo"
    assert keep_language(text, words, languages, "sw") == "leo          sana, Kiptoo"


@given(st.text(max_size=60), st.sampled_from(["en", "sw", None]))
def test_shares_sum_to_one_and_blanking_keeps_the_length(text: str, assumed: Language | None) -> None:
    words = read_words(text)
    found = tell_languages(words, assumed)
    if found is not None:
        assert found.english + found.swahili == pytest.approx(1.0)
        assert len(keep_language(text, words, found, "en")) == len(text)
