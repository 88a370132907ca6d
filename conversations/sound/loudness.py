"""How loud a recording is from moment to moment: where there is sound, silence, a syllable. Pure.

Levels are in dB re full scale (a sine of full scale has -3), every 10 ms.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, find_peaks, oaconvolve, sosfiltfilt, windows

Samples = NDArray[np.float64]
Levels = NDArray[np.float64]
Frames = NDArray[np.bool_]
Positions = NDArray[np.int64]

FRAME_SECONDS: Final = 0.01
# A window of two periods of the lowest voices: shorter ones follow the single periods, longer ones blur syllables.
WINDOW_SECONDS: Final = 0.032
# Nothing is quieter: silence in digits would have no level at all.
QUIETEST_DB: Final = -120.0

# de Jong & Wempe 2009, "Praat script to detect syllable nuclei and measure speech rate automatically": silence is what
# lies 25 dB below the loud parts (their 99 % quantile, so that one click sets nothing); a nucleus is voiced and rises
# at least 2 dB above the dips around it.
LOUD_QUANTILE: Final = 0.99
# What one finds in pauses and closures, be there ever so few of them.
SOFT_QUANTILE: Final = 0.05
SILENCE_BELOW_LOUD_DB: Final = 25.0
NUCLEUS_RISE_DB: Final = 2.0
# Silence that is kept before the first and after the last sound: what noise there is behind the voice is heard in it.
# None of our clips of real speech has more, so that none is measured otherwise than before silence was left out.
MARGIN_SECONDS: Final = 0.75
# For finding silence of any length: the level that so many frames reach (0.2 s; a click takes four), and how far below
# it silence begins: ten more than above, because one shout may be the loudest by as much.
LOUD_FRAMES: Final = 20
SILENCE_BELOW_LOUDEST_DB: Final = 35.0
# Nuclei are sought where vowels are loud: hisses above and murmur below would hide the dips between them, Hz.
VOWEL_BAND_HZ: Final = (300.0, 3300.0)
BAND_ORDER: Final = 2
# Shorter silences are the closures of consonants.
SHORTEST_PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Where the sound is in a recording, from its first to its last."""

    # One level a frame, of all frames of the recording.
    levels: Levels
    # Frames with sound, of all.
    is_sound: Frames
    # Frames in a pause: silence between sounds, too long for a consonant.
    is_pause: Frames
    # The first and the frame after the last with sound.
    first: int
    end: int

    @property
    def seconds(self) -> float:
        """From the first sound to the last, pauses included; what comes before and after is how the app was used."""
        return (self.end - self.first) * FRAME_SECONDS

    @property
    def pause_ratio(self) -> float:
        """Share of that time in pauses, 0..1."""
        return float(self.is_pause.sum()) / (self.end - self.first)


def mean_power(samples: Samples, rate_hz: int) -> Samples:
    """Mean square about each 10 ms, under a Hann window."""
    weights = windows.hann(round(WINDOW_SECONDS * rate_hz), sym=True)
    power = oaconvolve(samples * samples, weights / weights.sum(), mode="same")
    step = round(FRAME_SECONDS * rate_hz)
    at_frames: Samples = power[step // 2 :: step]
    return at_frames


def measure_levels(samples: Samples, rate_hz: int) -> Levels:
    """Level of each 10 ms in dB re full scale; samples are -1..1 without offset."""
    levels: Levels = 10 * np.log10(np.maximum(mean_power(samples, rate_hz), 10 ** (QUIETEST_DB / 10)))
    return levels


def loud_level(levels: Levels) -> float:
    """How loud the loud parts are, dB."""
    return float(np.quantile(levels, LOUD_QUANTILE))


def dynamic_range(levels: Levels) -> float:
    """From the softest parts to the loud ones, dB."""
    return loud_level(levels) - float(np.quantile(levels, SOFT_QUANTILE))


def find_extent(levels: Levels) -> tuple[int, int]:
    """The frames from which all is measured, first and after the last: silence before and after them is left out.

    However long the silence, the same are found: shares of the whole recording would depend on it.
    """
    loudest = np.sort(levels)[-LOUD_FRAMES:]
    heard = np.flatnonzero(levels > loudest[0] - SILENCE_BELOW_LOUDEST_DB)
    first, end = _with_margin(int(heard[0]), int(heard[-1]) + 1, len(levels))
    speech = find_speech(levels[first:end])
    return _with_margin(first + speech.first, first + speech.end, len(levels))


def find_speech(levels: Levels) -> Speech:
    """Tells sound from silence; whether the sound is speech is for others to say."""
    is_sound = levels > loud_level(levels) - SILENCE_BELOW_LOUD_DB
    sounding = np.flatnonzero(is_sound)
    first, end = int(sounding[0]), int(sounding[-1]) + 1
    is_pause = np.zeros_like(is_sound)
    gaps = np.diff(sounding)
    for gap in np.flatnonzero(gaps > round(SHORTEST_PAUSE_SECONDS / FRAME_SECONDS)):
        is_pause[sounding[gap] + 1 : sounding[gap + 1]] = True
    return Speech(levels=levels, is_sound=is_sound, is_pause=is_pause, first=first, end=end)


def _with_margin(first: int, end: int, frames: int) -> tuple[int, int]:
    margin = round(MARGIN_SECONDS / FRAME_SECONDS)
    return max(0, first - margin), min(frames, end + margin)


def find_syllables(samples: Samples, rate_hz: int) -> Positions:
    """Frames in which a syllable may have its nucleus: the loudest within its surroundings."""
    vowels = measure_levels(sosfiltfilt(_vowel_band(rate_hz), samples), rate_hz)
    peaks, _ = find_peaks(vowels, prominence=NUCLEUS_RISE_DB)
    found: Positions = peaks
    return found


@cache
def _vowel_band(rate_hz: int) -> NDArray[np.float64]:
    """The filter in sections of second order. Of the two rates there are: designing it takes longer than its use."""
    sections: NDArray[np.float64] = butter(BAND_ORDER, VOWEL_BAND_HZ, "bandpass", fs=rate_hz, output="sos")
    return sections
