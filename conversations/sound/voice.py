"""Measures a voice: from the samples of one recording to VoiceFeatures, or the reasons why there are none. Pure.

The only module that imports Praat: praat-parselmouth is free software under the GPL, version 3 or later, and so is what
is distributed together with it. Everything else reaches Praat through `measure_voice`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import gcd, isfinite
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

import numpy as np
import parselmouth
from numpy.typing import NDArray
from parselmouth import praat
from scipy.signal import resample_poly

from conversations.sound.faults import has_dropouts, has_hum, is_flat_topped
from conversations.sound.loudness import (
    FRAME_SECONDS,
    MARGIN_SECONDS,
    Frames,
    Levels,
    Positions,
    Speech,
    dynamic_range,
    find_extent,
    find_speech,
    find_syllables,
    loud_level,
    measure_levels,
)
from conversations.sound.spectrum import measure_tilt

Samples = NDArray[np.float64]
Problem = Literal["too_short", "silent", "no_speech", "unvoiced", "hum", "no_numbers", "clipped", "dropouts", "noisy"]
# What was wrong, and has been put right: everything is measured all the same.
Mended = Literal["offset", "one_channel", "cut_short"]

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

# A converter's own offset is a hundredth of full scale; from here on something is broken. It is taken away in any case.
OFFSET: Final = 0.05

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
# What a problem distorts, and so is not measured: clipping the level and the shape of each period, dropouts whatever
# depends on what comes after what, noise what is soft.
DISTORTED: Final[Mapping[Problem, frozenset[str]]] = MappingProxyType(
    {
        "clipped": _WAVEFORM | {"energy_db", "energy_sd_db"},
        "dropouts": _WAVEFORM | {"energy_sd_db", "jitter", "rate_sps", "pause_ratio"},
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
    mended: tuple[Mended, ...]
    # From the first sound to the last; where there is no usable voice, of the whole recording.
    duration_s: float
    extractor: str

    def as_voice_features(self) -> dict[str, object]:
        """The object that is stored with a session; `problems` and `mended` are among its keys where there are any."""
        named = {"problems": list(self.problems), "mended": list(self.mended)}
        described = {**(self.features or {}), "duration_s": self.duration_s, "extractor": self.extractor}
        return {**described, **{key: names for key, names in named.items() if names}}


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
    seconds: float


# One problem alone: there is nothing to measure.
_Found: TypeAlias = _Measured | Problem


def measure_voice(samples: NDArray[np.floating], rate_hz: int) -> VoiceMeasurement:
    """Measures one channel of finite samples (-1..1) at 8 kHz or more. The same samples always give the same values.

    Silence before and after the speech changes nothing. Raises ValueError for samples that are no such channel.
    """
    if samples.ndim != 1 or rate_hz < NARROWBAND_HZ or not np.isfinite(samples).all():
        raise ValueError("One channel of finite samples at 8 kHz or more is needed.")
    is_wideband = rate_hz >= WIDEBAND_HZ
    heard: NDArray[np.floating] = samples
    found: _Found = "too_short"
    if len(samples) >= SHORTEST_RECORDING_SECONDS * rate_hz:
        heard, found = _measure_trimmed(samples, rate_hz, WIDEBAND_HZ if is_wideband else NARROWBAND_HZ)
    extractor = EXTRACTOR if is_wideband else NARROWBAND_EXTRACTOR
    clipped: tuple[Problem, ...] = ("clipped",) if _is_clipped(heard) else ()
    if isinstance(found, str):
        problems, seconds = (found, *clipped), len(samples) / rate_hz
        return VoiceMeasurement(features=None, problems=problems, mended=(), duration_s=seconds, extractor=extractor)
    if is_flat_topped(heard):
        clipped = ("clipped",)
    has_offset = abs(float(heard.mean(dtype=np.float64))) > OFFSET
    return VoiceMeasurement(
        features=undistorted(found.features, (*clipped, *found.problems)),
        problems=(*clipped, *found.problems),
        mended=("offset",) if has_offset else (),
        duration_s=found.seconds,
        extractor=extractor,
    )


def undistorted(features: Mapping[str, float], problems: Iterable[Problem]) -> Mapping[str, float]:
    """Those of the features that these problems spare."""
    distorted = frozenset[str]().union(*(DISTORTED[problem] for problem in problems))
    return {key: value for key, value in features.items() if key not in distorted}


def _measure_trimmed(
    samples: NDArray[np.floating], rate_hz: int, common_hz: int
) -> tuple[NDArray[np.floating], _Found]:
    """What was measured, and the samples that it was measured of: those with the speech, and a little around it."""
    heard = _without_zeros(samples, rate_hz)
    common = _resample(heard, rate_hz, common_hz)
    levels = measure_levels(common, common_hz)
    first, end = find_extent(levels)
    if (first, end) != (0, len(levels)):
        heard = heard[round(first * FRAME_SECONDS * rate_hz) : round(end * FRAME_SECONDS * rate_hz)]
        common = common[round(first * FRAME_SECONDS * common_hz) : round(end * FRAME_SECONDS * common_hz)]
        levels = measure_levels(common, common_hz)
    found = _measure(common, common_hz, levels)
    if isinstance(found, _Measured) and has_dropouts(heard, rate_hz, loud_level(levels)):
        found = replace(found, problems=("dropouts", *found.problems))
    return heard, found


def _without_zeros(samples: NDArray[np.floating], rate_hz: int) -> NDArray[np.floating]:
    """Without digital silence at the ends, where it is longer than what is kept of any other: its level is not that of
    the noise behind the voice, nor its offset the recording's."""
    is_sound = samples != 0
    first, end = int(is_sound.argmax()), len(samples) - int(is_sound[::-1].argmax())
    first = first if first > MARGIN_SECONDS * rate_hz else 0
    end = end if len(samples) - end > MARGIN_SECONDS * rate_hz else len(samples)
    return samples[first:end] if end - first >= SHORTEST_RECORDING_SECONDS * rate_hz else samples


def _is_clipped(samples: NDArray[np.floating]) -> bool:
    return bool(len(samples)) and float((np.abs(samples) >= FULL_SCALE).mean()) > CLIPPED_SHARE


def _resample(samples: NDArray[np.floating], rate_hz: int, common_hz: int) -> Samples:
    """At the common rate, without offset. Doubled in precision only then: ten minutes at 48 kHz are many samples."""
    shared = gcd(rate_hz, common_hz)
    centred = samples - samples.mean(dtype=np.float64).astype(samples.dtype)
    resampled: Samples = resample_poly(centred, common_hz // shared, rate_hz // shared).astype(np.float64)
    return resampled


def _measure(samples: Samples, rate_hz: int, levels: Levels) -> _Found:
    """Features, or what stands in the way of all of them."""
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
    if has_hum(samples, rate_hz, levels):
        return "hum"
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
        seconds=speech.seconds,
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
