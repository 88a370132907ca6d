"""Measures a voice: from the samples of one recording to VoiceFeatures, or the reasons why there are none. Pure.

The only module that imports Praat: praat-parselmouth is free software under the GPL, version 3 or later, and so is what
is distributed together with it. Everything else reaches Praat through `measure_voice`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import gcd, isfinite
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import numpy as np
import parselmouth
from numpy.typing import NDArray
from parselmouth import praat
from scipy.signal import resample_poly

from conversations.sound.loudness import (
    FRAME_SECONDS,
    Frames,
    Positions,
    Speech,
    dynamic_range,
    find_speech,
    find_syllables,
    loud_level,
    measure_levels,
)
from conversations.sound.spectrum import measure_tilt

Samples = NDArray[np.float64]
Problem = Literal["too_short", "silent", "no_speech", "unvoiced", "clipped", "noisy"]

# Raise the number whenever a changed measurement gives other values: values of different extractors are never compared.
EXTRACTOR: Final = "resona-praat/1"
# Recordings below 16 kHz (telephone) lack the band above 4 kHz, on which level, noise and tilt depend.
NARROWBAND_EXTRACTOR: Final = "resona-praat-narrowband/1"
# Everything is measured at one of two rates, so that a device's own rate moves no feature.
WIDEBAND_HZ: Final = 16_000
NARROWBAND_HZ: Final = 8_000

# Less than this holds no rhythm and hardly a word.
SHORTEST_RECORDING_SECONDS: Final = 1.0
SHORTEST_VOICE_SECONDS: Final = 0.3
# Loud parts below this are the noise of a muted microphone (8-bit recordings cannot even hold it).
SILENT_DB: Final = -60.0
# Speech touches full scale in single samples at most; beyond this share it was cut off there.
FULL_SCALE: Final = 0.99
CLIPPED_SHARE: Final = 1e-3

# Softest against loud parts, dB: in less than this, pauses and soft sounds are lost in the noise behind them.
NOISY_RANGE_DB: Final = 20.0

# Speech is voiced between a third and nearly all of its sounding time; noise hardly is.
SMALLEST_VOICED_SHARE: Final = 0.1
# Speech comes and goes: a spread of level in the sounding parts below this is a hum, a tone or steady noise.
STEADY_SD_DB: Final = 2.0
FEWEST_SYLLABLES: Final = 2
# Nobody speaks as fast (the records' own limit); crackling does.
MOST_SYLLABLES_PER_SECOND: Final = 15.0

# First pass over all voices there are; second pass about this voice's quartiles (De Looze & Hirst 2008, "Detecting
# changes in key and range for the automatic modelling and coding of intonation"; 2.5 is theirs for lively speech).
LOWEST_PITCH_HZ: Final = 50.0
HIGHEST_PITCH_HZ: Final = 600.0
FIRST_PASS_SECONDS: Final = 0.02
FLOOR_OF_FIRST_QUARTILE: Final = 0.75
CEILING_OF_THIRD_QUARTILE: Final = 2.5
SEMITONES_PER_OCTAVE: Final = 12.0
# A correlation of 1 would mean no noise at all: this is 40 dB, beyond what a microphone gives.
STRONGEST_CORRELATION: Final = 0.9999

# Praat takes this span for the whole of a recording.
WHOLE: Final = (0.0, 0.0)
# Praat's own settings for jitter and shimmer: periods of .1 to 20 ms, neighbours alike within a factor.
PERIOD_LIMITS: Final = (0.0001, 0.02, 1.3)
AMPLITUDE_FACTOR: Final = 1.6
_WAVEFORM: Final = frozenset({"shimmer", "hnr_db", "alpha_ratio_db", "low_slope_db_khz", "slope_db_octave"})
# What a problem distorts, and so is not measured: clipping the level and the shape of each period, noise what is soft.
DISTORTED: Final[Mapping[Problem, frozenset[str]]] = MappingProxyType(
    {
        "clipped": _WAVEFORM | {"energy_db", "energy_sd_db"},
        "noisy": _WAVEFORM | {"energy_sd_db", "pause_ratio"},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceMeasurement:
    """What was measured of one recording, and what stood in the way."""

    # Of VoiceFeatures, by key; None: there is no usable voice.
    features: Mapping[str, float] | None
    # Why there are none or, of a usable voice, why some are missing.
    problems: tuple[Problem, ...]
    duration_s: float
    extractor: str

    def as_voice_features(self) -> dict[str, object]:
        """The object that is stored with a session; `problems` is among its keys where there are any."""
        described = {**(self.features or {}), "duration_s": self.duration_s, "extractor": self.extractor}
        return {**described, "problems": list(self.problems)} if self.problems else described


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """The voiced parts of a recording; arrays hold a value for each frame of its levels."""

    contour: parselmouth.Pitch
    pitch_hz: Samples
    # Correlation of each period with the next one, 0..1.
    strength: Samples
    is_voiced: Frames


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """Everything that could be measured, and what distorted some of it."""

    features: Mapping[str, float]
    problems: tuple[Problem, ...]


# One problem alone: there is nothing to measure.
_Found: TypeAlias = _Measured | Problem


def measure_voice(samples: NDArray[np.floating], rate_hz: int) -> VoiceMeasurement:
    """Measures one channel of finite samples (-1..1) at 8 kHz or more. The same samples always give the same values.

    Raises ValueError for samples that are no such channel.
    """
    if samples.ndim != 1 or rate_hz < NARROWBAND_HZ or not np.isfinite(samples).all():
        raise ValueError("One channel of finite samples at 8 kHz or more is needed.")
    is_wideband = rate_hz >= WIDEBAND_HZ
    common_hz = WIDEBAND_HZ if is_wideband else NARROWBAND_HZ
    found: _Found = "too_short"
    if len(samples) >= SHORTEST_RECORDING_SECONDS * rate_hz:
        found = _measure(_resample(samples, rate_hz, common_hz), common_hz)
    clipped: tuple[Problem, ...] = ("clipped",) if _is_clipped(samples) else ()
    problems = (found, *clipped) if isinstance(found, str) else (*clipped, *found.problems)
    return VoiceMeasurement(
        features=None if isinstance(found, str) else _undistorted(found.features, problems),
        problems=problems,
        duration_s=len(samples) / rate_hz,
        extractor=EXTRACTOR if is_wideband else NARROWBAND_EXTRACTOR,
    )


def _is_clipped(samples: NDArray[np.floating]) -> bool:
    return bool(len(samples)) and float((np.abs(samples) >= FULL_SCALE).mean()) > CLIPPED_SHARE


def _undistorted(features: Mapping[str, float], problems: tuple[Problem, ...]) -> Mapping[str, float]:
    distorted = frozenset[str]().union(*(DISTORTED[problem] for problem in problems))
    return {key: value for key, value in features.items() if key not in distorted}


def _resample(samples: NDArray[np.floating], rate_hz: int, common_hz: int) -> Samples:
    """At the common rate, without offset. Doubled in precision only then: ten minutes at 48 kHz are many samples."""
    shared = gcd(rate_hz, common_hz)
    centred = samples - samples.mean(dtype=np.float64).astype(samples.dtype)
    resampled: Samples = resample_poly(centred, common_hz // shared, rate_hz // shared).astype(np.float64)
    return resampled


def _measure(samples: Samples, rate_hz: int) -> _Found:
    """Features, or what stands in the way of all of them."""
    levels = measure_levels(samples, rate_hz)
    if loud_level(levels) < SILENT_DB:
        return "silent"
    speech = find_speech(levels)
    sound = parselmouth.Sound(samples, sampling_frequency=float(rate_hz))
    voice = _find_voice(sound, len(levels))
    is_voiced = np.zeros_like(speech.is_sound) if voice is None else voice.is_voiced & speech.is_sound
    nuclei = find_syllables(samples, rate_hz)
    problem = _problem_of(speech, is_voiced, nuclei)
    if problem is not None or voice is None:
        return problem or "no_speech"
    features = {
        **_pitch_features(voice.pitch_hz[is_voiced]),
        **_loudness_features(speech),
        "rate_sps": float(is_voiced[nuclei].sum()) / speech.seconds,
        **_perturbations(sound, voice.contour),
        "hnr_db": _noise_ratio_db(voice.strength[is_voiced]),
        **_tilt_features(samples, rate_hz, is_voiced),
    }
    return _Measured(
        features={key: value for key, value in features.items() if isfinite(value)},
        problems=("noisy",) if dynamic_range(levels) < NOISY_RANGE_DB else (),
    )


def _problem_of(speech: Speech, is_voiced: Frames, nuclei: Positions) -> Problem | None:
    """Why the sound is no speech that can be measured; None: it is."""
    is_steady = float(speech.levels[speech.is_sound].std()) < STEADY_SD_DB
    syllables = int(speech.is_sound[nuclei].sum())
    if is_steady or not FEWEST_SYLLABLES <= syllables <= MOST_SYLLABLES_PER_SECOND * speech.seconds:
        return "no_speech"
    if is_voiced.sum() < SMALLEST_VOICED_SHARE * speech.is_sound.sum():
        return "unvoiced"
    return "too_short" if is_voiced.sum() * FRAME_SECONDS < SHORTEST_VOICE_SECONDS else None


def _find_voice(sound: parselmouth.Sound, frames: int) -> _Voice | None:
    """Pitch in two passes, so that few octaves are mistaken; None where nothing is voiced."""
    first = sound.to_pitch_ac(FIRST_PASS_SECONDS, LOWEST_PITCH_HZ, pitch_ceiling=HIGHEST_PITCH_HZ)
    heard = first.selected_array["frequency"]
    if not heard.any():
        return None
    quartiles = np.quantile(heard[heard > 0], [0.25, 0.75])
    floor = max(LOWEST_PITCH_HZ, FLOOR_OF_FIRST_QUARTILE * quartiles[0])
    ceiling = min(HIGHEST_PITCH_HZ, CEILING_OF_THIRD_QUARTILE * quartiles[1])
    contour = sound.to_pitch_ac(FRAME_SECONDS, floor, pitch_ceiling=ceiling)
    # Praat's frames lie about the middle of the recording: each of ours takes the nearest.
    times = (np.arange(frames) + 0.5) * FRAME_SECONDS
    nearest = np.rint((times - contour.x1) / contour.dx).astype(np.int64)
    is_within = (nearest >= 0) & (nearest < contour.n_frames)
    chosen = contour.selected_array[np.clip(nearest, 0, contour.n_frames - 1)]
    pitch_hz = np.where(is_within, chosen["frequency"], 0.0)
    return _Voice(contour=contour, pitch_hz=pitch_hz, strength=chosen["strength"], is_voiced=pitch_hz > 0)


def _pitch_features(pitch_hz: Samples) -> dict[str, float]:
    median = float(np.median(pitch_hz))
    semitones = SEMITONES_PER_OCTAVE * np.log2(pitch_hz / median)
    return {"pitch_hz": median, "pitch_sd_semitones": float(semitones.std())}


def _loudness_features(speech: Speech) -> dict[str, float]:
    heard = speech.levels[speech.is_sound]
    return {
        "energy_db": float(heard.mean()),
        "energy_sd_db": float(heard.std()),
        "pause_ratio": speech.pause_ratio,
    }


def _perturbations(sound: parselmouth.Sound, contour: parselmouth.Pitch) -> dict[str, float]:
    """Mean difference of neighbouring periods and amplitudes, as shares; NaN where no two are alike enough."""
    periods = praat.call([sound, contour], "To PointProcess (cc)")
    jitter = praat.call(periods, "Get jitter (local)", *WHOLE, *PERIOD_LIMITS)
    shimmer = praat.call([sound, periods], "Get shimmer (local)", *WHOLE, *PERIOD_LIMITS, AMPLITUDE_FACTOR)
    return {"jitter": float(jitter), "shimmer": float(shimmer)}


def _noise_ratio_db(strength: Samples) -> float:
    """Harmonics to noise from the correlation r of periods: 10 log10 r/(1-r) (Boersma 1993), mean over frames."""
    clipped = np.minimum(strength, STRONGEST_CORRELATION)
    return float((10 * np.log10(clipped / (1 - clipped))).mean())


def _tilt_features(samples: Samples, rate_hz: int, is_voiced: Frames) -> dict[str, float]:
    centres = ((np.flatnonzero(is_voiced) + 0.5) * FRAME_SECONDS * rate_hz).astype(np.int64)
    tilt = measure_tilt(samples, rate_hz, centres)
    if tilt is None:
        return {}
    return {
        "alpha_ratio_db": tilt.alpha_ratio_db,
        "low_slope_db_khz": tilt.low_slope_db_khz,
        "slope_db_octave": tilt.slope_db_octave,
    }
