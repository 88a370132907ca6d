"""Measures a recording: from the bytes of a file to VoiceFeatures, or the reasons why there are none."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from conversations.sound.audio import Audio, read_audio
from conversations.sound.voice import Mended, Problem, VoiceMeasurement, measure_voice, undistorted

# Bits per second below which a codec moves a voice's values by a class more (Opus gives up its parametric coding at the
# second step, AAC its coarsest at the first), each between what two usual settings come to: VOICE.md has the figures.
BIT_RATE_CLASSES: Final[Mapping[str, tuple[tuple[int, str], ...]]] = MappingProxyType(
    {
        "opus": ((22_000, "low"), (70_000, "medium")),
        "aac": ((46_000, "low"), (85_000, "medium")),
        "vorbis": ((46_000, "low"), (85_000, "medium")),
    }
)
HIGHEST_CLASS: Final = "high"
# Faults of the reading that spoil nothing.
MENDED: Final[tuple[Mended, ...]] = ("one_channel", "cut_short")
DROPOUTS: Final[Problem] = "dropouts"


def measure_sound(data: bytes) -> VoiceMeasurement:
    """Measures the voice in a recording. Raises AudioError for what cannot be read.

    Sound that went through a lossy codec has other jitter, shimmer, noise and timbre, and more so at a low bit rate:
    codec and class of bit rate are part of the extractor, so that such values are compared among themselves alone.
    """
    audio = read_audio(data)
    measured = measure_voice(audio.samples, audio.rate_hz)
    mended = tuple(fault for fault in MENDED if fault in audio.faults)
    if "no_numbers" in audio.faults:
        measured = replace(measured, features=None, problems=("no_numbers",), duration_s=audio.seconds)
    elif "damaged" in audio.faults:
        measured = _with_dropouts(measured)
    extractor = f"{measured.extractor}{_coding(audio)}"
    return replace(measured, extractor=extractor, mended=(*measured.mended, *mended))


def _with_dropouts(measured: VoiceMeasurement) -> VoiceMeasurement:
    """As if the packets that could not be decoded had been heard to be missing."""
    problems = measured.problems if "dropouts" in measured.problems else (*measured.problems, DROPOUTS)
    features = None if measured.features is None else undistorted(measured.features, (DROPOUTS,))
    return replace(measured, features=features, problems=problems)


def _coding(audio: Audio) -> str:
    """What is added to the extractor; nothing for lossless sound."""
    if audio.codec is None or audio.bits_per_second is None:
        return ""
    above = (name for most, name in BIT_RATE_CLASSES[audio.codec] if audio.bits_per_second < most)
    return f"+{audio.codec}-{next(above, HIGHEST_CLASS)}"
