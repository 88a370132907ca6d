"""Scores the comparison of a voice with its own baseline: neutral clips of a speaker against emotional ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from baselines.normal import Measured, measure
from baselines.policy import BASELINE_POLICY
from baselines.population import ReferenceSession, gather_person, learn_prior
from baselines.prior import Prior
from baselines.session_comparison import compare_session
from baselines.statistics import Sufficient
from conversations.sound.audio import read_audio
from conversations.sound.voice import measure_voice
from resona.analysis.evaluation.labelled import UnreadableDataError
from resona.analysis.evaluation.labelled_clips import EMOTIONS, NEUTRAL, Clip, list_clips
from resona.analysis.evaluation.scores import area_under_curve

BASELINE_CLIPS: Final = (3, 5)
SPLITS: Final = 40
SEED: Final = 20261122
# A folder holds a few speakers, a clinic at least eight.
MINIMUM_REFERENCE_PEOPLE: Final = 3
FLAGGED_AT: Final = BASELINE_POLICY.evidence_starts_at_p
# Clips have no date, and nothing here depends on one.
NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DIGITS: Final = 4
_TOO_FEW_SPEAKERS: Final = "There are too few speakers with neutral clips to learn from the others."


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One speaker's clips, of which only what the prior was learned for, and what was learned from all others."""

    prior: Prior
    neutral: tuple[Measured, ...]
    emotional: tuple[Measured, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """The p of the clips of one speaker that are not in the baseline."""

    speaker: str
    neutral: tuple[float, ...]
    emotional: tuple[float, ...]


def evaluate_voice(data: Path) -> dict[str, object]:
    """Scores a folder of clips. Raises UnreadableDataError where it holds too little.

    A speaker's baseline are k neutral clips drawn at random, 40 times; the other neutral clips stand for ordinary
    sessions, the emotional ones for unusual. The prior is learned from the neutral clips of all other speakers, as
    production learns it, from at least 3; features that it was not learned for are not compared. Area under the curve
    over the clips of all speakers together, mean over splits; flagged at a p of 5 % or less.
    """
    clips = list_clips(data)
    _require_enough(clips)  # before any is measured
    measured, factor = _measure_all(clips)
    _require_enough([clip for clip, one in zip(clips, measured, strict=True) if one.values])
    speakers = _gather_speakers(clips, measured)
    return {
        **{f"k{k}": _score(speakers, k) for k in BASELINE_CLIPS},
        "clips": len(clips),
        "real_time_factor": round(factor, _DIGITS),
    }


def _require_enough(clips: Sequence[Clip]) -> None:
    neutral = Counter(clip.speaker for clip in clips if clip.emotion == EMOTIONS[NEUTRAL])
    if len(neutral) <= MINIMUM_REFERENCE_PEOPLE:
        raise UnreadableDataError(_TOO_FEW_SPEAKERS)
    emotional = {clip.speaker for clip in clips if clip.emotion != EMOTIONS[NEUTRAL]}
    k = max(BASELINE_CLIPS)
    if not any(neutral[speaker] > k for speaker in emotional):
        raise UnreadableDataError(f"No speaker has more than {k} neutral clips, and emotional ones.")


def _measure_all(clips: Sequence[Clip]) -> tuple[list[Measured], float]:
    """Everything measured, in the order of the clips, and the processing time of a second of sound."""
    measured, seconds_of_sound = [], 0.0
    started = perf_counter()
    for clip in clips:
        audio = read_audio(clip.path.read_bytes())
        features = measure_voice(audio.samples, audio.rate_hz).as_voice_features()
        measured.append(measure(started_at=NO_DATE, features=features, shares=None, valence=None))
        seconds_of_sound += len(audio.samples) / audio.rate_hz
    return measured, (perf_counter() - started) / seconds_of_sound


def _gather_speakers(clips: Sequence[Clip], measured: Sequence[Measured]) -> dict[str, Speaker]:
    names = sorted({clip.speaker for clip in clips})
    by_name: dict[str, dict[bool, list[Measured]]] = {name: {True: [], False: []} for name in names}
    for clip, one in zip(clips, measured, strict=True):
        if one.values:
            by_name[clip.speaker][clip.emotion == EMOTIONS[NEUTRAL]].append(one)
    priors = {name: _learn([by_name[other][True] for other in names if other != name]) for name in names}
    return {
        name: Speaker(
            prior=prior,
            neutral=tuple(_only_learned(one, prior) for one in by_name[name][True]),
            emotional=tuple(_only_learned(one, prior) for one in by_name[name][False]),
        )
        for name, prior in priors.items()
    }


def _only_learned(one: Measured, prior: Prior) -> Measured:
    values = {name: one.values[name] for name in one.values if prior.behind(name, one.extractor).reference_people}
    return replace(one, values=values)


def _learn(people: Sequence[Sequence[Measured]]) -> Prior:
    sessions = (
        [
            ReferenceSession(extractor=one.extractor, instrument=one.instrument, values=one.values, shares=None)
            for one in person
        ]
        for person in people
    )
    prior = learn_prior(
        [gather_person(person) for person in sessions], version="others", minimum_people=MINIMUM_REFERENCE_PEOPLE
    )
    if prior is None:
        raise UnreadableDataError(_TOO_FEW_SPEAKERS)
    return prior


def _score(speakers: Mapping[str, Speaker], k: int) -> dict[str, float]:
    draw = np.random.default_rng([SEED, k])
    splits = [
        [_split(name, speaker, draw.permutation(len(speaker.neutral)), k) for name, speaker in scored.items()]
        for scored in [{name: one for name, one in speakers.items() if len(one.neutral) > k and one.emotional}] * SPLITS
    ]
    every = [one for split in splits for one in split]
    by_speaker = [
        float(np.mean([_area([one]) for one in every if one.speaker == name]))
        for name in {one.speaker for one in every}
    ]
    figures = {
        "auc": float(np.mean([_area(split) for split in splits])),
        "false_alarm_rate": _share_flagged([p for one in every for p in one.neutral]),
        "hit_rate": _share_flagged([p for one in every for p in one.emotional]),
        "worst_speaker_auc": min(by_speaker),
    }
    return {name: round(figure, _DIGITS) for name, figure in figures.items()}


def _split(name: str, speaker: Speaker, order: np.typing.NDArray[np.int64], k: int) -> _Split:
    known: dict[str, Sufficient] = {}
    for place in order[:k]:
        for baseline_type, value in speaker.neutral[place].values.items():
            known[baseline_type] = known.get(baseline_type, Sufficient()).add(value)
    held_out = [speaker.neutral[place] for place in order[k:]]
    return _Split(
        speaker=name,
        neutral=_p_values(held_out, known, speaker.prior),
        emotional=_p_values(speaker.emotional, known, speaker.prior),
    )


def _p_values(clips: Sequence[Measured], known: Mapping[str, Sufficient], prior: Prior) -> tuple[float, ...]:
    """Of the clips in which anything can be compared with what was learned."""
    found = (compare_session(values=one.values, known=known, extractor=one.extractor, prior=prior) for one in clips)
    return tuple(one.p for one in found if one is not None)


def _area(split: Sequence[_Split]) -> float:
    """The chance that an emotional clip is more unusual than a neutral one."""
    neutral = [-p for one in split for p in one.neutral]
    return area_under_curve([-p for one in split for p in one.emotional], neutral)


def _share_flagged(p_values: Sequence[float]) -> float:
    return sum(p <= FLAGGED_AT for p in p_values) / len(p_values)
