"""Reads how a session sounded, whatever is wrong with it: what cannot be is left out, and the rest is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from conversations.emotions import EMOTIONS
from conversations.feature_faults import EXTRACTOR, emotion_faults, feature_faults
from conversations.input_warnings import Warnings
from conversations.serializers import MAX_UNKNOWN_FEATURES, VoiceFeatures, VoiceInput
from conversations.values import PROBLEMS
from resona.api.strict_json import reference_token

_KEYS: Final = frozenset(VoiceInput.model_fields)
_KNOWN_FEATURES: Final = frozenset(VoiceFeatures.model_fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class MendedVoice:
    """What of a voice can be."""

    features: Mapping[str, object] | None = None
    emotion: Mapping[str, float] | None = None
    is_whole: bool = True  # nothing was left out

    @property
    def is_heard(self) -> bool:
        return bool(self.features or self.emotion)


def mend_voice(value: object, warnings: Warnings) -> MendedVoice:
    """The features and the emotion in what was given as the voice."""
    if value is None:
        return MendedVoice()
    if not isinstance(value, dict):
        warnings.note("/voice", "voice_unusable", "must be an object")
        return MendedVoice(is_whole=False)
    for key in [key for key in value if key not in _KEYS]:
        warnings.note(f"/voice/{reference_token(key)}", "unknown_key", "is not known here")
    before = len(warnings.noted)
    features = _mend_features(value.get("features"), warnings)
    emotion = _mend_emotion(value.get("emotion"), warnings)
    return MendedVoice(features=features, emotion=emotion, is_whole=len(warnings.noted) == before)


def with_problem(features: Mapping[str, object] | None, problem: str) -> dict[str, object]:
    """The features of a voice, and one more thing that spoilt it."""
    kept = dict(features or {})
    named = kept.get(PROBLEMS)
    return {**kept, PROBLEMS: [*(named if isinstance(named, list) else []), problem]}


def _mend_features(value: object, warnings: Warnings) -> dict[str, object] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        warnings.note("/voice/features", "voice_unusable", "must be an object")
        return None
    kept: dict[str, object] = {}
    unknown = [key for key in value if key not in _KNOWN_FEATURES]
    beyond = frozenset(unknown[MAX_UNKNOWN_FEATURES:])
    if beyond:
        detail = f"has {len(unknown)} keys that are not known here, more than {MAX_UNKNOWN_FEATURES}"
        warnings.note("/voice/features", "voice_unusable", detail)
    for key, item in value.items():
        if key in beyond:
            continue
        faults = feature_faults(key, item)
        for fault in faults:
            warnings.note(fault.pointer, "voice_unusable", fault.detail)
        if not faults and item is not None:
            kept[key] = float(item) if key in _KNOWN_FEATURES and key != EXTRACTOR else item
    if value.get(EXTRACTOR) is not None and EXTRACTOR not in kept:
        return None  # what measured them is unknown, so they can be compared with nothing
    return kept or None


def _mend_emotion(value: object, warnings: Warnings) -> dict[str, float] | None:
    """The shares, or none of them: what remains without one says nothing of the whole."""
    if value is None:
        return None
    if not isinstance(value, dict):
        warnings.note("/voice/emotion", "voice_unusable", "must be an object")
        return None
    if len(value) > len(EMOTIONS):
        warnings.note("/voice/emotion", "voice_unusable", f"has more than {len(EMOTIONS)} emotions")
        return None
    wrong = [key for key, share in value.items() if not _is_number(share)]
    for key in wrong:
        warnings.note(f"/voice/emotion/{reference_token(key)}", "voice_unusable", "must be a number")
    if wrong:
        return None
    faults = list(emotion_faults(value))
    for fault in faults:
        warnings.note(fault.pointer, "voice_unusable", fault.detail)
    return None if faults else {key: float(share) for key, share in value.items()}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
