"""The default prior: complete, weak, and pinned to its version."""

import hashlib

import pytest

from baselines.features import FEATURES, FEATURES_BY_TYPE, Feature
from baselines.prior import DEFAULT_PRIOR, EMOTION, PRIOR_VERSION, TypePrior, UnknownBaselineTypeError

# Digest of every number below, for each version that ever was. A changed number needs a new version and a new line.
DIGESTS = {
    "default-1": "60c0ea5bc3623d76a0426cefad579024c53f75a174b23174e546e85504dc417a",
    "default-2": "1f7a0114b60eaf4cf58b3d43a0ea45fde23b5e97c8121d4d651b2403b2f17b47",
}


def test_a_changed_number_needs_a_new_version() -> None:
    """The scales are part of it: a prior in semitones means nothing for hertz."""
    priors = [f"{name} {prior!r}" for name, prior in DEFAULT_PRIOR.types.items()]
    scales = [
        f"{feature.key} {feature.compared_unit} {value} {feature.forward(value):.9g}"
        for feature in FEATURES
        for value in (feature.smallest, feature.largest)
    ]
    digest = hashlib.sha256("\n".join(priors + scales).encode()).hexdigest()
    assert DIGESTS[PRIOR_VERSION] == digest


def test_every_feature_and_the_emotions_have_a_prior_and_nothing_else_has() -> None:
    assert set(DEFAULT_PRIOR.types) == {*FEATURES_BY_TYPE, EMOTION}
    with pytest.raises(UnknownBaselineTypeError, match="loudness"):
        DEFAULT_PRIOR.of("loudness")


def test_the_default_was_learned_from_nobody() -> None:
    assert DEFAULT_PRIOR.reference_people == 0


def test_prior_sessions_are_within_over_between_variance() -> None:
    prior = TypePrior(mean=0.0, within_sd=1.0, between_sd=2.0, degrees_of_freedom=4.0)
    assert prior.sessions == 0.25


@pytest.mark.parametrize("baseline_type", DEFAULT_PRIOR.types)
def test_the_default_is_weak_against_three_sessions(baseline_type: str) -> None:
    prior = DEFAULT_PRIOR.of(baseline_type)
    assert prior.sessions < 1.0
    assert 2.5 <= prior.degrees_of_freedom <= 5.0


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
def test_the_mean_over_people_is_a_value_that_can_be_measured(feature: Feature) -> None:
    mean = DEFAULT_PRIOR.of(feature.deviation_type).mean
    assert feature.smallest < feature.backward(mean) < feature.largest
