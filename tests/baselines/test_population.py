"""Learning from reference people: the truth is recovered, nothing is pooled that must not be, missing is missing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baselines.policy import POPULATION_POLICY
from baselines.population import ReferencePerson, ReferenceSession, gather_person, learn_prior
from baselines.prior import DEFAULT_PRIOR, EMOTION, PRIOR_VERSION, Backing, Prior
from baselines.statistics import Sufficient
from conversations.emotions import read_emotion_shares
from tests.baselines.clinic import (
    BETWEEN_SD,
    CORRELATIONS,
    MEANS,
    TYPES,
    WITHIN_SD,
    as_person,
    make_clinic,
    make_voice,
)


def learn(people: list[object], version: str = "clinic-1") -> Prior:
    prior = learn_prior(people, version=version)  # type: ignore[arg-type]
    assert prior is not None
    return prior


def test_a_known_population_is_recovered() -> None:
    prior = learn(list(make_clinic(np.random.default_rng(1), 400, 10)))
    reference = prior.references["praat/1"]
    assert tuple(sorted(reference.types)) == tuple(sorted(TYPES))
    for place, name in enumerate(TYPES):
        learned = prior.of(name, "praat/1")
        assert learned.mean == pytest.approx(MEANS[place], abs=0.2 * BETWEEN_SD[place])
        assert learned.within_sd == pytest.approx(WITHIN_SD[place], rel=0.1)
        assert learned.between_sd == pytest.approx(max(BETWEEN_SD[place], WITHIN_SD[place] / 3**0.5), rel=0.15)
        assert learned.degrees_of_freedom == pytest.approx(12.0, rel=0.4)
    order = [list(reference.types).index(name) for name in TYPES]
    found = np.array(reference.correlations)[np.ix_(order, order)]
    assert np.abs(found - CORRELATIONS).max() < 0.1


def test_it_says_who_stands_behind_a_comparison() -> None:
    prior = learn(list(make_clinic(np.random.default_rng(2), 9, 5)), version="clinic-7")
    assert prior.version == "clinic-7"
    assert prior.reference_people == 9
    assert prior.behind("pitch", "praat/1") == Backing(version="clinic-7", reference_people=9)


def test_what_was_not_learned_keeps_the_shipped_constants_and_says_so() -> None:
    prior = learn(list(make_clinic(np.random.default_rng(3), 9, 5)))
    for name, extractor in (("pitch", "other/1"), ("energy_sd_db", "praat/1"), (EMOTION, "")):
        assert prior.of(name, extractor) == DEFAULT_PRIOR.of(name)
        assert prior.behind(name, extractor) == Backing(version=PRIOR_VERSION, reference_people=0)


def test_seven_people_or_two_sessions_are_too_few() -> None:
    draw = np.random.default_rng(4)
    assert learn_prior(make_clinic(draw, 7, 10), version="v") is None
    assert learn_prior(make_clinic(draw, 20, 2), version="v") is None
    assert learn_prior([], version="v") is None
    assert learn_prior(make_clinic(draw, 4, 10), version="v", minimum_people=3) is not None


def test_values_of_different_extractors_are_never_pooled() -> None:
    draw = np.random.default_rng(5)
    voices = [make_voice(draw) for _ in range(10)]
    one = [as_person(voice.speak(draw, 6), "one/1") for voice in voices]
    other = [as_person(voice.speak(draw, 6) + 100.0, "other/1") for voice in voices]
    alone, both = learn(list(one)), learn([*one, *other])
    assert both.of("pitch", "one/1") == alone.of("pitch", "one/1")
    assert both.of("pitch", "other/1").mean - both.of("pitch", "one/1").mean == pytest.approx(100.0, abs=1.0)
    five_each = learn_prior([*one[:5], *other[5:]], version="v")
    assert five_each is None


def test_a_persons_devices_are_not_one_normal() -> None:
    """Ten decibels between two telephones are no liveliness: only the one used most counts."""
    draw = np.random.default_rng(6)
    people = []
    for _ in range(10):
        rows = make_voice(draw).speak(draw, 10)
        mixed = [
            ReferenceSession(
                extractor="praat/1",
                instrument=f"praat/1 on {device}",
                values={"energy": float(row[1]) + (10.0 if device == "b" else 0.0)},
                shares=None,
            )
            for row, device in zip(rows, "aaaaaabbbb", strict=True)
        ]
        people.append(gather_person(mixed))
    assert learn(list(people)).of("energy", "praat/1").within_sd < 3.5


def test_the_order_of_people_does_not_matter() -> None:
    people = make_clinic(np.random.default_rng(7), 12, 6)
    one, other = learn(list(people)).references["praat/1"], learn(list(reversed(people))).references["praat/1"]
    for name in TYPES:
        assert one.types[name].prior.within_sd == pytest.approx(other.types[name].prior.within_sd)
    assert np.allclose(one.correlations, other.correlations)
    assert one.calibration is not None
    assert other.calibration is not None
    assert one.calibration.scores == pytest.approx(other.calibration.scores)


def test_what_some_never_measured_is_learned_from_the_others() -> None:
    draw = np.random.default_rng(8)
    clinic = []
    for number in range(20):
        rows = make_voice(draw).speak(draw, 8)
        if number % 2:
            rows[:, 2] = np.nan  # no rate at all
        rows[0, 5] = np.nan  # shimmer failed once
        clinic.append(as_person(rows))
    prior = learn(list(clinic))
    assert prior.behind("rate", "praat/1").reference_people == 10
    assert prior.behind("shimmer", "praat/1").reference_people == 20
    calibration = prior.references["praat/1"].calibration
    assert calibration is not None
    assert calibration.sessions == 160


def test_a_value_that_never_moved_in_anyone_keeps_the_shipped_spread() -> None:
    """Its mean is rounded, and the dust of that is no spread."""
    draw = np.random.default_rng(12)
    clinic = []
    for _ in range(10):
        rows = make_voice(draw).speak(draw, 10)
        rows[:, TYPES.index("shimmer")] = math.log(1e-4)
        clinic.append(as_person(rows))
    prior = learn(list(clinic))
    assert set(prior.references["praat/1"].types) == set(TYPES) - {"shimmer"}
    assert prior.of("shimmer", "praat/1") == DEFAULT_PRIOR.of("shimmer")


def test_emotions_that_never_moved_keep_the_shipped_spread() -> None:
    dust = Sufficient(k=9, mean=-4.6, sum_squares=1e-29)
    assert learn_prior([ReferencePerson(series={}, emotion_distances={"": dust})] * 9, version="v") is None


def test_three_sessions_each_teach_a_prior_but_calibrate_nothing() -> None:
    """A session scored against the two others would be compared with a baseline that production never compares."""
    assert learn(list(make_clinic(np.random.default_rng(9), 10, 3))).references["praat/1"].calibration is None


def test_many_people_are_scored_sparsely() -> None:
    calibration = learn(list(make_clinic(np.random.default_rng(10), 120, 30))).references["praat/1"].calibration
    assert calibration is not None
    assert 1000 <= calibration.sessions <= POPULATION_POLICY.most_scores


def hear(draw: np.random.Generator, steadiness: float, extractor: str = "", device: str = "") -> list[ReferenceSession]:
    """Eight sessions of a person's emotions alone."""
    usual = draw.dirichlet(np.ones(13))
    return [
        ReferenceSession(
            extractor=extractor,
            instrument=f"{extractor} on {device}" if device else extractor,
            values={},
            shares=tuple(float(share) for share in draw.dirichlet(usual * steadiness + 0.01)),
        )
        for _ in range(8)
    ]


