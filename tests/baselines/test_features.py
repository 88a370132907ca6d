"""Voice features: their scales, ranges and the way back to natural units."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.features import FEATURES, FEATURES_BY_TYPE, PERTURBATION_FLOOR, Feature, UnusableFeatureError, number_in

by_key = {feature.key: feature for feature in FEATURES}


@pytest.mark.parametrize(
    ("key", "value", "compared"),
    [
        ("pitch_hz", 100.0, 0.0),
        ("pitch_hz", 200.0, 12.0),
        ("pitch_hz", 50.0, -12.0),
        ("pitch_hz", 150.0, 7.019550),  # a fifth
        ("pitch_sd_semitones", 2.5, 2.5),
        ("energy_db", -23.0, -23.0),
        ("energy_sd_db", 6.0, 6.0),
        ("rate_sps", 4.2, 4.2),
        ("pause_ratio", 0.0, -2.995732),  # log 0.05
        ("pause_ratio", 0.95, 0.0),
        ("jitter", 0.01, -4.605170),
        ("jitter", 0.0, -9.210340),  # log 1e-4: no jitter at all stays finite
        ("shimmer", 0.00005, -9.210340),
        ("hnr_db", 12.0, 12.0),
    ],
)
def test_values_are_compared_on_a_scale_where_differences_add_up(key: str, value: float, compared: float) -> None:
    assert by_key[key].to_compared(value) == pytest.approx(compared, abs=1e-6)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
@given(share=st.floats(0.0, 1.0))
def test_the_way_back_returns_the_value(feature: Feature, share: float) -> None:
    value = feature.smallest + share * (feature.largest - feature.smallest)
    back = feature.to_natural(feature.to_compared(value))
    indistinguishable = PERTURBATION_FLOOR if feature.key in ("jitter", "shimmer") else 1e-9
    assert back == pytest.approx(value, rel=1e-9, abs=indistinguishable)


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
def test_a_band_that_reaches_beyond_a_voice_is_drawn_to_its_edge(feature: Feature) -> None:
    assert feature.to_natural(-1e300) == feature.smallest
    assert feature.to_natural(1e300) == feature.largest


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.key)
def test_the_edges_of_the_range_are_believed_and_nothing_beyond(feature: Feature) -> None:
    assert feature.accepts(feature.smallest)
    assert feature.accepts(feature.largest)
    for value in (feature.smallest - 1e-6, feature.largest + 1e-6, math.nan, math.inf, -math.inf):
        with pytest.raises(UnusableFeatureError, match=feature.key):
            feature.to_compared(value)


def test_ranges_of_the_records_are_kept() -> None:
    ranges = {feature.key: (feature.smallest, feature.largest) for feature in FEATURES}
    assert ranges["pitch_hz"] == (50, 600)
    assert ranges["rate_sps"] == (0, 15)
    assert ranges["pause_ratio"] == (0, 1)


def test_four_features_have_short_names_and_the_rest_their_own() -> None:
    short = {"pitch_hz": "pitch", "energy_db": "energy", "rate_sps": "rate", "pause_ratio": "pause"}
    assert {f.key: f.deviation_type for f in FEATURES if f.key != f.deviation_type} == short
    assert list(FEATURES_BY_TYPE) == [feature.deviation_type for feature in FEATURES]


def test_decline_is_slower_flatter_lower_and_more_pauses() -> None:
    signs = {feature.deviation_type: feature.decline_sign for feature in FEATURES if feature.decline_sign}
    assert signs == {
        "pitch": -1,
        "pitch_sd_semitones": -1,
        "energy": -1,
        "energy_sd_db": -1,
        "rate": -1,
        "pause": 1,
    }


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        (180, 180.0),
        (180.5, 180.5),
        (int(1e300), 1e300),  # as a database gives a large number back
        (10**400, math.inf),
        (-(10**400), -math.inf),
        (True, None),
        ("180", None),
        (None, None),
    ],
    ids=["whole", "real", "large", "beyond floats", "below floats", "truth", "text", "none"],
)
def test_a_stored_number_is_read_as_a_float_however_it_comes_back(stored: object, value: float | None) -> None:
    found = number_in({"pitch_hz": stored}, by_key["pitch_hz"])
    assert found == value
    assert found is None or isinstance(found, float)
