"""Measures a recording: from the bytes of a file to VoiceFeatures, or the reasons why there are none."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from conversations.sound.audio import Audio, read_audio
from conversations.sound.voice import VoiceMeasurement, measure_voice

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


def measure_sound(data: bytes) -> VoiceMeasurement:
    """Measures the voice in a recording. Raises AudioError for what cannot be read.

    Sound that went through a lossy codec has other jitter, shimmer, noise and timbre, and more so at a low bit rate:
    codec and class of bit rate are part of the extractor, so that such values are compared among themselves alone.
    """
    audio = read_audio(data)
    measured = measure_voice(audio.samples, audio.rate_hz)
    return replace(measured, extractor=f"{measured.extractor}{_coding(audio)}")


def _coding(audio: Audio) -> str:
    """What is added to the extractor; nothing for lossless sound."""
    if audio.codec is None or audio.bits_per_second is None:
        return ""
    above = (name for most, name in BIT_RATE_CLASSES[audio.codec] if audio.bits_per_second < most)
    return f"+{audio.codec}-{next(above, HIGHEST_CLASS)}"
