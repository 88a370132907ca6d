"""What each kind of finding weighs, and that nothing a person shows or says in addition lowers it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from baselines.features import FEATURES_BY_TYPE
from baselines.prior import EMOTION
from baselines.statistics import combine
from risk.dissonance import VoiceEmotion, measure_dissonance
from risk.factors import (
    level_said,
    level_said_in,
    weigh_baseline_deviation,
    weigh_crisis_language,
    weigh_dissonance,
)
from risk.policy import POLICY
from risk.scoring import Evidence, Factor, fuse

CHEERFUL = VoiceEmotion(valence=0.5, confidence=0.8, label="happy")
SAD = VoiceEmotion(valence=-0.6, confidence=0.8, label="sad")
TYPES = [*FEATURES_BY_TYPE, EMOTION]
Z_VALUES = st.floats(-8.0, 8.0)


def two_sided(z: float) -> float:
    return float(2 * stats.norm.sf(abs(z)))


def weigh(
    z_by_type: dict[str, float], voice: VoiceEmotion | None = None, emotion_valence_shift: float | None = None
) -> Factor:
    """With the combined p that these z have."""
    p_values = [float(stats.norm.sf(z)) if name == EMOTION else two_sided(z) for name, z in z_by_type.items()]
    return weigh_baseline_deviation(
        combined_p=combine(p_values), z_by_type=z_by_type, voice=voice, emotion_valence_shift=emotion_valence_shift
    )


def counted(factor: Factor) -> float:
    return factor.weight * factor.strength


class TestBaselineDeviation:
    def test_an_ordinary_session_counts_nothing(self) -> None:
        factor = weigh({"pitch": -0.7, "rate": 1.1, "pause": 0.2})
        assert counted(factor) == 0.0
        assert factor.column == "baseline_deviation"
        assert factor.evidence["direction"] == "other"

    def test_a_slight_decline_beside_strong_agitation_leaves_it_agitation(self) -> None:
        # Slower at p = .0093, which two features share: .0186, strength .159; higher beyond any limit: full, at half.
        factor = weigh({"rate": -2.6, "pitch": 8.0})
        assert (factor.evidence["direction"], counted(factor)) == ("other", 0.25)

    def test_a_decline_beside_weaker_agitation_stays_a_decline(self) -> None:
        factor = weigh({"rate": -5.0, "pitch": 3.0})
        assert (factor.evidence["direction"], counted(factor)) == ("decline", 0.5)

    def test_decline_by_hand(self) -> None:
        # Slower at p = .001: strength log(.05/.001)/log(.05/.0001) = .629489, at the full weight of .5.
        factor = weigh({"rate": -3.290527})
        assert factor.weight == 0.5
        assert factor.strength == pytest.approx(0.629489, abs=1e-5)
        assert factor.evidence["direction"] == "decline"
        assert factor.evidence["z"] == {"rate": -3.290527}
        assert factor.evidence["p"] == pytest.approx(0.001, rel=1e-5)

    def test_agitation_by_hand(self) -> None:
        factor = weigh({"rate": 3.290527})
        assert factor.weight == 0.25
        assert factor.strength == pytest.approx(0.629489, abs=1e-5)
        assert factor.evidence["direction"] == "other"

    @pytest.mark.parametrize(
        ("name", "towards_decline"),
        [("pitch", -5.0), ("pitch_sd_semitones", -5.0), ("energy", -5.0), ("rate", -5.0), ("pause", 5.0)],
    )
    def test_lower_flatter_slower_and_more_pauses_are_decline(self, name: str, towards_decline: float) -> None:
        assert weigh({name: towards_decline}).evidence["direction"] == "decline"
        assert weigh({name: -towards_decline}).evidence["direction"] == "other"

    @pytest.mark.parametrize("z", [-5.0, 5.0])
    def test_a_feature_whose_direction_means_nothing_counts_half(self, z: float) -> None:
        assert weigh({"jitter": z}).weight == 0.25

    @pytest.mark.parametrize(
        ("voice", "direction", "weight"),
        [
            (None, "decline", 0.5),
            (SAD, "decline", 0.5),
            (CHEERFUL, "positive_voice", 0.0),
            (VoiceEmotion(valence=0.2, confidence=1.0, label="calm"), "decline", 0.5),  # at the limit: neutral
            (VoiceEmotion(valence=0.5, confidence=0.45, label="happy"), "positive_voice", 0.0),
            (VoiceEmotion(valence=0.5, confidence=0.44, label="happy"), "decline", 0.5),  # too uncertain
        ],
    )
    def test_a_clearly_positive_voice_is_shown_and_not_counted(
        self, voice: VoiceEmotion | None, direction: str, weight: float
    ) -> None:
        factor = weigh({"rate": -5.0}, voice)
        assert (factor.evidence["direction"], factor.weight) == (direction, weight)
        assert factor.strength == 1.0

    @pytest.mark.parametrize(
        ("shift", "direction"),
        [(None, "other"), (0.4, "other"), (-0.19, "other"), (-0.2, "decline"), (-0.9, "decline")],
    )
    def test_an_unusual_mix_of_emotions_is_decline_when_it_is_a_worse_one(
        self, shift: float | None, direction: str
    ) -> None:
        assert weigh({EMOTION: 4.5}, SAD, shift).evidence["direction"] == direction

    def test_a_session_close_to_the_usual_mix_of_emotions_is_no_evidence(self) -> None:
        assert counted(weigh({EMOTION: -6.0}, SAD, -0.5)) == 0.0

    def test_nothing_by_type_still_counts_what_was_combined(self) -> None:
        factor = weigh_baseline_deviation(combined_p=1e-5, z_by_type={}, voice=None)
        assert counted(factor) == 0.25

    def test_an_unknown_type_is_an_error(self) -> None:
        with pytest.raises(KeyError, match="loudness"):
            weigh({"loudness": -3.0})

    @given(st.dictionaries(st.sampled_from(TYPES), Z_VALUES, min_size=1), st.floats(1.0, 3.0), st.data())
    def test_more_deviation_in_one_feature_never_counts_less(
        self, z_by_type: dict[str, float], factor: float, data: st.DataObject
    ) -> None:
        """Also when it is agitation beside a decline."""
        name = data.draw(st.sampled_from(sorted(z_by_type)))
        farther = abs(z_by_type[name]) * factor if name == EMOTION else z_by_type[name] * factor
        more = {**z_by_type, name: farther}
        assert counted(weigh(more, None, -0.5)) >= counted(weigh(z_by_type, None, -0.5)) - 1e-9

    @given(st.dictionaries(st.sampled_from(TYPES), Z_VALUES, min_size=1), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
    def test_a_less_likely_session_never_counts_less(
        self, z_by_type: dict[str, float], one: float, other: float
    ) -> None:
        """Whatever law the session's p comes from."""
        rare, common = (
            weigh_baseline_deviation(combined_p=p, z_by_type=z_by_type, voice=SAD, emotion_valence_shift=-0.5)
            for p in sorted((one, other))
        )
        assert counted(rare) >= counted(common)

    @given(st.dictionaries(st.sampled_from(TYPES), Z_VALUES, min_size=1))
    def test_bounded_by_its_weight(self, z_by_type: dict[str, float]) -> None:
        assert 0.0 <= counted(weigh(z_by_type)) <= POLICY.baseline_weight


