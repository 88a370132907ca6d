"""How a person of the demo sounds: their own normal, ordinary variation, and what distress does to a voice. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from baselines.features import FEATURES, Feature
from conversations.emotions import EMOTIONS

EXTRACTOR: Final = "resona-voice/1"
DECIMALS: Final = 4

# One day colours all features of a session together; the rest of the variation is each feature's own.
_SHARED_VARIATION: Final = 0.4
# How closely the emotions of a session follow the person's feeling (concentration of a Dirichlet law), and how much
# clearer than that the leading ones are heard (a power): recognisers rarely spread themselves over all thirteen.
_EMOTION_CONCENTRATION: Final = 30.0
_EMOTION_CLARITY: Final = 3.0
# Keeps every emotion possible: a Dirichlet law needs parameters above zero.
_SMALLEST_WEIGHT: Final = 0.005


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceNormal:
    """The middle of a person's ordinary sessions, in the units of VoiceFeatures."""

    pitch_hz: float
    pitch_sd_semitones: float
    energy_db: float
    energy_sd_db: float
    rate_sps: float
    pause_ratio: float
    jitter: float
    shimmer: float
    hnr_db: float
    variation: float = 1.0  # times the ordinary spread: below 1 a steady voice, above a lively one


# Two voices that people of the demo are varied from.
HIGH_VOICE: Final = VoiceNormal(
    pitch_hz=205,
    pitch_sd_semitones=3.1,
    energy_db=66,
    energy_sd_db=7.2,
    rate_sps=4.5,
    pause_ratio=0.2,
    jitter=0.018,
    shimmer=0.085,
    hnr_db=14.5,
)
LOW_VOICE: Final = VoiceNormal(
    pitch_hz=117,
    pitch_sd_semitones=2.5,
    energy_db=65,
    energy_sd_db=6.9,
    rate_sps=4.3,
    pause_ratio=0.21,
    jitter=0.022,
    shimmer=0.095,
    hnr_db=11.7,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Feeling:
    """What moves a voice. All 0..1."""

    distress: float = 0.0  # slower, flatter, lower, more pauses
    agitation: float = 0.0  # faster, louder, higher
    ease: float = 0.5  # how much of what is not distress is warm rather than neutral


@dataclass(frozen=True, kw_only=True, slots=True)
class _Effect:
    """Of one feature, on the scale that is compared; shifts are in spreads."""

    spread: float  # standard deviation within one person
    distress: float
    agitation: float


# Spreads are somewhat below those of the baselines' default prior, which was checked against clips of three seconds.
_EFFECTS: Final[Mapping[str, _Effect]] = MappingProxyType(
    {
        "pitch_hz": _Effect(spread=0.9, distress=-2.0, agitation=2.2),
        "pitch_sd_semitones": _Effect(spread=0.4, distress=-2.8, agitation=1.2),
        "energy_db": _Effect(spread=1.5, distress=-2.8, agitation=2.4),
        "energy_sd_db": _Effect(spread=0.6, distress=-1.8, agitation=1.0),
        "rate_sps": _Effect(spread=0.33, distress=-3.2, agitation=2.8),
        "pause_ratio": _Effect(spread=0.2, distress=3.4, agitation=-1.4),
        "jitter": _Effect(spread=0.14, distress=0.6, agitation=1.0),
        "shimmer": _Effect(spread=0.12, distress=0.6, agitation=0.8),
        "hnr_db": _Effect(spread=0.9, distress=-0.8, agitation=-1.0),
    }
)
# The app of the demo is one that measures no spectral tilt.
MEASURED: Final = tuple(feature for feature in FEATURES if feature.key in _EFFECTS)

_WARM: Final = MappingProxyType({"calm": 0.45, "happy": 0.4, "neutral": 0.1, "surprise": 0.05})
_PLAIN: Final = MappingProxyType({"neutral": 0.7, "calm": 0.2, "bored": 0.06, "sad": 0.04})
_DISTRESSED: Final = MappingProxyType(
    {"sad": 0.42, "hopeless": 0.22, "resigned": 0.12, "numb": 0.1, "anxious": 0.08, "neutral": 0.06}
)
_AGITATED: Final = MappingProxyType({"fear": 0.35, "anxious": 0.35, "sad": 0.15, "hopeless": 0.1, "angry": 0.05})


def measure_features(
    normal: VoiceNormal, feeling: Feeling, *, duration_s: float, random: np.random.Generator
) -> dict[str, float | str]:
    """VoiceFeatures of one session."""
    shared = random.normal()
    features: dict[str, float | str] = {}
    for feature in MEASURED:
        effect = _EFFECTS[feature.key]
        own = _SHARED_VARIATION * shared * _direction(effect) + (1 - _SHARED_VARIATION**2) ** 0.5 * random.normal()
        shift = effect.distress * feeling.distress + effect.agitation * feeling.agitation
        features[feature.key] = _natural(feature, normal, effect.spread * (own * normal.variation + shift))
    return {**features, "duration_s": round(duration_s, 1), "extractor": EXTRACTOR}


def hear_emotions(feeling: Feeling, random: np.random.Generator) -> dict[str, float]:
    """Share of each emotion in one session; they sum to 1."""
    untroubled = max(0.0, 1.0 - feeling.distress - feeling.agitation)
    parts = (
        (untroubled * feeling.ease, _WARM),
        (untroubled * (1 - feeling.ease), _PLAIN),
        (feeling.distress, _DISTRESSED),
        (feeling.agitation, _AGITATED),
    )
    weights = [_SMALLEST_WEIGHT + sum(weight * mix.get(emotion, 0.0) for weight, mix in parts) for emotion in EMOTIONS]
    drawn = random.dirichlet(np.array(weights) / sum(weights) * _EMOTION_CONCENTRATION) ** _EMOTION_CLARITY
    drawn /= drawn.sum()
    shares = {emotion: round(float(share), DECIMALS) for emotion, share in zip(EMOTIONS, drawn, strict=True)}
    heard = {emotion: share for emotion, share in shares.items() if share > 0}
    largest = max(heard, key=heard.__getitem__)
    heard[largest] = round(heard[largest] + 1 - sum(heard.values()), DECIMALS)
    return heard


def _natural(feature: Feature, normal: VoiceNormal, change: float) -> float:
    """The person's normal, moved by `change` on the scale that is compared, in the feature's own unit."""
    middle: float = getattr(normal, feature.key)
    return round(feature.to_natural(feature.to_compared(middle) + change), DECIMALS)


def _direction(effect: _Effect) -> int:
    """On a flat day pitch, level and rate go down together and pauses up."""
    return 1 if effect.distress < 0 else -1
