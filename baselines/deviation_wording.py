"""How a session differed from what is usual for the person, in a clinician's words, with the plain values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from baselines.measures import Reading, band_in_words, digits_of, title_of, value_in_words, with_unit
from baselines.prior import EMOTION

# Nearer than this to the expected value a session is as usual: two in three of a person's own sessions are.
AS_USUAL_BELOW_Z: Final = 1.0
# Beyond the band that is shown as usual, which holds 9 of 10 sessions, and far beyond it: about 1 in 400.
OUTSIDE_FROM_Z: Final = 1.645
MUCH_FROM_Z: Final = 3.0

# Below and above the expected value, by deviation type.
_DIRECTIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "pitch": ("lower in pitch", "higher in pitch"),
        "pitch_sd_semitones": ("flatter in melody", "livelier in melody"),
        "energy": ("quieter", "louder"),
        "energy_sd_db": ("more even in loudness", "more uneven in loudness"),
        "rate": ("slower", "faster"),
        "pause": ("more fluently", "more haltingly"),
        "jitter": ("steadier in pitch", "rougher in pitch"),
        "shimmer": ("steadier in loudness", "rougher in loudness"),
        "hnr_db": ("hoarser", "clearer"),
        "alpha_ratio_db": ("softer in the high tones", "sharper in the high tones"),
        "low_slope_db_khz": ("laxer in voice", "more pressed in voice"),
        "slope_db_octave": ("darker in timbre", "brighter in timbre"),
    }
)


def deviation_in_words(deviation_type: str, z: float) -> str:
    """`much slower than usual`, `slower than usual`, `a little slower than usual`, or `about as usual`."""
    if not is_unusual(deviation_type, z):
        return "about as usual"
    if deviation_type == EMOTION:
        return f"{_how(z, little='a little ', much='very ')}unlike the usual mix"
    return f"{how_different(deviation_type, z)} than usual"


def how_different(deviation_type: str, z: float) -> str:
    """`much slower`: the same without saying than what."""
    below, above = _DIRECTIONS.get(deviation_type, ("lower", "higher"))
    return f"{_how(z, little='a little ', much='much ')}{above if z > 0 else below}"


def reading_in_words(reading: Reading) -> str:
    """`Speech rate: 3.1 syllables a second, usually 3.9 to 4.9: much slower than usual.`"""
    measured = f"{title_of(reading.measure)}: {value_in_words(reading.measure, reading.value)}"
    if reading.is_learning:
        return f"{measured}. What is usual was still being learned."
    unusual = "" if reading.z is None else f": {deviation_in_words(reading.measure, reading.z)}"
    return f"{measured}, usually {band_in_words(reading)}{unusual}."


def voice_in_words(differences: Sequence[tuple[str, float]], heard: Mapping[object, object]) -> str:
    """`speaks much slower than usual: 3.1 syllables a second, usually 3.9 to 4.9`, of at least one difference.

    `heard`: the value, and the lowest and highest that are usual, by type; what has none is told without them.
    """
    if len(differences) == 1:
        [(kind, z)] = differences
        values = _values_in_words(kind, heard.get(kind))
        return f"speaks {deviation_in_words(kind, z)}{values and f': {values}'}"
    parts = []
    for kind, z in differences:
        values = _values_in_words(kind, heard.get(kind))
        parts.append(f"{how_different(kind, z)}{values and f' ({values})'}")
    return f"speaks {' and '.join(parts)} than usual"


def is_unusual(deviation_type: str, z: float) -> bool:
    """Whether it is worth a word; emotions close to the usual mix are no finding, however close."""
    return z >= AS_USUAL_BELOW_Z if deviation_type == EMOTION else abs(z) >= AS_USUAL_BELOW_Z


def _values_in_words(kind: str, heard: object) -> str:
    """`3.1 syllables a second, usually 3.9 to 4.9`; empty where that was not kept."""
    if not isinstance(heard, list | tuple) or not all(isinstance(value, int | float) for value in heard):
        return ""
    value, low, high = (digits_of(kind, number) for number in heard)
    what = "pauses " if kind == "pause" else ""
    return f"{what}{with_unit(kind, value)}, usually {low} to {high}"


def _how(z: float, *, little: str, much: str) -> str:
    if abs(z) >= MUCH_FROM_Z:
        return much
    return "" if abs(z) >= OUTSIDE_FROM_Z else little