class TestDissonance:
    @pytest.mark.parametrize(
        ("words", "voice", "counts"),
        [
            (0.6, -0.7, 0.60 * 0.65 * 0.8),  # concealment
            (0.0, -0.7, 0.45 * 0.35 * 0.8),  # minimization
            (-0.3, -0.8, 0.30 * 0.25 * 0.8),  # unclear
            (-0.3, -0.65, 0.25 * 0.175 * 0.8),  # differing strength
            (-0.6, 0.6, 0.30 * 0.6 * 0.8),  # exaggeration
            (0.5, 0.5, 0.0),  # agreement
        ],
    )
    def test_weight_of_the_interpretation_times_score_times_confidence(
        self, words: float, voice: float, counts: float
    ) -> None:
        dissonance = measure_dissonance(words, 0.8, VoiceEmotion(valence=voice, confidence=0.9, label="sad"), [])
        assert dissonance is not None
        factor = weigh_dissonance(dissonance)
        assert factor.column == "dissonance"
        assert counted(factor) == pytest.approx(counts)
        assert factor.evidence["interpretation"] == dissonance.interpretation

    @given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(-0.9, 0.8))
    def test_words_farther_from_the_voice_on_the_same_side_never_count_less(
        self, one: float, other: float, heard: float
    ) -> None:
        """Without better sessions before, which alone make negative words a sign of recovery."""
        near, far = sorted((one, other), key=lambda words: abs(words - heard))
        if (near - heard) * (far - heard) < 0.0:
            return
        voice = VoiceEmotion(valence=heard, confidence=1.0, label="sad")
        found = [measure_dissonance(words, 1.0, voice, []) for words in (near, far)]
        nearer, farther = (counted(weigh_dissonance(dissonance)) for dissonance in found if dissonance)
        assert farther >= nearer

    @given(st.floats(0.45, 1.0), st.floats(0.45, 1.0))
    def test_surer_words_never_count_less(self, one: float, other: float) -> None:
        voice = VoiceEmotion(valence=-0.6, confidence=0.9, label="sad")
        found = [measure_dissonance(0.6, certainty, voice, []) for certainty in sorted((one, other))]
        unsure, sure = (counted(weigh_dissonance(dissonance)) for dissonance in found if dissonance)
        assert sure >= unsure

    def test_recovery_is_shown_and_not_counted(self) -> None:
        voice = VoiceEmotion(valence=0.6, confidence=1.0, label="calm")
        dissonance = measure_dissonance(-0.6, 1.0, voice, [-0.6, -0.4, 0.0])
        assert dissonance is not None
        assert counted(weigh_dissonance(dissonance)) == 0.0
        assert weigh_dissonance(dissonance).strength > 0.0


