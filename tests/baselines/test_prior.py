"""The default prior: complete, weak, and pinned to its version."""

import pytest

from baselines.features import FEATURES, FEATURES_BY_TYPE, Feature
from baselines.prior import DEFAULT_PRIOR, EMOTION, PRIOR_VERSION, TypePrior, UnknownBaselineTypeError
from tests.declared import digest_of

# Digest of every number below, for each version that ever was. A changed number needs a new version and a new line.
DIGESTS = {
    "default-1": "fcaea2b93b8168e61c66609d7e46a5f8841e59df7fcaceb1ca35340a763c1ade",
    "default-2": "cbeb90d2f30850c9d2d759ee86b9c273ff73fb14fc1e2d072f6748bc5f3b6755",
}


def test_a_changed_number_needs_a_new_version() -> None:
    """The scales are part of it: a prior in semitones means nothing for hertz."""
    scales = {feature.key: [feature.compared_unit, *_ends(feature)] for feature in FEATURES}
    assert DIGESTS[PRIOR_VERSION] == digest_of({"types": DEFAULT_PRIOR.types, "scales": scales})


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


def _ends(feature: Feature) -> list[float | str]:
    """Both ends of a feature's range, each with its place on the scale that is compared."""
    return [text for value in (feature.smallest, feature.largest) for text in (value, f"{feature.forward(value):.9g}")]
