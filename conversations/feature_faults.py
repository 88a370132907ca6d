"""What is wrong with the features and the emotion of a voice, by JSON pointer and in the words of JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from pydantic import ValidationError

from conversations.emotions import EMOTIONS, EmotionSharesError, read_emotion_shares
from conversations.serializers import (
    LARGEST_UNKNOWN_NUMBER,
    MAX_FEATURE_BYTES,
    MAX_FEATURE_DEPTH,
    MAX_FEATURE_NAME_CHARACTERS,
    MAX_UNKNOWN_FEATURES,
    VoiceFeatures,
)
from resona.api.strict_json import reference_token
from resona.errors import Fault

# What pydantic says with names of Python's types and of our classes, which mean nothing to who sent the JSON.
_WORDS: Final = {
    "string_type": "must be text",
    "float_type": "must be a number",
}
_POINTER: Final = "/voice/features"
_NUL_ESCAPE: Final = b"\\u0000"  # which PostgreSQL stores in no JSON


def feature_faults(key: str, value: object) -> list[Fault]:
    """What is wrong with one feature."""
    try:
        known = VoiceFeatures.model_validate({key: value})
    except ValidationError as error:
        details: Any = error.errors(include_url=False, include_input=False)
        pointer = f"{_POINTER}/{reference_token(key)}"
        return [Fault(pointer=pointer, detail=_WORDS.get(one["type"]) or str(one["msg"])) for one in details]
    return [fault for name, extra in (known.model_extra or {}).items() for fault in _unknown_faults(name, extra)]


def emotion_faults(shares: Mapping[str, float]) -> Iterator[Fault]:
    unknown = [label for label in shares if label not in EMOTIONS]
    for label in unknown:
        yield Fault(pointer=f"/voice/emotion/{reference_token(label)}", detail="is not an emotion known here")
    for label, share in shares.items():
        if not 0 <= share <= 1:
            yield Fault(pointer=f"/voice/emotion/{reference_token(label)}", detail="must be a share from 0 to 1")
    if not unknown:
        try:
            read_emotion_shares(shares)
        except EmotionSharesError as error:
            yield Fault(pointer="/voice/emotion", detail=str(error))


def are_storable(features: Mapping[str, object]) -> bool:
    """Whether features nobody knows are few and small, and numbers that can be reckoned with."""
    if len(features) > MAX_UNKNOWN_FEATURES:
        return False
    return not any(fault for key, value in features.items() for fault in _unknown_faults(key, value))


def _unknown_faults(key: str, value: object) -> Iterator[Fault]:
    pointer = f"{_POINTER}/{reference_token(key)}"
    if len(key) > MAX_FEATURE_NAME_CHARACTERS:
        yield Fault(pointer=pointer, detail=f"has a name of more than {MAX_FEATURE_NAME_CHARACTERS} characters")
    if _depth(value) > MAX_FEATURE_DEPTH:
        yield Fault(pointer=pointer, detail=f"is nested more than {MAX_FEATURE_DEPTH} levels deep")
        return
    number_faults = list(_number_faults(value, pointer))
    yield from number_faults
    if number_faults:
        return
    try:
        written = orjson.dumps({key: value})
    except TypeError:
        yield Fault(pointer=pointer, detail="contains a lone surrogate")
        return
    if _NUL_ESCAPE in written:
        yield Fault(pointer=pointer, detail="contains a NUL character")
    if len(orjson.dumps(value)) > MAX_FEATURE_BYTES:
        yield Fault(pointer=pointer, detail=f"takes more than {MAX_FEATURE_BYTES:,} bytes as JSON")


def _depth(value: object) -> int:
    """How many lists and objects stand within one another; no further than one beyond the most allowed."""
    depth, level = 0, [value]
    while depth <= MAX_FEATURE_DEPTH and (within := [one for one in level if isinstance(one, (dict, list))]):
        depth += 1
        level = [item for one in within for item in (one.values() if isinstance(one, dict) else one)]
    return depth


def _number_faults(value: object, pointer: str) -> Iterator[Fault]:
    for place, number in _numbers(value, pointer):
        if not abs(number) < math.inf:  # NaN is not either
            yield Fault(pointer=place, detail="must be a finite number")
        elif abs(number) > LARGEST_UNKNOWN_NUMBER:
            yield Fault(pointer=place, detail=f"must be at most {LARGEST_UNKNOWN_NUMBER:g} in size")


def _numbers(value: object, pointer: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, (int, float)):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, f"{pointer}/{reference_token(str(key))}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _numbers(item, f"{pointer}/{position}")
