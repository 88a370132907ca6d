"""One session against everything known: calibrated as a whole, whatever is missing, and open about what it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.emotion_distance import EmotionSufficient
from baselines.population import learn_prior
from baselines.prior import DEFAULT_PRIOR, EMOTION, PRIOR_VERSION, LearnedType, Prior, Reference, TypePrior
from baselines.session_comparison import SessionComparison, compare_session, score_jointly
from baselines.statistics import Sufficient, combine, compare, predict
from conversations.emotions import EmotionShares, read_emotion_shares
from tests.baselines.clinic import TYPES, as_known, as_values, make_clinic, make_voice

CALM = read_emotion_shares({"calm": 0.8, "happy": 0.2})
AFRAID = read_emotion_shares({"fear": 0.9, "anxious": 0.1})


@cache
def clinic_prior(people: int = 40, sessions: int = 8) -> Prior:
    prior = learn_prior(make_clinic(np.random.default_rng(100), people, sessions), version="clinic-1")
    assert prior is not None
    return prior


def compare_with(
    values: Mapping[str, float], known: Mapping[str, Sufficient], prior: Prior | None = None, extractor: str = "praat/1"
) -> SessionComparison:
    found = compare_session(values=values, known=known, extractor=extractor, prior=prior or clinic_prior())
    assert found is not None
    return found


def usual_known(k: int = 5) -> dict[str, Sufficient]:
    return as_known(make_voice(np.random.default_rng(7)).speak(np.random.default_rng(8), k))


def usual_values(shift: float = 0.0) -> dict[str, float]:
    """The person's own means, each moved by so many of the population's standard deviations."""
    prior = clinic_prior()
    return {name: known.mean + shift * prior.of(name, "praat/1").within_sd for name, known in usual_known().items()}


@pytest.mark.parametrize("k", [3, 10, 40])
@pytest.mark.parametrize(("clinics", "people"), [(20, 8), (8, 24)])
def test_ordinary_sessions_of_new_people_have_uniform_p(k: int, clinics: int, people: int) -> None:
    """Over clinics, as one clinic of eight people is itself a chance draw."""
    draw = np.random.default_rng(k)
    p_values = []
    for _ in range(clinics):
        prior = learn_prior(make_clinic(draw, people, 5), version="v")
        for _ in range(480 // clinics):
            rows = make_voice(draw).speak(draw, k + 1)
            p_values.append(compare_with(as_values(rows[k]), as_known(rows[:k]), prior).p)
    shares = [float(np.mean(np.array(p_values) <= level)) for level in (0.05, 0.25, 0.5, 0.75)]
    # Reference baselines are short: of a long one the p is larger than it need be, never smaller.
    assert 0.005 < shares[0] < 0.08
    assert shares[1:] == pytest.approx([0.25, 0.5, 0.75], abs=0.1)


def test_an_extreme_session_of_a_few_reference_people_is_never_certain() -> None:
    prior = learn_prior(make_clinic(np.random.default_rng(3), 8, 5), version="v")
    found = compare_with(usual_values(shift=4.0), usual_known(), prior)
    assert found.is_extrapolated
    assert 1e-12 < found.p < 1 / (found.reference_sessions + 1)


def test_it_says_what_it_rests_on() -> None:
    found = compare_with(usual_values(), usual_known())
    assert (found.reference_people, found.reference_sessions) == (40, 320)
    assert not found.is_extrapolated
    assert {one.baseline_type for one in found.types} == set(TYPES)
    assert {one.k for one in found.types} == {5}
    assert {(one.backing.version, one.backing.reference_people) for one in found.types} == {("clinic-1", 40)}


def test_features_that_move_against_their_habit_are_more_unusual_than_those_that_move_with_it() -> None:
    """Jitter and shimmer rise together, and noise with them."""
    prior = clinic_prior()
    usual, steps = usual_values(), {name: prior.of(name, "praat/1").within_sd for name in TYPES}
    together = {
        **usual,
        "jitter": usual["jitter"] + 2.5 * steps["jitter"],
        "shimmer": usual["shimmer"] + 2.5 * steps["shimmer"],
    }
    against = {
        **usual,
        "jitter": usual["jitter"] + 2.5 * steps["jitter"],
        "shimmer": usual["shimmer"] - 2.5 * steps["shimmer"],
    }
    assert compare_with(against, usual_known()).p < 0.5 * compare_with(together, usual_known()).p


@given(st.floats(0.5, 8.0), st.floats(0.0, 4.0))
def test_the_further_from_the_person_the_smaller_the_p(shift: float, further: float) -> None:
    known = usual_known()
    near, far = usual_values(shift), usual_values(shift + further)
    assert 0.0 < compare_with(far, known).p <= compare_with(near, known).p * (1 + 1e-9) <= 1.0 + 1e-9


@given(st.permutations(TYPES))
def test_the_order_of_what_was_measured_does_not_matter(order: list[str]) -> None:
    values = usual_values(1.0)
    assert compare_with({name: values[name] for name in order}, usual_known()).p == pytest.approx(
        compare_with(values, usual_known()).p
    )


@given(st.sets(st.sampled_from(TYPES), min_size=1))
def test_any_part_of_what_is_known_can_be_compared(present: set[str]) -> None:
    values = {name: value for name, value in usual_values(0.5).items() if name in present}
    found = compare_with(values, usual_known())
    assert {one.baseline_type for one in found.types} == present
    assert 0.0 < found.p <= 1.0


def test_what_is_known_from_too_few_sessions_is_not_compared() -> None:
    known = {**usual_known(), "pitch": Sufficient(k=2, mean=7.0, sum_squares=1.0)}
    assert "pitch" not in {one.baseline_type for one in compare_with(usual_values(), known).types}
    assert compare_session(values={"pitch": 7.0}, known=known, extractor="praat/1", prior=clinic_prior()) is None
    assert compare_session(values=usual_values(), known={}, extractor="praat/1", prior=clinic_prior()) is None


@pytest.mark.parametrize("extractor", ["other/1", ""])
def test_without_reference_people_it_is_the_cauchy_combination(extractor: str) -> None:
    found = compare_with(usual_values(2.0), usual_known(), extractor=extractor)
    by_hand = [compare(predict(DEFAULT_PRIOR.of(n), usual_known()[n]), v).p for n, v in usual_values(2.0).items()]
    assert found.p == pytest.approx(combine(by_hand))
    assert (found.reference_people, found.reference_sessions, found.is_extrapolated) == (0, 0, False)
    assert {one.backing.version for one in found.types} == {PRIOR_VERSION}


def test_a_prior_without_calibration_combines_too() -> None:
    reference = replace(clinic_prior().references["praat/1"], calibration=None)
    prior = replace(clinic_prior(), references={"praat/1": reference})
    found = compare_with(usual_values(2.0), usual_known(), prior)
    assert found.p == pytest.approx(combine([one.comparison.p for one in found.types]))
    assert {one.backing.version for one in found.types} == {"clinic-1"}


def test_one_feature_more_without_reference_people_weighs_as_one() -> None:
    """Seven that were learned at p, and one that was not, half as unusual as can be: eight terms."""
    known = {**usual_known(), "energy_sd_db": Sufficient(k=5, mean=7.0, sum_squares=2.0)}
    alone, joined = (
        compare_with(usual_values(1.0), known),
        compare_with({**usual_values(1.0), "energy_sd_db": 11.0}, known),
    )
    (apart,) = (one.comparison.p for one in joined.types if one.baseline_type == "energy_sd_db")
    terms = 7 / math.tan(math.pi * min(alone.p, 0.95)) + 1 / math.tan(math.pi * apart)
    assert joined.p == pytest.approx(math.atan2(1.0, terms / 8) / math.pi)


def test_emotions_are_compared_one_sidedly_and_count_in_the_whole() -> None:
    emotion = EmotionSufficient()
    for _ in range(4):
        emotion = emotion.add(CALM)
    found = {
        shares: compare_session(
            values=usual_values(),
            known=usual_known(),
            extractor="praat/1",
            shares=shares,
            emotion=emotion,
            prior=clinic_prior(),
        )
        for shares in (CALM, AFRAID)
    }
    calm, afraid = found[CALM], found[AFRAID]
    assert calm is not None
    assert afraid is not None
    assert afraid.types[-1].baseline_type == EMOTION
    assert afraid.types[-1].k == 4
    assert afraid.types[-1].comparison.p < 0.05 < calm.types[-1].comparison.p
    assert afraid.p < calm.p


@pytest.mark.parametrize(("shares", "is_extrapolated"), [(CALM, False), (AFRAID, True)])
def test_what_constants_add_claims_no_more_than_the_reference_can_support(
    shares: EmotionShares, is_extrapolated: bool
) -> None:
    """The voice is as usual, and calibrated; the emotions, which nobody taught, are far from it."""
    emotion = EmotionSufficient()
    for number in range(60):
        emotion = emotion.add(read_emotion_shares({"calm": 0.8 + number % 2 / 100, "happy": 0.2 - number % 2 / 100}))
    found = compare_session(
        values=usual_values(),
        known=usual_known(),
        extractor="praat/1",
        shares=shares,
        emotion=emotion,
        prior=clinic_prior(),
    )
    assert found is not None
    assert (found.reference_people, found.reference_sessions) == (0, 320)
    assert (found.p < 1 / 321) == found.is_extrapolated == is_extrapolated


def test_emotions_are_held_against_what_was_learned_of_the_same_model() -> None:
    emotion = EmotionSufficient()
    for _ in range(4):
        emotion = emotion.add(CALM)
    learned = LearnedType(prior=DEFAULT_PRIOR.of(EMOTION), reference_people=9)
    prior = replace(DEFAULT_PRIOR, version="clinic-9", emotions={"one/1": learned})
    for extractor, people in (("one/1", 9), ("two/2", 0)):
        found = compare_session(values={}, known={}, extractor=extractor, shares=AFRAID, emotion=emotion, prior=prior)
        assert found is not None
        assert found.types[0].backing.reference_people == people


def test_the_joint_score_by_hand() -> None:
    """Long baselines of two features without correlation: two z of 2, so chi² 8 on 2 degrees: -log p is 8/2."""
    reference = clinic_prior().references["praat/1"]
    pair = replace(
        reference,
        types={name: reference.types[name] for name in ("pitch", "rate")},
        correlations=((1.0, 0.0), (0.0, 1.0)),
    )
    assert score_jointly(pair, {"rate": 2.0, "pitch": -2.0}, {"rate": 9, "pitch": 9}) == pytest.approx(4.0)


@pytest.mark.parametrize(("sessions", "score"), [((3, 3), 4 / (1 - 0.475)), ((3, 7), 4 / (1 - 0.46117))])
def test_errors_of_prediction_share_less_than_the_sessions_do(sessions: tuple[int, int], score: float) -> None:
    """Correlation 1/2 within a person, all variances 1: after 3 sessions a = 3/4, the error's variance is
    1 + a²/3 + (1-a)² = 1.25, the covariance (1 + a²/3)/2 = .59375: correlation .475. After 3 and 7, a = 3/4 and 7/8:
    variances 1.25 and 1.125, covariance (1 + 21/32/7)/2 = .546875: correlation .46117."""
    learned = LearnedType(
        prior=TypePrior(mean=0.0, within_sd=1.0, between_sd=1.0, degrees_of_freedom=9.0), reference_people=9
    )
    pair = Reference(types={"pitch": learned, "rate": learned}, correlations=((1.0, 0.5), (0.5, 1.0)), calibration=None)
    k_by_type = dict(zip(("pitch", "rate"), sessions, strict=True))
    assert score_jointly(pair, {"pitch": 2.0, "rate": -2.0}, k_by_type) == pytest.approx(score, rel=1e-4)
