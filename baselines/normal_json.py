"""A person's normal as JSON and back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeAlias, TypedDict

from baselines.emotion_distance import EmotionSufficient
from baselines.features import FEATURES_BY_TYPE
from baselines.normal import EmotionBaseline, InstrumentBaseline, Known, KnownEmotions, Normal, VoiceBaseline
from baselines.prior import EMOTION
from baselines.statistics import Sufficient
from conversations.emotions import EMOTIONS

# baseline_type, baseline_value, established_at.
StoredBaseline: TypeAlias = tuple[str, Mapping[str, object], datetime | None]
# What reading something damaged may raise.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class SufficientJson(TypedDict):
    """Sufficient statistics as they are stored."""

    k: int
    mean: float
    sum_squares: float


def read_normal(rows: Iterable[StoredBaseline]) -> tuple[Normal, bool]:
    """The normal in stored baselines, and whether all of them could be read."""
    voice: dict[str, VoiceBaseline] = {}
    emotion: EmotionBaseline | None = None
    is_whole = True
    for baseline_type, value, established_at in rows:
        try:
            if baseline_type == EMOTION:
                emotion = _read_baseline(value, established_at, _read_emotions)
            elif baseline_type in FEATURES_BY_TYPE:
                voice[baseline_type] = _read_baseline(value, established_at, _read_sufficient)
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
    return {
        "extractor": baseline.instrument,
        "unit": FEATURES_BY_TYPE[baseline_type].compared_unit,
        **_json(baseline.current),
        "others": {name: _json(known) for name, known in _others(baseline)},
    }


def emotion_json(baseline: EmotionBaseline) -> dict[str, object]:
    """What is stored of the emotion baseline, likewise."""
    return {
        "extractor": baseline.instrument,
        **_emotions_json(baseline.current),
        "others": {name: _emotions_json(known) for name, known in _others(baseline)},
    }


def _others(baseline: InstrumentBaseline[Known]) -> Iterator[tuple[str, Known]]:
    return ((name, known) for name, known in baseline.by_instrument.items() if name != baseline.instrument)


def _read_baseline(
    value: Mapping[str, object], established_at: datetime | None, read: Callable[[Mapping[str, object]], Known]
) -> InstrumentBaseline[Known]:
    instrument = str(value["extractor"])
    by_instrument = {name: read(_object(known)) for name, known in _object(value["others"]).items()}
    by_instrument[instrument] = read(value)
    return InstrumentBaseline(instrument=instrument, by_instrument=by_instrument, established_at=established_at)


def _read_emotions(value: Mapping[str, object]) -> KnownEmotions:
    shares = _object(value["summed_shares"])
    mix = EmotionSufficient(
        k=int(_number(value["k"])),
        summed_shares=tuple(_number(shares.get(emotion, 0.0)) for emotion in EMOTIONS),
        distances=_read_sufficient(_object(value["distances"])),
    )
    return KnownEmotions(mix=mix, unpleasantness=_read_sufficient(_object(value["unpleasantness"])))


def _read_sufficient(value: Mapping[str, object]) -> Sufficient:
    return Sufficient(
        k=int(_number(value["k"])), mean=_number(value["mean"]), sum_squares=_number(value["sum_squares"])
    )


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("A stored baseline is not an object.")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError("A stored baseline holds something that is no number.")
    return float(value)


def _emotions_json(known: KnownEmotions) -> dict[str, object]:
    mix = known.mix
    return {
        "k": mix.k,
        "summed_shares": {name: total for name, total in zip(EMOTIONS, mix.summed_shares, strict=True) if total},
        "distances": _json(mix.distances),
        "unpleasantness": _json(known.unpleasantness),
    }


def _json(known: Sufficient) -> SufficientJson:
    return SufficientJson(k=known.k, mean=known.mean, sum_squares=known.sum_squares)
