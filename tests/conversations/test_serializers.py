"""What is wrong with a session is said in the words of JSON, and by pointer."""

from __future__ import annotations

from typing import Any

import pytest

from baselines.features import FEATURES
from conversations.reading import read_session
from resona.api.lenient_json import Sent
from resona.errors import InvalidInputError
from tests.sessions import LATEST

BODY: dict[str, Any] = {
    "id": "0192f0c1-7d2a-7000-8000-000000000001",
    "user_id": "0192f0c1-7d2a-7000-8000-000000000002",
    "started_at": "2026-01-01T10:00:00Z",
    "messages": [{"role": "user", "content": "I'm fine"}],
}

VOICE = {"features": {"rate_sps": 4.0}}


def faults_of(body: object) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_session(Sent(value=body), now=LATEST, handling="strict")
    return {fault.pointer: fault.detail for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("change", "pointer", "detail"),
    [
        ({"messages": {}}, "/messages", "must be a list"),
        ({"messages": ["hello"]}, "/messages/0", "must be an object"),
        ({"messages": [{"role": "user", "content": 3}]}, "/messages/0/content", "must be text"),
        ({"messages": [{"role": "user"}]}, "/messages/0/content", "is required"),
        ({"messages": [{"role": "it", "content": ""}]}, "/messages/0/role", "must be one of: 'user' or 'assistant'"),
        ({"voice": []}, "/voice", "must be an object"),
        ({"voice": {"emotion": []}}, "/voice/emotion", "must be an object"),
        ({"voice": {"features": {"pitch_hz": "high"}}}, "/voice/features/pitch_hz", "must be a number"),
        ({"stated_emotion": "fine"}, "/stated_emotion", "must be one of: 'positive', 'neutral' or 'negative'"),
        ({"mood/today": 1}, "/mood~1today", "is not known here"),
        ({"id": 7}, "/id", "must be a UUID in quotes"),
    ],
)
def test_a_fault_is_named_in_the_words_of_json(change: dict[str, Any], pointer: str, detail: str) -> None:
    assert faults_of({"voice": VOICE} | BODY | change) == {pointer: detail}


@pytest.mark.parametrize("body", [[], "text", None, 3])
def test_a_body_that_is_no_object_is_called_so(body: object) -> None:
    assert faults_of(body) == {"": "must be an object"}


def test_what_is_said_well_already_is_kept() -> None:
    faults = faults_of(BODY | {"voice": {"features": {"pause_ratio": 2}}})
    assert faults == {"/voice/features/pause_ratio": "Input should be less than or equal to 1"}


OPEN_FEATURES = ("energy_db", "hnr_db", "alpha_ratio_db", "low_slope_db_khz", "slope_db_octave")
POSITIVE_FEATURES = ("pitch_sd_semitones", "energy_sd_db", "jitter", "shimmer", "duration_s")


@pytest.mark.parametrize("key", [feature.key for feature in FEATURES] + ["duration_s"])
@pytest.mark.parametrize("value", [1e300, -1e300, 1_000_001])
def test_no_known_feature_may_be_beyond_all_measure(key: str, value: float) -> None:
    faults = faults_of(BODY | {"voice": {"features": {key: value}}})
    assert list(faults) == [f"/voice/features/{key}"]
    assert faults[f"/voice/features/{key}"].startswith("Input should be ")


@pytest.mark.parametrize("key", [*OPEN_FEATURES, *POSITIVE_FEATURES])
def test_a_feature_that_is_only_hard_to_believe_is_kept(key: str) -> None:
    smallest = 0 if key in POSITIVE_FEATURES else -1e6
    for value in (smallest, 1e6):
        body = BODY | {"voice": {"features": {key: value}}}
        features = read_session(Sent(value=body), now=LATEST, handling="strict").voice_features
        assert features == {key: value}
