"""Words against voice: a hand-worked table of every interpretation and boundary, and properties."""

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.emotions import EMOTIONS, EmotionShares, UnknownEmotionError, read_emotion_shares
from risk.dissonance import (
    Dissonance,
    VoiceEmotion,
    certain_valence,
    hear_voice_emotion,
    heard_valence,
    measure_dissonance,
    valence_of,
)
from risk.policy import POLICY, Interpretation

IMPROVING = [-0.6, -0.3, -0.1]
DESPAIR = ("sad", "hopeless", "numb", "anxious", "fear")
VALENCES = st.floats(-1.0, 1.0)
SHARES = st.lists(st.floats(0.0, 1.0), min_size=13, max_size=13).filter(lambda values: sum(values) > 0.01)
VOICES = st.floats(-0.9, 0.8)


def shares_of(raw: list[float]) -> EmotionShares:
    return tuple(value / math.fsum(raw) for value in raw)


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
            # Two alike: 1 - ln 2 / ln 13; of the same sentiment that is certain.
            ({"neutral": 0.5, "sad": 0.5}, -0.35, 0.729762, "neutral"),
            ({"calm": 0.5, "happy": 0.5}, 0.65, 1.0, "happy"),
            # Five negative ones alike: 1 - ln 5 / ln 13 = .372526 of the emotions, but surely negative.
            (dict.fromkeys(DESPAIR, 0.2), -0.72, 1.0, "sad"),
            # .8 negative, .2 neutral: 1 - .500402 / ln 3; of the emotions 1 - 5 (.16 ln 6.25) - .2 ln 5, over ln 13.
            ({**dict.fromkeys(DESPAIR, 0.16), "neutral": 0.2}, -0.576, 0.544514, "neutral"),
            # Opposites cancel out: 1 - ln 2 / ln 3.
            ({"calm": 0.5, "sad": 0.5}, -0.1, 0.369070, "sad"),
            ({"happy": 0.5, "sad": 0.5}, 0.05, 0.369070, "happy"),
            # Neutral in the mean and most of it neutral: nothing to doubt. 1 - 1.029653 / ln 13.
            ({"neutral": 0.5, "sad": 0.3, "calm": 0.2}, -0.11, 0.598568, "neutral"),
            # All alike: the valences sum to -4.1; 2, 3 and 8 of 13 are positive, neutral and negative.
            (dict.fromkeys(EMOTIONS, 1 / 13), -0.315385, 0.157911, "neutral"),
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

    @pytest.mark.parametrize("emotion", EMOTIONS)
    def test_a_single_emotion_is_certain_and_shares_all_alike_are_not(self, emotion: str) -> None:
        assert hear_voice_emotion(read_emotion_shares({emotion: 1.0})).confidence == 1.0
        blurred = {name: 0.7 / 13 + 0.3 * (name == emotion) for name in EMOTIONS}
        assert certain_valence(hear_voice_emotion(read_emotion_shares(blurred))) is None

    def test_only_a_voice_heard_clearly_has_a_valence_to_go_by(self) -> None:
        assert certain_valence(None) is None
        assert certain_valence(VoiceEmotion(valence=-0.6, confidence=0.449, label="sad")) is None
        assert certain_valence(VoiceEmotion(valence=-0.6, confidence=0.45, label="sad")) == -0.6

    @pytest.mark.parametrize(
        ("shares", "valence"), [({"sad": 1.0}, -0.7), (None, None), ({"happy": 0.5, "sad": 0.5}, None)]
    )
    def test_shares_have_a_valence_to_go_by_only_where_they_are_clear(
        self, shares: dict[str, float] | None, valence: float | None
    ) -> None:
        assert heard_valence(read_emotion_shares(shares) if shares else None) == valence

    @given(SHARES)
    def test_bounded(self, raw: list[float]) -> None:
        shares = shares_of(raw)
        voice = hear_voice_emotion(shares)
        assert -0.9 <= voice.valence <= 0.8
        assert 0.0 <= voice.confidence <= 1.0
        assert voice.valence == valence_of(shares)

    @given(SHARES)
    def test_a_voice_that_is_clearly_not_neutral_is_as_sure_as_its_shares_at_least(self, raw: list[float]) -> None:
        """What was measured of confidence by the shares alone still holds: no clear voice is unsure now."""
        shares = shares_of(raw)
        by_shares = 1.0 + math.fsum(share * math.log(share) for share in shares if share) / math.log(13)
        voice = hear_voice_emotion(shares)
        if abs(voice.valence) > 0.2:
            assert voice.confidence >= by_shares - 1e-9


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


