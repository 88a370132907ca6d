"""What is normal for a person: how a session is measured and enters it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeAlias, TypeVar

from baselines.emotion_distance import EmotionSufficient
from baselines.features import FEATURES, number_in
from baselines.policy import BASELINE_POLICY
from baselines.statistics import Sufficient
from conversations.emotions import EmotionShares
from conversations.values import PROBLEMS, WAITING

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


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownEmotions:
    """What is known of the emotions heard in a person's sessions: their mix, and how unpleasant the voice was."""

    mix: EmotionSufficient = field(default_factory=EmotionSufficient)
    # Negative valences, of the sessions in which it was sure: what the chart of valence is standardised with.
    unpleasantness: Sufficient = field(default_factory=Sufficient)

    @property
    def k(self) -> int:
        """Sessions it is known from."""
        return self.mix.k


class _Counted(Protocol):
    """What is known from a number of sessions."""

    @property
    def k(self) -> int: ...


Known = TypeVar("Known", bound=_Counted)


@dataclass(frozen=True, kw_only=True, slots=True)
class InstrumentBaseline(Generic[Known]):
    """What is known of one thing, apart for each instrument that measured it; `instrument` is the latest."""

    instrument: str
    by_instrument: Mapping[str, Known]
    established_at: datetime | None

    @property
    def current(self) -> Known:
        return self.by_instrument[self.instrument]


VoiceBaseline: TypeAlias = InstrumentBaseline[Sufficient]
# Another model hears another mix in the same voice.
EmotionBaseline: TypeAlias = InstrumentBaseline[KnownEmotions]


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What was measured of one session, on the scales that are compared."""

    started_at: datetime
    extractor: str
    instrument: str  # the extractor, and the device where that is known
    values: Mapping[str, float]  # by baseline type
    unusable: tuple[str, ...]  # baseline types whose value cannot be believed, and RECORDING
    is_waiting: bool = False  # its sound is still to be measured
    shares: EmotionShares | None
    valence: float | None  # how pleasant the voice sounded, -1..1; None: no emotion was heard, or none for sure


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

    def known_emotions(self, instrument: str) -> KnownEmotions:
        """What is known of the emotions as this instrument hears them."""
        return self.emotion.by_instrument.get(instrument, KnownEmotions()) if self.emotion else KnownEmotions()


def measure(
    *,
    started_at: datetime,
    features: Mapping[str, object] | None,
    shares: EmotionShares | None,
    valence: float | None,
) -> Measured:
    """The analysed features of a session on their compared scales; the valence, -1..1, where the shares are clear."""
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
    problems = features.get(PROBLEMS)  # of the recording (conversations.sound.voice), which spoilt some values or all
    is_waiting = isinstance(problems, list) and WAITING in problems
    if problems and problems != [WAITING]:
        unusable.append(RECORDING)
    return Measured(
        started_at=started_at,
        extractor=extractor,
        instrument=f"{extractor}{ON_DEVICE}{device}" if device else extractor,
        values=values,
        unusable=tuple(unusable),
        is_waiting=is_waiting,
        shares=shares,
        valence=valence,
    )


def learn(normal: Normal, measured: Measured) -> Normal:
    """The person's normal with one more session in it."""
    emotion = normal.emotion
    if measured.shares is not None:
        known = _learn_emotions(normal.known_emotions(measured.instrument), measured.shares, measured.valence)
        emotion = _learned(emotion, known, measured)
    voice = {**normal.voice, **{name: _learn_feature(normal, measured, name) for name in measured.values}}
    return Normal(voice=voice, emotion=emotion)


def _learn_feature(normal: Normal, measured: Measured, baseline_type: str) -> VoiceBaseline:
    known = normal.known(baseline_type, measured.instrument).add(measured.values[baseline_type])
    return _learned(normal.voice.get(baseline_type), known, measured)


def _learn_emotions(known: KnownEmotions, shares: EmotionShares, valence: float | None) -> KnownEmotions:
    return KnownEmotions(
        mix=known.mix.add(shares),
        unpleasantness=known.unpleasantness if valence is None else known.unpleasantness.add(-valence),
    )


def _learned(before: InstrumentBaseline[Known] | None, known: Known, measured: Measured) -> InstrumentBaseline[Known]:
    """The baseline with what is known now of the instrument that measured."""
    same_instrument = before is not None and before.instrument == measured.instrument
    return InstrumentBaseline(
        instrument=measured.instrument,
        by_instrument=_remembered({**(before.by_instrument if before else {}), measured.instrument: known}, measured),
        established_at=_established_at(
            before.established_at if before and same_instrument else None, known.k, measured.started_at
        ),
    )


def _remembered(by_instrument: Mapping[str, Known], measured: Measured) -> Mapping[str, Known]:
    """Without the one that is known from the fewest sessions, where there are too many; never the present one."""
    if len(by_instrument) <= KEPT_INSTRUMENTS:
        return by_instrument
    others = (name for name in by_instrument if name != measured.instrument)
    forgotten = min(others, key=lambda name: (by_instrument[name].k, name))
    return {name: known for name, known in by_instrument.items() if name != forgotten}


def _established_at(before: datetime | None, k: int, started_at: datetime) -> datetime | None:
    """Established with the session that makes enough of them, and from then on."""
    if not BASELINE_POLICY.is_established(k):
        return None
    return before or started_at


def _text_in(features: Mapping[str, object], name: str) -> str:
    value = features.get(name)
    return value if isinstance(value, str) else ""
