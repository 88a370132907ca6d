"""A session's body as it is read: values in their own types, and one canonical form however it was written."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.clocks import CLOCK_TOLERANCE
from conversations.emotions import EMOTIONS
from conversations.reading import read_session
from conversations.serializers import (
    LARGEST_UNKNOWN_NUMBER,
    MAX_FEATURE_BYTES,
    MAX_FEATURE_DEPTH,
    MAX_FEATURE_NAME_CHARACTERS,
    MAX_MESSAGES,
    MAX_UNKNOWN_FEATURES,
)
from conversations.values import Session
from resona.api.lenient_json import Sent
from resona.api.strict_json import MAX_POINTER_KEY_CHARACTERS
from resona.errors import InvalidInputError
from tests.sessions import LATEST

BODY: dict[str, Any] = {
    "id": "0192f0c1-7d2a-7000-8000-000000000001",
    "user_id": "0192f0c1-7d2a-7000-8000-000000000002",
    "started_at": "2026-01-01T10:00:00Z",
    "ended_at": "2026-01-01T10:11:00Z",
    "language": "en",
    "messages": [
        {"id": "0192f0c1-7d2a-7000-8000-00000000000a", "role": "user", "content": "I'm fine"},
        {"role": "assistant", "content": "Good.", "created_at": "2026-01-01T10:01:00Z"},
    ],
    "voice": {"features": {"rate_sps": 4, "extractor": "x/1"}, "emotion": {"sad": 0.75, "calm": 0.25}},
}

SAID = "I told nobody but you"


def read(**changed: Any) -> Session:
    body = {name: value for name, value in {**BODY, **changed}.items() if value is not ...}
    return read_session(Sent(value=body), now=LATEST, handling="strict")


def pointers(**changed: Any) -> set[str]:
    with pytest.raises(InvalidInputError) as caught:
        read(**changed)
    return {fault.pointer for fault in caught.value.faults}


def test_times_are_instants_in_whatever_zone_they_were_told() -> None:
    session = read(started_at="2026-01-01T13:00:00+03:00")

    assert session.started_at == datetime(2026, 1, 1, 10, 0, tzinfo=UTC)


def test_a_message_without_a_time_was_said_at_the_beginning_and_gets_an_id() -> None:
    first, second = read().messages

    assert first.created_at == datetime(2026, 1, 1, 10, 0, tzinfo=UTC)
    assert second.created_at == datetime(2026, 1, 1, 10, 1, tzinfo=UTC)
    assert first.id != second.id


@pytest.mark.parametrize("missing", ["ended_at", "language", "messages", "voice"])
def test_what_is_left_out_and_what_is_null_are_the_same_upload(missing: str) -> None:
    left_out = read(**{missing: ...})

    if missing != "messages":
        assert read(**{missing: None}).canonical_body == left_out.canonical_body
    assert left_out.canonical_body != read().canonical_body


@given(st.randoms(use_true_random=False))
def test_the_order_of_members_makes_no_other_upload(rng: random.Random) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            names = rng.sample(list(value), len(value))
            return {name: shuffled(value[name]) for name in names}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    assert read_session(Sent(value=shuffled(BODY)), now=LATEST).canonical_body == read().canonical_body


@pytest.mark.parametrize(
    "change",
    [
        {"language": "sw"},
        {"stated_emotion": "neutral"},
        {"ended_at": "2026-01-01T10:12:00Z"},
        {"messages": BODY["messages"][::-1][:1]},
        {"voice": {"features": {"rate_sps": 4, "extractor": "x/2"}}},
        {"voice": {"features": {"rate_sps": 4, "new_measure": 0}}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_other_content_is_another_upload(change: dict[str, Any]) -> None:
    assert read(**change).canonical_body != read().canonical_body


def test_features_nobody_knows_are_kept_as_they_came() -> None:
    unknown = {"formants": [700.5, 1200], "device": "Pixel 6a"}
    features = read(voice={"features": {"rate_sps": 4.0, **unknown}}).voice_features

    assert features == {"rate_sps": 4.0, **unknown}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1.0, [float("-inf")]]])
def test_a_feature_nobody_knows_must_be_finite_too(value: object) -> None:
    [pointer] = pointers(voice={"features": {"a_b": value}})

    assert pointer.startswith("/voice/features/a_b")


@pytest.mark.parametrize(
    "features",
    [
        {"note": SAID},
        {"note": [1, [SAID]]},
        {"note": {"text": 1}},
        {"note": True},
        {"note": None, SAID: 1},
        {"extractor": SAID},
        {"device": SAID},
        {"problems": [SAID]},
        {"problems": SAID},
        {"mended": {SAID: 1}},
    ],
    ids=str,
)
def test_no_feature_is_a_place_for_what_somebody_said(features: dict[str, object]) -> None:
    voice = {"features": {"rate_sps": 4.0, **features}}
    assert pointers(voice=voice)
    session = read_session(Sent(value={**BODY, "voice": voice}), now=LATEST)
    assert SAID.encode() not in orjson.dumps(session.voice_features)
    assert {"voice_unusable"} == {warning.code for warning in session.warnings}


def nested(levels: int) -> object:
    return 1.0 if levels == 0 else [nested(levels - 1)]


AS_FAR_AS_ALLOWED: dict[str, dict[str, object]] = {
    "as many": {f"feature_{number}": 0.5 for number in range(MAX_UNKNOWN_FEATURES)},
    "a name as long": {"n" * MAX_FEATURE_NAME_CHARACTERS: 1},
    "as large": {"x": LARGEST_UNKNOWN_NUMBER, "y": [-LARGEST_UNKNOWN_NUMBER, int(LARGEST_UNKNOWN_NUMBER)]},
    "as long": {"x": [1] * (MAX_FEATURE_BYTES // 3)},
    "as deep": {"x": nested(MAX_FEATURE_DEPTH)},
}


@pytest.mark.parametrize("features", AS_FAR_AS_ALLOWED.values(), ids=AS_FAR_AS_ALLOWED)
def test_features_nobody_knows_may_be_so_many_and_so_large(features: dict[str, object]) -> None:
    assert read(voice={"features": features}).voice_features == features


BEYOND: dict[str, tuple[dict[str, object], str, str]] = {
    "too many": (
        {f"feature_{number}": 0.5 for number in range(MAX_UNKNOWN_FEATURES + 1)},
        "",
        "has 101 keys that are not known here, more than 100",
    ),
    "a name too long": (
        {"n" * (MAX_FEATURE_NAME_CHARACTERS + 1): 1},
        f"/{'n' * MAX_POINTER_KEY_CHARACTERS}",
        "has a name other than up to 100 of a to z, 0 to 9 and _",
    ),
    "too large": ({"x": 1e300}, "/x", "must be at most 1e+15 in size"),
    "too large within": ({"x": [[0, -(2**60)]]}, "/x/0/1", "must be at most 1e+15 in size"),
    "too many numbers": ({"x": [0.25] * 500}, "/x", "takes more than 2,000 bytes as JSON"),
    "too deep": ({"x": nested(MAX_FEATURE_DEPTH + 1)}, "/x", "is nested more than 4 levels deep"),
    "far too deep": ({"x": nested(60)}, "/x", "is nested more than 4 levels deep"),
}


@pytest.mark.parametrize(("features", "place", "detail"), BEYOND.values(), ids=BEYOND)
def test_features_nobody_knows_are_refused_beyond_it(features: dict[str, object], place: str, detail: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(voice={"features": features})
    assert [(fault.pointer, fault.detail) for fault in caught.value.faults] == [(f"/voice/features{place}", detail)]


def test_known_features_are_not_counted_among_the_unknown() -> None:
    unknown = {f"feature_{number}": 0.5 for number in range(MAX_UNKNOWN_FEATURES)}
    assert read(voice={"features": {"rate_sps": 4.0, "jitter": 0.01, "extractor": "x/1", **unknown}}).voice_features


@given(st.lists(st.sampled_from(EMOTIONS), min_size=1, max_size=13, unique=True), st.data())
def test_shares_are_read_if_and_only_if_they_make_a_whole(names: list[str], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.floats(0.01, 1), min_size=len(names), max_size=len(names)))
    whole = {name: weight / sum(weights) for name, weight in zip(names, weights, strict=True)}
    short = {**whole, names[0]: whole[names[0]] - 0.012}

    assert read(voice={"emotion": whole}).emotion == pytest.approx(whole)
    assert any(pointer.startswith("/voice/emotion") for pointer in pointers(voice={"emotion": short}))


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_phone_may_be_a_quarter_of_an_hour_ahead_and_not_a_second_more(seconds: int) -> None:
    at = (LATEST + CLOCK_TOLERANCE + timedelta(seconds=seconds)).isoformat()

    if seconds > 0:
        assert pointers(started_at=at, ended_at=None, messages=BODY["messages"][:1]) == {"/started_at"}
    else:
        assert read(started_at=at, ended_at=None, messages=BODY["messages"][:1]).ended_at is None


def test_a_session_may_end_when_it_began_and_not_before() -> None:
    assert read(ended_at=BODY["started_at"], messages=BODY["messages"][:1]).ended_at == read().started_at
    assert pointers(ended_at="2026-01-01T09:59:59Z") == {"/ended_at"}


def test_the_longest_session_is_read_and_one_message_more_is_not() -> None:
    message = {"role": "user", "content": "x" * 5000}

    assert len(read(messages=[message] * MAX_MESSAGES).messages) == MAX_MESSAGES
    assert pointers(messages=[message] * (MAX_MESSAGES + 1)) == {"/messages"}


@pytest.mark.parametrize("language", ["en", "sw-KE", "zh-Hant-TW", None])
def test_a_language_is_a_tag(language: str | None) -> None:
    assert read(language=language).language == language


@pytest.mark.parametrize("language", ["", "e", "english please", "en_GB", "en-", "x" * 11, "日本", "en\n"])
def test_what_is_no_tag_of_a_language_is_refused(language: str) -> None:
    assert pointers(language=language) == {"/language"}


def test_what_is_stored_to_compare_uploads_is_json_of_the_whole_body() -> None:
    kept = orjson.loads(read().canonical_body)

    assert set(kept) == set(BODY)
    assert kept["voice"]["emotion"] == BODY["voice"]["emotion"]
