"""How measured values are shown: each in the unit a clinician reads, with as many digits as it deserves. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from baselines.features import FEATURES_BY_TYPE
from baselines.prior import EMOTION


@dataclass(frozen=True, kw_only=True, slots=True)
class Display:
    """From a feature's own unit to the one shown."""

    unit: str
    factor: float = 1.0
    decimals: int = 1


_DISPLAYS: Final[Mapping[str, Display]] = MappingProxyType(
    {
        "pitch": Display(unit="Hz", decimals=0),
        "pitch_sd_semitones": Display(unit="semitones"),
        "energy": Display(unit="dB", decimals=0),
        "energy_sd_db": Display(unit="dB"),
        "rate": Display(unit="syllables a second"),
        "pause": Display(unit="% of the time", factor=100.0, decimals=0),
        "jitter": Display(unit="%", factor=100.0, decimals=2),
        "shimmer": Display(unit="%", factor=100.0),
        "hnr_db": Display(unit="dB"),
        "alpha_ratio_db": Display(unit="dB"),
        "low_slope_db_khz": Display(unit="dB/kHz"),
        "slope_db_octave": Display(unit="dB/octave"),
        EMOTION: Display(unit="% away from the usual mix", factor=100.0, decimals=0),
    }
)
_UNKNOWN: Final = Display(unit="", decimals=2)
DEVIATION_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pitch": "Pitch",
        "pitch_sd_semitones": "Melody of speech",
        "energy": "Loudness",
        "energy_sd_db": "Variation of loudness",
        "rate": "Speech rate",
        "pause": "Pauses",
        "jitter": "Steadiness of pitch (jitter)",
        "shimmer": "Steadiness of loudness (shimmer)",
        "hnr_db": "Clearness (harmonics to noise)",
        "alpha_ratio_db": "High against low tones",
        "low_slope_db_khz": "Slope of the low tones",
        "slope_db_octave": "Brightness of the voice",
        EMOTION: "Mix of emotions",
    }
)

# The order charts stand in: what a listener would notice first; the rest is shown on request.
MAIN_MEASURES: Final = ("rate", "pause", "pitch", "energy")
FURTHER_MEASURES: Final = tuple(name for name in FEATURES_BY_TYPE if name not in MAIN_MEASURES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One thing measured in a session, in its own unit; the band is None while the person's normal is being learned."""

    measure: str
    value: float
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    z: float | None = None
    k: int | None = None  # sessions behind the expectation

    @property
    def is_learning(self) -> bool:
        """Whether there was nothing yet to compare with."""
        return self.low is None or self.high is None

    @property
    def is_unusual(self) -> bool:
        """Whether the value lies outside the band that holds 90 % of the person's sessions."""
        return self.low is not None and self.high is not None and not self.low <= self.value <= self.high


def unit_of(measure: str) -> str:
    """The unit a measure is shown in; empty for one that is not known here."""
    return _DISPLAYS.get(measure, _UNKNOWN).unit


def to_display(measure: str, value: float) -> float:
    """The value in the unit shown."""
    return value * _DISPLAYS.get(measure, _UNKNOWN).factor


def value_in_words(measure: str, value: float) -> str:
    """`3.1 syllables a second`."""
    return with_unit(measure, digits_of(measure, value))


def with_unit(measure: str, digits: str) -> str:
    """These digits with the unit of the measure; a sign of percent stands at the number, any other apart from it."""
    unit = unit_of(measure)
    return f"{digits}{unit}" if unit.startswith("%") else f"{digits} {unit}".strip()


def digits_of(measure: str, value: float) -> str:
    """The value's digits, without its unit."""
    display = _DISPLAYS.get(measure, _UNKNOWN)
    return f"{value * display.factor:.{display.decimals}f}"


def band_in_words(reading: Reading) -> str:
    """`3.6 to 4.8 syllables a second`; while learning, that there is no band yet."""
    if reading.low is None or reading.high is None:
        return "not known yet"
    return f"{digits_of(reading.measure, reading.low)} to {value_in_words(reading.measure, reading.high)}"


def title_of(measure: str) -> str:
    """The name of something measured; types that follow a feature's name are that name, readable."""
    plain = measure.replace("_", " ").strip()
    return DEVIATION_TITLES.get(measure) or f"{plain[:1].upper()}{plain[1:]}" or "Unnamed"
