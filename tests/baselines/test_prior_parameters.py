"""A stored prior: the same after reading, and refused when it is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from baselines.population import learn_prior
from baselines.prior import EMOTION, LearnedType, Prior, TypePrior
from baselines.prior_parameters import UnreadablePriorError, prior_parameters, read_prior, reference_sessions
from baselines.session_comparison import compare_session
from tests.baselines.clinic import TYPES, as_known, as_values, make_clinic, make_voice


def learn() -> Prior:
    prior = learn_prior(make_clinic(np.random.default_rng(1), 10, 6), version="clinic-1")
    assert prior is not None
    return prior


def heard(mean: float) -> LearnedType:
    prior = TypePrior(mean=mean, within_sd=0.4, between_sd=0.6, degrees_of_freedom=9.0)
    return LearnedType(prior=prior, reference_people=9)


def stored() -> dict[str, Any]:
    """As the database gives it back: keys in another order."""
    found: dict[str, Any] = json.loads(json.dumps(prior_parameters(learn()), sort_keys=True))
    return found


def test_it_compares_alike_after_reading() -> None:
    draw = np.random.default_rng(2)
    rows = make_voice(draw).speak(draw, 6)
    found = [
        compare_session(values=as_values(rows[5]), known=as_known(rows[:5]), extractor="praat/1", prior=prior)
        for prior in (learn(), read_prior(stored(), version="clinic-1"))
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].p == pytest.approx(found[1].p, rel=0.05)
    assert found[0].types[0].backing == found[1].types[0].backing
    assert read_prior(stored(), version="clinic-1").reference_people == 10


def numbers_in(value: object) -> Iterator[float]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part)
    elif isinstance(value, float):
        yield value


def test_no_number_says_more_than_is_known() -> None:
    numbers = list(numbers_in(stored()))
    assert len(numbers) > 100
    assert all(number == float(f"{number:.3g}") for number in numbers)


def test_rounding_moves_no_mean_by_a_tenth_of_a_persons_spread() -> None:
    prior = learn()
    types = read_prior(stored(), version="clinic-1").references["praat/1"].types
    for name, learned in prior.references["praat/1"].types.items():
        assert abs(types[name].prior.mean - learned.prior.mean) < 0.1 * learned.prior.within_sd


def test_the_same_people_give_the_same_parameters() -> None:
    people = make_clinic(np.random.default_rng(3), 10, 6)
    one, other = learn_prior(people, version="a"), learn_prior(people, version="b")
    assert one is not None
    assert other is not None
    assert prior_parameters(one) == prior_parameters(other)


def test_emotions_are_the_same_after_reading_apart_for_each_model() -> None:
    emotions = {"one/1": heard(-3.5), "two/2": heard(-2.0)}
    read = read_prior(prior_parameters(replace(learn(), emotions=emotions)), version="clinic-1")
    assert read.emotions == emotions


def test_emotions_learned_from_all_models_together_are_read_and_not_used() -> None:
    pooled = {"mean": -3.5, "within_sd": 0.4, "between_sd": 0.6, "degrees_of_freedom": 4.0, "reference_people": 9}
    earlier = {name: value for name, value in stored().items() if name != "emotions"} | {"emotion": pooled}
    assert read_prior(earlier, version="clinic-1").behind(EMOTION, "praat/1").reference_people == 0
    assert read_prior({**earlier, "emotion": None}, version="clinic-1").emotions == {}


def test_it_holds_nothing_but_aggregates() -> None:
    """No list is as long as there are sessions of one person in it, and none is by person."""
    parameters = stored()
    assert set(parameters) == {"policy", "reference_people", "reference_sessions", "references", "emotions"}
    assert set(parameters["references"]["praat/1"]["types"]) == set(TYPES)
    assert parameters["reference_sessions"] == reference_sessions(learn()) == 60


def damage(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    parameters = stored()
    change(parameters["references"]["praat/1"])
    return parameters


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one["types"]["pitch"].update(within_sd=0.0),
        lambda one: one["types"]["pitch"].update(within_sd=2e-15),
        lambda one: one["types"]["pitch"].update(mean=float("nan")),
        lambda one: one["types"]["pitch"].update(mean="7"),
        lambda one: one["types"]["pitch"].update(person="P-1"),
        lambda one: one["types"].pop("pitch"),
        lambda one: one["order"].append("loudness"),
        lambda one: (one["types"].update(loud=one["types"].pop("pitch")), one["order"].__setitem__(0, "loud")),
        lambda one: one["correlations"].pop(),
        lambda one: one["correlations"][0].pop(),
        lambda one: one["correlations"][0].__setitem__(1, 0.99),
        lambda one: one.update(correlations=[[1.0] * 7] * 7),
        lambda one: one["calibration"]["scores"].pop(),
        lambda one: one["calibration"]["scores"].reverse(),
        lambda one: one["calibration"]["log_p"].__setitem__(0, 0.5),
        lambda one: one["calibration"].update(tail_scale=-1.0),
        lambda one: one.clear(),
    ],
)
def test_a_damaged_prior_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(UnreadablePriorError):
        read_prior(damage(change), version="clinic-1")


@pytest.mark.parametrize("parameters", [{}, {"types": {}}])
def test_anything_else_is_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(UnreadablePriorError):
        read_prior(parameters, version="clinic-1")