# What a recogniser heard, valence and confidence of the words, and the sessions before; what comes of it.
CASES: list[tuple[tuple[dict[str, float], float, float, list[float]], tuple[float, str, str, float]]] = [
    # Voice .7*.8 + .3*.5 = .71: both positive.
    (({"happy": 0.7, "calm": 0.3}, 0.6, 0.8, []), (0.055, "authentic", "low", 0.8)),
    # The API's example, -.41.
    (({"sad": 0.7, "neutral": 0.2, "happy": 0.1}, 0.3, 0.7, []), (0.355, "defensive_concealment", "low", 0.687394)),
    # Numb and hopeless, -.58, under clearly cheerful words.
    (({"numb": 0.8, "hopeless": 0.2}, 0.8, 0.85, []), (0.69, "defensive_concealment", "medium", 0.85)),
    (({"numb": 0.8, "hopeless": 0.2}, 0.9, 0.95, []), (0.74, "defensive_concealment", "high", 0.95)),
    # Despair over five emotions, -.72: nobody can name which, and it is surely negative.
    ((dict.fromkeys(DESPAIR, 0.2), 0.5, 0.6, []), (0.61, "defensive_concealment", "medium", 0.6)),
    ((dict.fromkeys(DESPAIR, 0.2), 0.0, 0.6, []), (0.36, "minimization", "low", 0.6)),
    # -.42, as sure as 1 - .673012 / ln 13.
    (({"sad": 0.6, "neutral": 0.4}, -0.75, 0.8, []), (0.165, "intensity_mismatch", "low", 0.737612)),
    # .4 against negative words, after better sessions and without.
    (({"calm": 0.8, "neutral": 0.2}, -0.5, 0.7, IMPROVING), (0.45, "recovery_indicator", "low", 0.7)),
    (({"calm": 0.8, "neutral": 0.2}, -0.5, 0.7, []), (0.45, "exaggeration", "low", 0.7)),
    # A flat voice, -.02, under positive words.
    (({"neutral": 0.9, "bored": 0.1}, 0.7, 0.8, []), (0.36, "unclear", "low", 0.8)),
]


class TestFromSharesToInterpretation:
    @pytest.mark.parametrize(("given", "expected"), CASES)
    def test_by_hand(
        self, given: tuple[dict[str, float], float, float, list[float]], expected: tuple[float, str, str, float]
    ) -> None:
        shares, words, certainty, recent = given
        found = measure_dissonance(words, certainty, hear_voice_emotion(read_emotion_shares(shares)), recent)
        assert found is not None
        assert (found.score, found.confidence) == pytest.approx((expected[0], expected[3]), abs=1e-6)
        assert (found.interpretation, found.risk_level) == expected[1:3]

    def test_the_cases_reach_every_interpretation(self) -> None:
        assert {interpretation for _, (_, interpretation, _, _) in CASES} == set(get_args(Interpretation))

    def test_a_voice_torn_between_opposites_says_nothing_instead_of_neutral(self) -> None:
        torn = hear_voice_emotion(read_emotion_shares({"happy": 0.5, "sad": 0.5}))
        assert measure_dissonance(0.8, 0.9, torn, []) is None


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
