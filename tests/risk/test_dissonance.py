"""Words against voice: a hand-worked table of every interpretation and boundary, and properties."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.emotions import EMOTIONS, EmotionShares, UnknownEmotionError, read_emotion_shares
from risk.dissonance import Dissonance, VoiceEmotion, hear_voice_emotion, measure_dissonance, valence_of
from risk.policy import POLICY

IMPROVING = [-0.6, -0.3, -0.1]
VALENCES = st.floats(-1.0, 1.0)
VOICES = st.floats(-0.9, 0.8)


def compare(words: float, voice: float, recent: list[float] | None = None) -> Dissonance:
    """Both known for certain."""
    dissonance = measure_dissonance(words, 1.0, VoiceEmotion(valence=voice, confidence=1.0, label="sad"), recent or [])
    assert dissonance is not None
    return dissonance


class TestHearing:
    @pytest.mark.parametrize(
        ("shares", "valence", "confidence", "label"),
        [
            ({"hopeless": 1.0}, -0.9, 1.0, "hopeless"),
            ({"happy": 1.0}, 0.8, 1.0, "happy"),
            # .7*-.7 + .1*.8; entropy .8018 of ln 13 = 2.5649.
            ({"sad": 0.7, "neutral": 0.2, "happy": 0.1}, -0.41, 0.687394, "sad"),
            # Two alike: ln 2 / ln 13 = .270238.
            ({"calm": 0.5, "sad": 0.5}, -0.1, 0.729762, "sad"),
            # All alike: the valences sum to -4.1.
            (dict.fromkeys(EMOTIONS, 1 / 13), -0.315385, 0.0, "neutral"),
        ],
    )
    def test_by_hand(self, shares: dict[str, float], valence: float, confidence: float, label: str) -> None:
        voice = hear_voice_emotion(read_emotion_shares(shares))
        assert voice.valence == pytest.approx(valence, abs=1e-6)
        assert voice.confidence == pytest.approx(confidence, abs=1e-5)
        assert voice.label == label

    def test_an_unknown_emotion_is_an_error(self) -> None:
        with pytest.raises(UnknownEmotionError):
            hear_voice_emotion(read_emotion_shares({"sad": 0.5, "melancholy": 0.5}))

    @given(st.lists(st.floats(0.0, 1.0), min_size=13, max_size=13).filter(lambda values: sum(values) > 0.01))
    def test_bounded(self, raw: list[float]) -> None:
        shares: EmotionShares = tuple(value / math.fsum(raw) for value in raw)
        voice = hear_voice_emotion(shares)
        assert -0.9 <= voice.valence <= 0.8
        assert 0.0 <= voice.confidence <= 1.0
        assert voice.valence == valence_of(shares)


class TestInterpretation:
    @pytest.mark.parametrize(
        ("words", "voice", "score", "interpretation", "risk_level"),
        [
            # Nearer than .4: they agree ...
            (0.6, 0.5, 0.05, "authentic", "low"),
            (0.0, 0.0, 0.0, "authentic", "low"),
            (0.0, -0.39, 0.195, "authentic", "low"),
            (0.3, -0.05, 0.175, "authentic", "low"),
            # ... unless both are negative and at least .3 apart.
            (-0.3, -0.6, 0.15, "intensity_mismatch", "low"),
            (-0.3, -0.59, 0.145, "authentic", "low"),
            (-0.69, -0.3, 0.195, "intensity_mismatch", "low"),
            (-0.2, -0.55, 0.175, "authentic", "low"),  # words at -.2 are neutral
            (-0.55, -0.2, 0.175, "authentic", "low"),  # and so is such a voice
            # Positive words, negative voice.
            (0.25, -0.25, 0.25, "defensive_concealment", "low"),
            (0.21, -0.21, 0.21, "defensive_concealment", "low"),
            (0.4, -0.59, 0.495, "defensive_concealment", "low"),
            (0.4, -0.6, 0.5, "defensive_concealment", "medium"),
            (0.7, -0.69, 0.695, "defensive_concealment", "medium"),
            (0.7, -0.7, 0.7, "defensive_concealment", "high"),
            (1.0, -0.9, 0.95, "defensive_concealment", "high"),
            # Neutral words, distressed voice.
            (0.0, -0.5, 0.25, "minimization", "low"),
            (0.2, -0.9, 0.55, "minimization", "medium"),
            (0.2, -0.31, 0.255, "minimization", "low"),
            (0.2, -0.3, 0.25, "unclear", "low"),  # a voice at -.3 is not distressed enough
            (-0.2, -0.61, 0.205, "minimization", "low"),
            # Negative words, positive voice.
            (-0.21, 0.21, 0.21, "exaggeration", "low"),
            (-1.0, 0.8, 0.9, "exaggeration", "medium"),  # never above medium in this direction
            (-0.7, 0.7, 0.7, "exaggeration", "medium"),
            # Far apart in another way.
            (0.8, 0.0, 0.4, "unclear", "low"),
            (0.9, -0.2, 0.55, "unclear", "medium"),  # a voice at -.2 is neutral
            (-0.3, -0.8, 0.25, "unclear", "low"),
            (-0.9, 0.2, 0.55, "unclear", "medium"),
            (0.2, 0.6, 0.2, "unclear", "low"),  # exactly .4
        ],
    )
    def test_by_hand(self, words: float, voice: float, score: float, interpretation: str, risk_level: str) -> None:
        dissonance = compare(words, voice)
        assert dissonance.score == pytest.approx(score, abs=1e-12)
        assert (dissonance.interpretation, dissonance.risk_level) == (interpretation, risk_level)

    def test_a_last_bit_does_not_miss_a_threshold(self) -> None:
        # As doubles .6 - .3 lacks a bit of .3, and .1 + .2 has one too many.
        assert compare(0.8, -0.6).risk_level == "high"
        assert compare(-0.1 - 0.2, -0.6).interpretation == "intensity_mismatch"
        assert compare(0.1 + 0.1, -(0.1 + 0.2)).interpretation == "unclear"

    @pytest.mark.parametrize(
        ("recent", "interpretation"),
        [
            (IMPROVING, "recovery_indicator"),
            ([0.9, *IMPROVING], "recovery_indicator"),  # only the last three count
            ([-0.3, -0.1], "exaggeration"),  # too few to say
            ([-0.6, -0.1, -0.1], "exaggeration"),  # standing still
            ([-0.1, -0.3, 0.2], "exaggeration"),
            ([], "exaggeration"),
        ],
    )
    def test_negative_words_over_a_better_voice_are_recovery_only_after_better_sessions(
        self, recent: list[float], interpretation: str
    ) -> None:
        assert compare(-0.5, 0.5, recent).interpretation == interpretation

    def test_flat_voice_with_cheerful_words_is_dissonant(self) -> None:
        numb = hear_voice_emotion(read_emotion_shares({"numb": 0.8, "hopeless": 0.2}))
        dissonance = measure_dissonance(0.6, 0.8, numb, [])
        assert dissonance is not None
        assert (dissonance.stated_emotion, dissonance.actual_emotion) == ("positive", "negative")
        assert dissonance.interpretation == "defensive_concealment"
        assert dissonance.stated_valence == 0.6
        assert dissonance.voice_valence == pytest.approx(-0.58)


class TestConfidence:
    @pytest.mark.parametrize(("words", "voice"), [(0.4499, 1.0), (1.0, 0.4499), (0.0, 0.0)])
    def test_uncertain_words_or_voice_say_nothing(self, words: float, voice: float) -> None:
        assert measure_dissonance(0.9, words, VoiceEmotion(valence=-0.7, confidence=voice, label="sad"), []) is None

    @pytest.mark.parametrize(("words", "voice", "both"), [(0.45, 0.45, 0.45), (0.5, 0.9, 0.5), (0.9, 0.6, 0.6)])
    def test_the_finding_is_as_sure_as_the_less_certain_of_the_two(
        self, words: float, voice: float, both: float
    ) -> None:
        dissonance = measure_dissonance(0.9, words, VoiceEmotion(valence=-0.7, confidence=voice, label="sad"), [])
        assert dissonance is not None
        assert dissonance.confidence == both
        assert dissonance.score == 0.8  # confidence is for the fusion, not for the score

    @pytest.mark.parametrize(
        ("valence", "confidence"), [(1.1, 0.9), (-1.1, 0.9), (math.nan, 0.9), (0.5, math.nan), (0.5, 1.1)]
    )
    def test_what_is_no_valence_or_confidence_is_refused(self, valence: float, confidence: float) -> None:
        with pytest.raises(ValueError, match="within"):
            measure_dissonance(valence, confidence, VoiceEmotion(valence=0.0, confidence=1.0, label="neutral"), [])


@given(VALENCES, VOICES, st.lists(VOICES, max_size=4))
def test_bounded_and_every_interpretation_has_a_weight(words: float, voice: float, recent: list[float]) -> None:
    dissonance = compare(words, voice, recent)
    assert 0.0 <= dissonance.score <= 0.95
    assert dissonance.interpretation in POLICY.dissonance_weights


@given(VALENCES, VALENCES, VOICES)
def test_farther_words_are_never_less_dissonant(one: float, other: float, voice: float) -> None:
    near, far = sorted((one, other), key=lambda words: abs(words - voice))
    assert compare(near, voice).score <= compare(far, voice).score


@given(VALENCES, VOICES)
def test_high_only_for_positive_words_over_a_negative_voice(words: float, voice: float) -> None:
    if compare(words, voice).risk_level == "high":
        assert words > 0.2
        assert voice < -0.2