def test_distances_of_emotions_are_learned_likewise() -> None:
    draw = np.random.default_rng(11)
    prior = learn([gather_person(hear(draw, 30.0)) for _ in range(9)])
    assert prior.behind(EMOTION) == Backing(version="clinic-1", reference_people=9)
    assert -5.0 < prior.of(EMOTION).mean < -1.0
    assert prior.references == {}


def test_emotions_of_different_models_are_never_pooled() -> None:
    draw = np.random.default_rng(13)
    one = [gather_person(hear(draw, 300.0, "one/1")) for _ in range(9)]
    other = [gather_person(hear(draw, 3.0, "other/1")) for _ in range(9)]
    both = learn([*one, *other])
    assert both.of(EMOTION, "one/1") == learn(list(one)).of(EMOTION, "one/1")
    assert both.of(EMOTION, "one/1").mean + 1.0 < both.of(EMOTION, "other/1").mean
    assert both.behind(EMOTION, "third/1") == Backing(version=PRIOR_VERSION, reference_people=0)
    assert learn_prior([*one[:5], *other[5:]], version="v") is None


def test_a_persons_devices_are_not_one_mix_of_emotions() -> None:
    draw = np.random.default_rng(14)
    sessions = [*hear(draw, 30.0, "one/1", "a"), *hear(draw, 30.0, "one/1", "b")[:5]]
    assert gather_person(sessions).emotion_distances["one/1"].k == 7


def test_the_first_session_has_no_distance() -> None:
    shares = read_emotion_shares({"calm": 1.0})
    session = ReferenceSession(extractor="", instrument="", values={}, shares=shares)
    assert gather_person([session]).emotion_distances[""].k == 0
    assert gather_person([session, session]).emotion_distances[""].k == 1
