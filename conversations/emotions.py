"""The emotions a voice can show, and their shares of one session as plain numbers. Pure."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from resona.errors import ResonaError

EMOTIONS: Final = (
    "neutral",
    "happy",
    "sad",
    "angry",
    "fear",
    "surprise",
    "disgust",
    "anxious",
    "calm",
    "bored",
    "hopeless",
    "resigned",
    "numb",
)
# How far shares may be from summing to 1: rounding by the sender, not a missing emotion.
SHARE_SUM_TOLERANCE: Final = 0.01

# One share for each of EMOTIONS, in that order, summing to 1.
EmotionShares: TypeAlias = tuple[float, ...]

_POSITION: Final = MappingProxyType({label: position for position, label in enumerate(EMOTIONS)})
# Sums of decimal shares carry binary dust: without it a sum of exactly 1.01 would be refused.
_ROUNDING: Final = 1e-9


class EmotionSharesError(ResonaError):
    """Emotion shares must be finite, not negative, and sum to 1."""


class UnknownEmotionError(EmotionSharesError):
    """An emotion is named that Resona does not know."""


def read_emotion_shares(shares: Mapping[str, float]) -> EmotionShares:
    """Shares by label as a vector over EMOTIONS that sums to exactly 1; an emotion not named has no share.

    Raises UnknownEmotionError for a foreign label, EmotionSharesError for shares that are no shares.
    """
    vector = [0.0] * len(EMOTIONS)
    for label, share in shares.items():
        position = _POSITION.get(label)
        if position is None:
            raise UnknownEmotionError(f"{label!r} is none of: {', '.join(EMOTIONS)}.")
        if not 0.0 <= share < math.inf:
            raise EmotionSharesError(f"The share of {label} must be finite and not negative.")
        vector[position] = share
    total = sum(vector)
    if abs(total - 1.0) > SHARE_SUM_TOLERANCE + _ROUNDING:
        raise EmotionSharesError(f"The shares sum to {total:.4f}, not to 1 within {SHARE_SUM_TOLERANCE}.")
    return tuple(share / total for share in vector)
