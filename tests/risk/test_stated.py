"""Stated emotion of a session: labels, honest gaps, pooling, evidence, and what the numbers are worth on real talk."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.analysis.evaluation.labelled_texts import read_labelled_texts
from risk.policy import POLICY
from risk.stated import LEAST_CONFIDENCE, METHOD, MOST_EVIDENCE, StatedEmotion, assess_stated_emotion

SAID = ("great", "i am happy", "awful day", "nimefurahi sana", "fine", "nina huzuni", "the market", "sawa tu", "🙂")
DATA = Path(__file__).parents[3] / "shared" / "data"


def read(*texts: str, language: str = "en") -> StatedEmotion:
    return assess_stated_emotion(texts, language)


class TestLabels:
    @pytest.mark.parametrize(
        ("said", "language", "label"),
        [
            ("I am so happy today, everything is great", "en", "positive"),
            ("we had a wonderful time, i love it", "en", "positive"),
            ("I feel terrible and hopeless", "en", "negative"),
            ("I’m not happy, I don’t like it and it was an awful day", "en", "negative"),
            ("i hate this it was horrible", "en", "negative"),
            ("nimefurahi sana leo, asante sana", "sw", "positive"),
            ("tunashukuru sana, hongera kwa kazi nzuri", "sw", "positive"),
            ("nina huzuni sana", "sw", "negative"),
            ("inaumiza sana, watu wana chuki na ukatili", "sw", "negative"),
        ],
    )
    def test_plain_words(self, said: str, language: str, label: str) -> None:
        assert read(said, language=language).label == label

    @pytest.mark.parametrize(
        ("said", "tag", "method"),
        [
            ("I hate this, it was an awful day", "sw", "en"),
            ("nimefurahi sana leo, asante sana rafiki yangu", "en", "sw"),
            ("nimeamka vibaya leo and i cant stop crying about it", "sheng", "en+sw"),
            ("nimeamka vibaya leo and i cant stop crying about it", "en", "en+sw"),
        ],
    )
    def test_what_is_spoken_counts_and_not_the_tag(self, said: str, tag: str, method: str) -> None:
        assert read(said, language=tag).method == f"{METHOD} {method}"

    def test_mixed_words_lie_between_those_of_either_language(self) -> None:
        good, bad = "nimefurahi sana kuona familia yangu", "and this is the worst and most horrible thing"
        mixed = read(f"{good} {bad}", language="sheng")
        assert read(bad).valence < mixed.valence < read(good, language="sw").valence

    def test_typographic_apostrophes_negate_too(self) -> None:
        assert read("I don’t like it") == read("I don't like it")


class TestGaps:
    @pytest.mark.parametrize("texts", [(), ("",), (" ", "\n\t")])
    @pytest.mark.parametrize("language", ["en", "sw", "fr"])
    def test_nothing_said_is_missing(self, texts: tuple[str, ...], language: str) -> None:
        found = assess_stated_emotion(texts, language)
        assert (found.label, found.valence, found.confidence, found.gap) == (None, 0.0, 0.0, "words_missing")

    @pytest.mark.parametrize(
        "said", ["chapter nine", "?!", "123", "je suis très triste aujourd'hui", "ich bin traurig"]
    )
    @pytest.mark.parametrize("language", ["en", "sheng"])
    def test_unknown_words_are_uncertain_and_never_neutral(self, said: str, language: str) -> None:
        found = read(said, language=language)
        assert (found.label, found.confidence, found.gap) == (None, 0.0, "words_uncertain")
        assert found.evidence == ()

    @pytest.mark.parametrize("language", ["fr", "swe", "english", ""])
    def test_other_languages_are_unsupported(self, language: str) -> None:
        assert read("great", language=language).gap == "language_unsupported"

    @pytest.mark.parametrize(
        ("tag", "others"), [("en", ("en-KE", "EN_us", "eng")), ("sw", ("sw-KE", "SW_ke", "swh", "swa"))]
    )
    def test_a_language_of_any_country_is_read(self, tag: str, others: tuple[str, ...]) -> None:
        for other in others:
            assert read("great", language=other) == read("great", language=tag)

    def test_the_limit_is_that_of_dissonance(self) -> None:
        assert POLICY.dissonance.minimum_confidence == LEAST_CONFIDENCE

    def test_the_method_fits_its_column(self) -> None:
        assert len(f"{METHOD} en+sw") <= 50


class TestPooling:
    def test_two_that_agree_are_surer_by_hand(self) -> None:
        # A claim: .75, .2, .05. Each to the power of the square root of 2: .66575, .10269, .01446, made to sum to 1.
        assert read("i am happy", "i am happy").confidence == pytest.approx(0.850373, abs=1e-5)

    def test_longer_messages_weigh_more(self) -> None:
        good, bad = "i am happy", "i am sad"
        assert read(f"{good} and so glad today with all of you here", bad).valence > read(good, bad).valence

    def test_talk_of_other_things_does_not_hide_a_feeling(self) -> None:
        # Eighteen words that are hardly anything but neutral; the claim counts as eight, at 1 - .2 each.
        other = "what time does it start, is it at the office or at the other place where we met"
        assert read(other).label == "neutral"
        assert read(other, "i feel terrible").label == "negative"

    def test_contradiction_is_uncertain(self) -> None:
        found = read("i am happy", "i am sad")
        assert (found.label, found.gap) == (None, "words_uncertain")
        assert found.valence == pytest.approx(0.0, abs=1e-9)

    def test_messages_that_say_nothing_change_nothing_but_the_numbering(self) -> None:
        found, alone = read("chapter nine", "great", "  "), read("great")
        assert (found.label, found.valence, found.confidence) == (alone.label, alone.valence, alone.confidence)
        assert {one.message_index for one in found.evidence} == {1}


class TestEvidence:
    def test_names_place_weight_and_kind_of_what_decided(self) -> None:
        found = read("chapter nine", "I'm fine, just tired")
        claim, deflection = found.evidence
        assert (claim.message_index, claim.start, claim.end, claim.kind, claim.group) == (1, 0, 8, "claim", None)
        assert claim.weight > 0
        assert (deflection.start, deflection.end, deflection.kind) == (10, 20, "deflection")
        assert (deflection.group, deflection.weight) == ("only_tired", 0.0)

    @pytest.mark.parametrize(
        ("said", "word", "sign"), [("what a horrible man", "horrible", -1), ("it is great", "great", 1)]
    )
    def test_the_feeling_word_weighs_most(self, said: str, word: str, sign: int) -> None:
        strongest = max(read(said).evidence, key=lambda one: abs(one.weight))
        assert said[strongest.start : strongest.end] == word
        assert strongest.weight * sign > 0

    def test_swahili_words_decide_too(self) -> None:
        said = "habari ya huzuni kubwa kwetu"
        strongest = max(read(said, language="sw").evidence, key=lambda one: abs(one.weight))
        assert said[strongest.start : strongest.end] == "huzuni"
        assert strongest.weight < 0


class TestProperties:
    @given(
        st.lists(st.one_of(st.text(max_size=60), st.sampled_from(SAID)), max_size=6),
        st.sampled_from(["en", "sw", "sheng"]),
    )
    def test_bounded_and_consistent(self, texts: list[str], language: str) -> None:
        found = assess_stated_emotion(texts, language)
        assert -1.0 <= found.valence <= 1.0
        assert 0.0 <= found.confidence <= 1.0
        assert (found.label is None) == (found.gap is not None)
        assert (found.label is not None) == (found.confidence >= LEAST_CONFIDENCE)
        assert found.label != "positive" or found.valence > 0
        assert found.label != "negative" or found.valence < 0
        assert len(found.evidence) <= MOST_EVIDENCE
        for one in found.evidence:
            assert 0 <= one.start < one.end <= len(texts[one.message_index])
            assert (one.kind == "deflection") == (one.group is not None) == (one.weight == 0.0)

    @given(st.permutations(SAID))
    def test_order_does_not_matter(self, texts: list[str]) -> None:
        found, reference = assess_stated_emotion(texts, "en"), assess_stated_emotion(SAID, "en")
        assert found.valence == pytest.approx(reference.valence)
        assert found.label == reference.label

    @given(st.sampled_from(["great", "i am happy", "nina huzuni"]), st.integers(1, 8))
    def test_repeating_makes_surer(self, said: str, times: int) -> None:
        once_more = assess_stated_emotion([said] * (times + 1), "en")
        assert abs(once_more.valence) > abs(assess_stated_emotion([said] * times, "en").valence)


@pytest.mark.skipif(not DATA.exists(), reason=f"The labelled texts are not here: {DATA}.")
class TestRealTalk:
    @pytest.mark.parametrize(
        # Three standard errors of a share, of some 970 and 380 decided texts.
        ("file", "tolerance"),
        [("meld/dev_sent_emo.csv", 0.05), ("afrisenti_swa/dev.tsv", 0.08)],
    )
    def test_confidence_means_what_it_says(self, file: str, tolerance: float) -> None:
        labelled = read_labelled_texts(DATA / file)
        found = [(read(one.text, language=labelled.language), one.sentiment) for one in labelled.texts]
        decided = [(one, sentiment) for one, sentiment in found if one.label is not None]
        right = sum(one.label == sentiment for one, sentiment in decided) / len(decided)
        claimed = math.fsum(one.confidence for one, _ in decided) / len(decided)
        assert abs(right - claimed) < tolerance
