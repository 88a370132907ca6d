"""Stated emotion: hand-worked probabilities, honest gaps, properties, and what the numbers are worth on real talk."""

import csv
import math
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.policy import POLICY
from risk.stated import LEAST_CONFIDENCE, StatedEmotion, assess_stated_emotion

# VADER's compound scores: great .6249, awful -.4588, fine .2023.
GREAT = {"positive": 0.511810, "neutral": 0.313538, "negative": 0.174652}
SAID = ("great", "i am happy", "awful day", "i hate this", "fine", "it was a sad good day", "the market", "DON'T", "🙂")


def read(*texts: str, language: str = "en") -> StatedEmotion:
    return assess_stated_emotion(texts, language)


class TestProbabilities:
    def test_one_message_by_hand(self) -> None:
        # P+ = s((.6249 - .588) / .781) = s(.047247); P- = s((-.6249 - .588) / .781) = s(-1.553009).
        found = read("great")
        assert found.label == "positive"
        assert found.confidence == pytest.approx(GREAT["positive"], abs=1e-6)
        assert found.valence == pytest.approx(GREAT["positive"] - GREAT["negative"], abs=2e-6)

    def test_two_that_agree_are_surer_by_hand(self) -> None:
        # Each probability to the power of the square root of 2, made to sum to 1: .387808, .193932, .084775.
        assert read("great", "great").confidence == pytest.approx(0.581844, abs=1e-5)

    def test_longer_messages_weigh_more(self) -> None:
        long, short = "all of this is great for all of us", "awful"
        assert read(long, short).valence > read("great", short).valence

    def test_contradiction_is_uncertain(self) -> None:
        found = read("great", "great", "terrible", "terrible")
        assert (found.label, found.gap) == (None, "words_uncertain")
        assert abs(found.valence) < 0.2

    def test_messages_that_say_nothing_change_nothing(self) -> None:
        assert read("great", "the market", "  ") == read("great")

    @pytest.mark.parametrize(
        ("weaker", "stronger"), [("awful", "fine"), ("fine", "great"), ("great", "great, wonderful, lovely")]
    )
    def test_valence_rises_with_the_score(self, weaker: str, stronger: str) -> None:
        assert read(weaker).valence < read(stronger).valence

    def test_good_and_bad_are_mirror_images(self) -> None:
        # In VADER's lexicon "happy" has 2.7 and "anger" -2.7.
        good, bad = read("happy"), read("anger")
        assert good.valence == pytest.approx(-bad.valence)
        assert good.confidence == pytest.approx(bad.confidence)

    def test_typographic_apostrophes_negate_too(self) -> None:
        assert read("I don’t like it") == read("I don't like it")

    @pytest.mark.parametrize(
        ("said", "label"),
        [
            ("I am so happy today, everything is great", "positive"),
            ("I feel terrible and hopeless", "negative"),
            ("I’m not happy, I don’t like it and it was an awful day", "negative"),
            ("i dont love it it was horrible", "negative"),
        ],
    )
    def test_plain_statements(self, said: str, label: str) -> None:
        assert read(said).label == label


class TestGaps:
    @pytest.mark.parametrize("texts", [(), ("",), (" ", "\n\t")])
    @pytest.mark.parametrize("language", ["en", "sw", "fr"])
    def test_nothing_said_is_missing(self, texts: tuple[str, ...], language: str) -> None:
        found = assess_stated_emotion(texts, language)
        assert (found.label, found.valence, found.confidence, found.gap) == (None, 0.0, 0.0, "words_missing")

    @pytest.mark.parametrize("said", ["i went to the market", "chapter nine", "?!", "123"])
    def test_unknown_words_are_uncertain_and_never_neutral(self, said: str) -> None:
        found = read(said)
        assert (found.label, found.confidence, found.gap) == (None, 0.0, "words_uncertain")

    @pytest.mark.parametrize("language", ["sw", "sw-KE", "SW_ke", "sheng", "swh"])
    def test_swahili_and_sheng_are_served_but_not_read_yet(self, language: str) -> None:
        found = read("nimefurahi sana, great", language=language)
        assert (found.label, found.confidence, found.gap, found.method) == (None, 0.0, "words_uncertain", "none")

    @pytest.mark.parametrize("language", ["fr", "swe", "english", ""])
    def test_other_languages_are_unsupported(self, language: str) -> None:
        assert read("great", language=language).gap == "language_unsupported"

    @pytest.mark.parametrize("language", ["en", "en-KE", "EN_us", "eng"])
    def test_english_of_any_country_is_read(self, language: str) -> None:
        assert read("great", language=language) == read("great")

    def test_the_limit_is_that_of_dissonance(self) -> None:
        assert POLICY.dissonance.minimum_confidence == LEAST_CONFIDENCE

    def test_the_method_names_the_installed_version(self) -> None:
        assert read("great").method == f"vader-{version('vaderSentiment')}/2"


