"""What is normal for a person: how a session is measured and enters it, and how it is stored. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, TypedDict

from baselines.emotion_distance import EmotionSufficient
from baselines.features import FEATURES, FEATURES_BY_TYPE, number_in
from baselines.policy import BASELINE_POLICY
from baselines.prior import EMOTION
from baselines.statistics import Sufficient
from conversations.emotions import EMOTIONS, EmotionShares

# Values measured by different extractors are never compared; those that name none are compared with one another.
UNNAMED_EXTRACTOR = ""
# A changed microphone is no changed person: what names its device is compared with that device alone.
ON_DEVICE = " on "
# Longest name of a device that tells it from others, in characters.
DEVICE_CHARACTERS = 100
# Stands for what a recording was too poor to give.
RECORDING = "recording"
# Instruments remembered of each feature. Who changes them oftener starts anew; a baseline must not grow without end.
KEPT_INSTRUMENTS = 8


# baseline_type, baseline_value, established_at.
StoredBaseline: TypeAlias = tuple[str, Mapping[str, object], datetime | None]
# What reading something damaged may raise.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class SufficientJson(TypedDict):
    """Sufficient statistics as they are stored."""

    k: int
    mean: float
    sum_squares: float


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceBaseline:
    """One feature's statistics, apart for each instrument that measured it; `instrument` is the latest."""

    instrument: str
    by_instrument: Mapping[str, Sufficient]
    established_at: datetime | None

    @property
    def current(self) -> Sufficient:
        return self.by_instrument[self.instrument]


@dataclass(frozen=True, kw_only=True, slots=True)
class EmotionBaseline:
    """The person's usual mix of emotions."""

    sufficient: EmotionSufficient
    established_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was measured of one session, on the scales that are compared."""

    started_at: datetime
    extractor: str
    instrument: str  # the extractor, and the device where that is known
    values: Mapping[str, float]  # by baseline type
    unusable: tuple[str, ...]  # baseline types whose value cannot be believed, and RECORDING
    shares: EmotionShares | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Normal:
    """A person's baselines by type."""

    voice: Mapping[str, VoiceBaseline] = field(default_factory=dict)
    emotion: EmotionBaseline | None = None

    def known(self, baseline_type: str, instrument: str) -> Sufficient:
        """What is known of a feature as this instrument measures it."""
        baseline = self.voice.get(baseline_type)
        return baseline.by_instrument.get(instrument, Sufficient()) if baseline else Sufficient()

    def known_of(self, measured: Measured) -> dict[str, Sufficient]:
        """What is known of each feature that was measured, as it was measured."""
        return {name: self.known(name, measured.instrument) for name in measured.values}


def measure(*, started_at: datetime, features: Mapping[str, object] | None, shares: EmotionShares | None) -> Measured:
    """The analysed features of a session on their compared scales."""
    features = features or {}
    extractor = _text_in(features, "extractor") or UNNAMED_EXTRACTOR
    device = _text_in(features, "device")[:DEVICE_CHARACTERS]
    values: dict[str, float] = {}
    unusable: list[str] = []
    for feature in FEATURES:
        value = number_in(features, feature)
        if value is None:
            continue
        if feature.accepts(value):
            values[feature.deviation_type] = feature.to_compared(value)
        else:
            unusable.append(feature.deviation_type)
    if features.get("problems"):  # of the recording (conversations.voice), which spoilt some values or all
        unusable.append(RECORDING)
    return Measured(
        started_at=started_at,
        extractor=extractor,
        instrument=f"{extractor}{ON_DEVICE}{device}" if device else extractor,
        values=values,
        unusable=tuple(unusable),
        shares=shares,
    )


def learn(normal: Normal, measured: Measured) -> Normal:
    """The person's normal with one more session in it."""
    emotion = normal.emotion
    if measured.shares is not None:
        emotion = _learn_emotion(emotion, measured.shares, measured.started_at)
    voice = {**normal.voice, **{name: _learn_feature(normal, measured, name) for name in measured.values}}
    return Normal(voice=voice, emotion=emotion)


def read_normal(rows: Iterable[StoredBaseline]) -> tuple[Normal, bool]:
    """The normal in stored baselines, and whether all of them could be read."""
    voice: dict[str, VoiceBaseline] = {}
    emotion: EmotionBaseline | None = None
    is_whole = True
    for baseline_type, value, established_at in rows:
        try:
            if baseline_type == EMOTION:
                emotion = EmotionBaseline(sufficient=_read_emotion(value), established_at=established_at)
            elif baseline_type in FEATURES_BY_TYPE:
                voice[baseline_type] = _read_voice(value, established_at)
        except UNREADABLE:
            is_whole = False
    return Normal(voice=voice, emotion=emotion), is_whole