def level_of_words(severity: int, *, is_present_tense: bool = True, worry_about_other: bool = False) -> str:
    factors, floors = weigh_crisis_language(
        severity=severity,
        present_severity=severity if is_present_tense else 0,
        worry_about_other=worry_about_other,
        evidence={},
    )
    risk = fuse(factors, floors, frozenset({"pattern"}))
    assert risk is not None
    return risk.level


class TestCrisisLanguage:
    @pytest.mark.parametrize(
        ("severity", "now", "then"),
        [
            (0, "low", "low"),
            (1, "low", "low"),
            (2, "medium", "medium"),
            (3, "high", "high"),
            (4, "high", "high"),
            (5, "critical", "high"),
            (6, "critical", "high"),
        ],
    )
    def test_level_by_severity_and_tense(self, severity: int, now: str, then: str) -> None:
        assert level_of_words(severity) == now
        assert level_of_words(severity, is_present_tense=False) == then

    @pytest.mark.parametrize(("severity", "level"), [(0, "medium"), (1, "medium"), (2, "medium"), (3, "high")])
    def test_worry_about_someone_else_is_at_least_medium(self, severity: int, level: str) -> None:
        assert level_of_words(severity, worry_about_other=True) == level

    def test_the_evidence_is_kept_with_factor_and_floor(self) -> None:
        place: Evidence = {"message_id": "0192", "start": 3, "end": 19}
        factors, floors = weigh_crisis_language(severity=3, present_severity=3, worry_about_other=False, evidence=place)
        assert [factor.name for factor in factors] == ["crisis_language"]
        assert [(floor.rule, floor.column, floor.score) for floor in floors] == [
            ("crisis_language_floor", "pattern", 0.6)
        ]
        expected = {"severity": 3, "is_present_tense": True, **place}
        assert factors[0].evidence == floors[0].evidence == expected

    def test_nothing_found_is_no_factor(self) -> None:
        nothing = weigh_crisis_language(severity=0, present_severity=0, worry_about_other=False, evidence={})
        assert nothing == ((), ())

    @pytest.mark.parametrize("severity", [-1, 7])
    def test_an_unknown_severity_is_an_error(self, severity: int) -> None:
        with pytest.raises(ValueError, match="within 0 and 6"):
            level_of_words(severity)

    @given(st.integers(0, 6), st.integers(0, 6), st.booleans(), st.booleans())
    def test_severer_words_never_count_less(self, one: int, other: int, present: bool, worry: bool) -> None:
        def score(severity: int, is_present_tense: bool) -> float:
            findings = weigh_crisis_language(
                severity=severity,
                present_severity=severity if is_present_tense else 0,
                worry_about_other=worry,
                evidence={},
            )
            risk = fuse(*findings, frozenset({"pattern"}))
            return risk.score if risk else math.nan

        mild, severe = sorted((one, other))
        assert score(mild, present) <= score(severe, present)
        assert score(severe, False) <= score(severe, True)

    @given(st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=1, max_size=5))
    def test_more_words_never_lower_the_score(self, said: list[tuple[int, bool]]) -> None:
        def score(words: list[tuple[int, bool]]) -> float:
            findings = weigh_crisis_language(
                severity=max((severity for severity, _ in words), default=0),
                present_severity=max((severity for severity, is_now in words if is_now), default=0),
                worry_about_other=False,
                evidence={},
            )
            risk = fuse(*findings, frozenset({"pattern"}))
            return risk.score if risk else math.nan

        assert score(said[1:]) <= score(said)

    def test_an_attempt_long_ago_does_not_hide_an_intent_of_today(self) -> None:
        factors, floors = weigh_crisis_language(severity=6, present_severity=5, worry_about_other=False, evidence={})
        assert floors[0].score == 0.85
        assert factors[0].evidence == {"severity": 5, "is_present_tense": True}


@pytest.mark.parametrize(
    ("severity", "present_severity", "worry", "level"),
    [
        (0, 0, False, None),
        (1, 1, False, None),
        (2, 2, False, "medium"),  # an indirect wish to die: a review
        (3, 3, False, "high"),  # a direct one in the first person: an event
        (5, 5, False, "critical"),
        (6, 0, False, "high"),
        (6, 5, False, "critical"),
        (0, 0, True, "medium"),
    ],
)
def test_the_words_alone_say_what_they_call_for_and_their_evidence_says_it_again(
    severity: int, present_severity: int, worry: bool, level: str | None
) -> None:
    said = level_said(severity=severity, present_severity=present_severity, worry_about_other=worry)
    factors, _ = weigh_crisis_language(
        severity=severity, present_severity=present_severity, worry_about_other=worry, evidence={}
    )
    grave_voice = {"factor": "baseline_deviation", "evidence": {"p": 1e-9}}
    stored = [{"factor": factor.name, "evidence": factor.evidence} for factor in factors]
    assert said == level_said_in([grave_voice, *stored]) == level