class TestProperties:
    @given(st.lists(st.one_of(st.text(max_size=80), st.sampled_from(SAID)), max_size=6))
    def test_bounded_and_consistent(self, texts: list[str]) -> None:
        found = assess_stated_emotion(texts, "en")
        assert -1.0 <= found.valence <= 1.0
        assert 0.0 <= found.confidence <= 1.0
        assert (found.label is None) == (found.gap is not None)
        assert (found.label is not None) == (found.confidence >= LEAST_CONFIDENCE)
        assert found.label != "positive" or found.valence > 0
        assert found.label != "negative" or found.valence < 0

    @given(st.permutations(SAID))
    def test_order_does_not_matter(self, texts: list[str]) -> None:
        found, reference = assess_stated_emotion(texts, "en"), assess_stated_emotion(SAID, "en")
        assert found.valence == pytest.approx(reference.valence)
        assert found.label == reference.label

    @given(st.sampled_from(["great", "i am happy", "awful day"]), st.integers(1, 8))
    def test_repeating_makes_surer(self, said: str, times: int) -> None:
        once_more = assess_stated_emotion([said] * (times + 1), "en")
        assert abs(once_more.valence) > abs(assess_stated_emotion([said] * times, "en").valence)


DATA = Path(__file__).parents[3] / "shared" / "data" / "meld" / "dev_sent_emo.csv"


@pytest.mark.skipif(not DATA.exists(), reason=f"no labelled talk at {DATA}")
class TestRealTalk:
    def test_confidence_means_what_it_says(self) -> None:
        decided = [(found, label) for found, label in _dialogue() if found.label is not None]
        right = sum(found.label == label for found, label in decided) / len(decided)
        claimed = math.fsum(found.confidence for found, _ in decided) / len(decided)
        # 237 utterances: three standard errors of a share are .10.
        assert abs(right - claimed) < 0.10

    def test_positive_is_told_from_negative(self) -> None:
        valences: dict[str, list[float]] = {"positive": [], "neutral": [], "negative": []}
        for found, label in _dialogue():
            valences[label].append(found.valence)
        pairs = [(one, other) for one in valences["positive"] for other in valences["negative"]]
        assert sum((one > other) + (one == other) / 2 for one, other in pairs) / len(pairs) >= 0.60


def _dialogue() -> Iterator[tuple[StatedEmotion, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield read(row["Utterance"]), row["Sentiment"]


class TestStatementsAboutOneself:
    @pytest.mark.parametrize(
        "text",
        ["I'm fine", "im fine just tired", "I am doing really well", "I’m okay", "well I feel better today I suppose"],
    )
    def test_who_says_they_are_well_states_it(self, text: str) -> None:
        found = read(text)
        assert found.label == "positive"
        assert found.confidence == pytest.approx(0.75)
        assert found.valence == pytest.approx(0.7)

    @pytest.mark.parametrize("text", ["I'm not fine", "i am not doing well", "I feel terrible", "im so lonely"])
    def test_who_says_they_are_not_well_states_that(self, text: str) -> None:
        assert read(text).label == "negative"
        assert read(text).valence == pytest.approx(-0.7)

    @pytest.mark.parametrize("text", ["I'm good at cooking", "I'm happy that you came", "fine", "he is fine"])
    def test_what_is_no_statement_about_oneself_is_read_as_any_words(self, text: str) -> None:
        assert read(text).confidence < 0.6