def stored_baselines(normal: Normal) -> list[StoredBaseline]:
    """What is stored of a normal, by type."""
    rows: list[StoredBaseline] = [
        (name, voice_json(name, baseline), baseline.established_at) for name, baseline in normal.voice.items()
    ]
    if normal.emotion is not None:
        rows.append((EMOTION, emotion_json(normal.emotion), normal.emotion.established_at))
    return rows


def voice_json(baseline_type: str, baseline: VoiceBaseline) -> dict[str, object]:
    """What is stored of a voice baseline: the latest instrument's statistics, and the others' beside them."""
    others = {name: _json(known) for name, known in baseline.by_instrument.items() if name != baseline.instrument}
    return {
        "extractor": baseline.instrument,
        "unit": FEATURES_BY_TYPE[baseline_type].compared_unit,
        **_json(baseline.current),
        "others": others,
    }


def emotion_json(baseline: EmotionBaseline) -> dict[str, object]:
    """What is stored of the emotion baseline."""
    known = baseline.sufficient
    shares = {emotion: total for emotion, total in zip(EMOTIONS, known.summed_shares, strict=True) if total}
    return {"k": known.k, "summed_shares": shares, "distances": _json(known.distances)}


def _learn_feature(normal: Normal, measured: Measured, baseline_type: str) -> VoiceBaseline:
    known = normal.known(baseline_type, measured.instrument).add(measured.values[baseline_type])
    before = normal.voice.get(baseline_type)
    same_instrument = before is not None and before.instrument == measured.instrument
    return VoiceBaseline(
        instrument=measured.instrument,
        by_instrument=_remembered({**(before.by_instrument if before else {}), measured.instrument: known}, measured),
        established_at=_established_at(
            before.established_at if before and same_instrument else None, known.k, measured.started_at
        ),
    )


def _remembered(by_instrument: Mapping[str, Sufficient], measured: Measured) -> Mapping[str, Sufficient]:
    """Without the one that is known from the fewest sessions, where there are too many; never the present one."""
    if len(by_instrument) <= KEPT_INSTRUMENTS:
        return by_instrument
    others = (name for name in by_instrument if name != measured.instrument)
    forgotten = min(others, key=lambda name: (by_instrument[name].k, name))
    return {name: known for name, known in by_instrument.items() if name != forgotten}


def _learn_emotion(before: EmotionBaseline | None, shares: EmotionShares, started_at: datetime) -> EmotionBaseline:
    known = (before.sufficient if before else EmotionSufficient()).add(shares)
    return EmotionBaseline(
        sufficient=known,
        established_at=_established_at(before.established_at if before else None, known.k, started_at),
    )


def _established_at(before: datetime | None, k: int, started_at: datetime) -> datetime | None:
    """Established with the session that makes enough of them, and from then on."""
    if not BASELINE_POLICY.is_established(k):
        return None
    return before or started_at


def _read_voice(value: Mapping[str, object], established_at: datetime | None) -> VoiceBaseline:
    instrument = str(value["extractor"])
    others = _object(value["others"])
    by_instrument = {name: _read_sufficient(_object(known)) for name, known in others.items()}
    by_instrument[instrument] = _read_sufficient(value)
    return VoiceBaseline(instrument=instrument, by_instrument=by_instrument, established_at=established_at)


def _read_emotion(value: Mapping[str, object]) -> EmotionSufficient:
    shares = _object(value["summed_shares"])
    return EmotionSufficient(
        k=int(_number(value["k"])),
        summed_shares=tuple(_number(shares.get(emotion, 0.0)) for emotion in EMOTIONS),
        distances=_read_sufficient(_object(value["distances"])),
    )


def _read_sufficient(value: Mapping[str, object]) -> Sufficient:
    return Sufficient(
        k=int(_number(value["k"])), mean=_number(value["mean"]), sum_squares=_number(value["sum_squares"])
    )


def _text_in(features: Mapping[str, object], name: str) -> str:
    value = features.get(name)
    return value if isinstance(value, str) else ""


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("A stored baseline is not an object.")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError("A stored baseline holds something that is no number.")
    return float(value)


def _json(known: Sufficient) -> SufficientJson:
    return SufficientJson(k=known.k, mean=known.mean, sum_squares=known.sum_squares)
