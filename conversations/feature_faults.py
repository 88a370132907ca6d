"""What is wrong with the features and the emotion of a voice, by JSON pointer and in the words of JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

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
from conversations.values import PROBLEMS
from resona.api.strict_json import reference_token
from resona.errors import Fault

# What pydantic says with names of Python's types and of our classes, which mean nothing to who sent the JSON.
_WORDS: Final = {
    "string_type": "must be text",
    "float_type": "must be a number",
}
_POINTER: Final = "/voice/features"
EXTRACTOR: Final = "extractor"
_NAME: Final = re.compile(f"[a-z0-9_]{{1,{MAX_FEATURE_NAME_CHARACTERS}}}")
_CODE: Final = re.compile(r"[\w.+/:()-]{0,100}(?: [\w.+/:()-]{1,20}){0,3}", re.ASCII)
# The texts that features may be: what it was recorded with, which sound it was, and what the sound suffered.
_CODES: Final = MappingProxyType({"device": "must name a device", "audio_sha256": "must be a digest"})
_LISTS_OF_CODES: Final = frozenset({PROBLEMS, "mended"})


def feature_faults(key: str, value: object) -> list[Fault]:
    """What is wrong with one feature."""
    try:
        known = VoiceFeatures.model_validate({key: value})
    except ValidationError as error:
        details: Any = error.errors(include_url=False, include_input=False)
        pointer = f"{_POINTER}/{reference_token(key)}"
        return [Fault(pointer=pointer, detail=_WORDS.get(one["type"]) or str(one["msg"])) for one in details]
    if not is_code(known.extractor or ""):
        return [Fault(pointer=f"{_POINTER}/{EXTRACTOR}", detail="must name a program")]
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


def are_storable(features: VoiceFeatures) -> bool:
    """Whether features nobody knows are few and small, and numbers that can be reckoned with; and none holds a text."""
    unknown = features.model_extra or {}
    if len(unknown) > MAX_UNKNOWN_FEATURES or not is_code(features.extractor or ""):
        return False
    return not any(fault for key, value in unknown.items() for fault in _unknown_faults(key, value))


def is_code(text: str) -> bool:
    """Whether a text may name a device or a program, as far as its shape tells: a sentence may not."""
    return _CODE.fullmatch(text) is not None and (" " not in text or any(map(str.isdigit, text)))


def _unknown_faults(key: str, value: object) -> Iterator[Fault]:
    """Texts stand in no other features than ours: what somebody said belongs where it is sealed."""
    pointer = f"{_POINTER}/{reference_token(key)}"
    if not _NAME.fullmatch(key):
        yield Fault(pointer=pointer, detail="has a name other than up to 100 of a to z, 0 to 9 and _")
    if value is None:
        return
    if key in _CODES:
        if not (isinstance(value, str) and is_code(value)):
            yield Fault(pointer=pointer, detail=_CODES[key])
    elif key in _LISTS_OF_CODES:
        if not (isinstance(value, list) and all(isinstance(one, str) and _NAME.fullmatch(one) for one in value)):
            yield Fault(pointer=pointer, detail="must be a list of codes")
    elif _depth(value) > MAX_FEATURE_DEPTH:
        yield Fault(pointer=pointer, detail=f"is nested more than {MAX_FEATURE_DEPTH} levels deep")
        return
    else:
        yield from _number_faults(value, pointer)
    if len(json.dumps(value)) > MAX_FEATURE_BYTES:
        yield Fault(pointer=pointer, detail=f"takes more than {MAX_FEATURE_BYTES:,} bytes as JSON")


def _depth(value: object) -> int:
    """How many lists stand within one another; no further than one beyond the most allowed."""
    depth, level = 0, [value]
    while depth <= MAX_FEATURE_DEPTH and (within := [one for one in level if isinstance(one, (dict, list))]):
        depth += 1
        level = [item for one in within for item in (one.values() if isinstance(one, dict) else one)]
    return depth


def _number_faults(value: object, pointer: str) -> Iterator[Fault]:
    """Of a number, or of numbers in lists."""
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from _number_faults(item, f"{pointer}/{position}")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield Fault(pointer=pointer, detail="must be a number or a list of numbers")
    elif not abs(value) < math.inf:  # NaN is not either
        yield Fault(pointer=pointer, detail="must be a finite number")
    elif abs(value) > LARGEST_UNKNOWN_NUMBER:
        yield Fault(pointer=pointer, detail=f"must be at most {LARGEST_UNKNOWN_NUMBER:g} in size")
