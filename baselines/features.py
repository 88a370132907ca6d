"""The voice features that are analysed: what each is, and the scale on which differences of it add up. Pure."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from resona.errors import ResonaError

# Semitones are counted from here: it sets where zero is and changes no difference.
PITCH_REFERENCE_HZ: Final = 100.0
SEMITONES_PER_OCTAVE: Final = 12.0
# Share of silence added before the log, so that speech without any pause stays finite and a hair more of it is no leap.
PAUSE_OFFSET: Final = 0.05
# Perturbations (shares of a period or amplitude) below this are measurement dust.
PERTURBATION_FLOOR: Final = 1e-4


class UnusableFeatureError(ResonaError):
    """A voice feature is outside what can be measured in a voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One analysed feature of a voice."""

    # Name in VoiceFeatures.
    key: str
    # Name in user_baselines and session_deviations.
    deviation_type: str
    unit: str
    # Smallest and largest value that is believed, both included, in that unit.
    smallest: float
    largest: float
    # Unit of the scale that is compared, and the way there and back.
    compared_unit: str
    forward: Callable[[float], float]
    backward: Callable[[float], float]
    # Which sign of a difference means decline (slower, flatter, lower, more pauses); 0: the literature does not agree.
    decline_sign: Literal[-1, 0, 1]

    def accepts(self, value: float) -> bool:
        """Whether the value is believed; NaN and infinities are not."""
        return self.smallest <= value <= self.largest

    def to_compared(self, value: float) -> float:
        """The value on the scale where differences add up; raises UnusableFeatureError outside the believed range."""
        if not self.accepts(value):
            raise UnusableFeatureError(f"{self.key} must be within {self.smallest:g} and {self.largest:g} {self.unit}.")
        return self.forward(value)

    def to_natural(self, compared: float) -> float:
        """Back to the feature's own unit, kept within the believed range: for drawing the expected band."""
        if compared <= self.forward(self.smallest):
            return self.smallest
        if compared >= self.forward(self.largest):
            return self.largest
        return self.backward(compared)


def _same(value: float) -> float:
    return value


def _to_semitones(pitch_hz: float) -> float:
    return SEMITONES_PER_OCTAVE * math.log2(pitch_hz / PITCH_REFERENCE_HZ)


def _to_hz(semitones: float) -> float:
    return PITCH_REFERENCE_HZ * math.exp2(semitones / SEMITONES_PER_OCTAVE)


def _to_log_pause(pause_ratio: float) -> float:
    return math.log(pause_ratio + PAUSE_OFFSET)


def _to_pause_ratio(log_pause: float) -> float:
    return math.exp(log_pause) - PAUSE_OFFSET


def _to_log_perturbation(perturbation: float) -> float:
    return math.log(max(perturbation, PERTURBATION_FLOOR))


# Ranges of pitch, rate and pause are fixed with the records; the others are wide enough for any voice and any reference
# of level, and refuse what was measured in another unit (a jitter of 1.2 is a percentage). Directions: Cummins et al.
# 2015, "A review of depression and suicide risk assessment using speech analysis", and Low et al. 2020, "Automated
# assessment of psychiatric disorders using speech": on jitter, shimmer, noise and spectral tilt the studies contradict
# one another.
FEATURES: Final = (
    Feature(
        key="pitch_hz",
        deviation_type="pitch",
        unit="Hz",
        smallest=50.0,
        largest=600.0,
        compared_unit="semitones re 100 Hz",
        forward=_to_semitones,
        backward=_to_hz,
        decline_sign=-1,
    ),
    Feature(
        key="pitch_sd_semitones",
        deviation_type="pitch_sd_semitones",
        unit="semitones",
        smallest=0.0,
        largest=24.0,
        compared_unit="semitones",
        forward=_same,
        backward=_same,
        decline_sign=-1,
    ),
    Feature(
        key="energy_db",
        deviation_type="energy",
        unit="dB",
        smallest=-120.0,
        largest=140.0,
        compared_unit="dB",
        forward=_same,
        backward=_same,
        decline_sign=-1,
    ),
    Feature(
        key="energy_sd_db",
        deviation_type="energy_sd_db",
        unit="dB",
        smallest=0.0,
        largest=60.0,
        compared_unit="dB",
        forward=_same,
        backward=_same,
        decline_sign=-1,
    ),
    Feature(
        key="rate_sps",
        deviation_type="rate",
        unit="syllables/s",
        smallest=0.0,
        largest=15.0,
        compared_unit="syllables/s",
        forward=_same,
        backward=_same,
        decline_sign=-1,
    ),
    Feature(
        key="pause_ratio",
        deviation_type="pause",
        unit="share of time",
        smallest=0.0,
        largest=1.0,
        compared_unit="log(share + 0.05)",
        forward=_to_log_pause,
        backward=_to_pause_ratio,
        decline_sign=1,
    ),
    Feature(
        key="jitter",
        deviation_type="jitter",
        unit="share of a period",
        smallest=0.0,
        largest=1.0,
        compared_unit="log share",
        forward=_to_log_perturbation,
        backward=math.exp,
        decline_sign=0,
    ),
    Feature(
        key="shimmer",
        deviation_type="shimmer",
        unit="share of amplitude",
        smallest=0.0,
        largest=1.0,
        compared_unit="log share",
        forward=_to_log_perturbation,
        backward=math.exp,
        decline_sign=0,
    ),
    Feature(
        key="hnr_db",
        deviation_type="hnr_db",
        unit="dB",
        smallest=-50.0,
        largest=100.0,
        compared_unit="dB",
        forward=_same,
        backward=_same,
        decline_sign=0,
    ),
    Feature(
        key="alpha_ratio_db",
        deviation_type="alpha_ratio_db",
        unit="dB",
        smallest=-100.0,
        largest=60.0,
        compared_unit="dB",
        forward=_same,
        backward=_same,
        decline_sign=0,
    ),
    Feature(
        key="low_slope_db_khz",
        deviation_type="low_slope_db_khz",
        unit="dB/kHz",
        smallest=-300.0,
        largest=300.0,
        compared_unit="dB/kHz",
        forward=_same,
        backward=_same,
        decline_sign=0,
    ),
    Feature(
        key="slope_db_octave",
        deviation_type="slope_db_octave",
        unit="dB/octave",
        smallest=-50.0,
        largest=50.0,
        compared_unit="dB/octave",
        forward=_same,
        backward=_same,
        decline_sign=0,
    ),
)
FEATURES_BY_TYPE: Final = MappingProxyType({feature.deviation_type: feature for feature in FEATURES})


def number_in(features: Mapping[str, object], feature: Feature) -> float | None:
    """The feature's value among VoiceFeatures, believed or not; None where it was not measured.

    A database gives large numbers back as integers of any length: what is beyond any float is infinite.
    """
    value = features.get(feature.key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
