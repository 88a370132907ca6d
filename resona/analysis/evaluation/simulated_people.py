"""People drawn at random, whose sessions go through the charts of gradual decline as production folds them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from statistics import fmean, median
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from baselines.drift import Drift, Step
from baselines.drift_policy import DRIFT_POLICY
from baselines.prior import DEFAULT_PRIOR
from baselines.self_starting import SIGNS, RunningScale, compose
from baselines.statistics import Sufficient

Floats: TypeAlias = npt.NDArray[np.float64]

# Of valence within a person.
VALENCE_SD: Final = 0.2
# Sessions drawn beyond those watched, to settle an alarm of the last one: voice and valence are rarely missed so often.
_SETTLING_SESSIONS: Final = 30
# Times are needed to date an alarm; which they are makes no difference.
_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
# What one personal deviation towards decline is, by baseline type.
_SCALES: Final = tuple((name, sign * DEFAULT_PRIOR.of(name).within_sd) for name, sign in SIGNS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What people are drawn from; in personal deviations and sessions."""

    baseline_sessions: int
    watched_sessions: int = 60
    # How far every feature and valence are towards decline, from the first watched session on.
    shift: float = 0.0
    # Correlation of a session with the one before it.
    autocorrelation: float = 0.0
    # Of any two features in one session, counted towards decline; valence goes with none, the worst for a family.
    correlation: float = 0.4
    # Of each feature, at random.
    missing_share: float = 0.2
    # Of Student's t; infinite: normal.
    degrees_of_freedom: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of one person's charts."""

    # Watched sessions until the alarm; None: none.
    alarmed_after: int | None
    is_latched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    started_at: datetime
    values: Mapping[str, float]
    valence: float


class _Known:
    """The person's normal."""

    def __init__(self) -> None:
        self.features = dict.fromkeys(SIGNS, Sufficient())
        self.unpleasantness = Sufficient()

    def add(self, session: _Session) -> None:
        for name, value in session.values.items():
            self.features[name] = self.features[name].add(value)
        self.unpleasantness = self.unpleasantness.add(-session.valence)


def follow_people(setting: Setting, *, people: int, seed: int) -> list[Course]:
    """The courses of so many people through `Drift.step`, each until their first alarm is settled."""
    draw = np.random.default_rng(seed)
    return [_follow(_draw_sessions(setting, draw), setting) for _ in range(people)]


def share_alarmed(courses: Sequence[Course]) -> float:
    """People with an alarm, 0..1."""
    return fmean(course.alarmed_after is not None for course in courses)


def share_latched(courses: Sequence[Course]) -> float | None:
    """Alarms that were confirmed, 0..1; None without any alarm."""
    alarmed = [course.is_latched for course in courses if course.alarmed_after is not None]
    return fmean(alarmed) if alarmed else None


def median_sessions(courses: Sequence[Course]) -> float | None:
    """Watched sessions until the alarm, in the middle of those who had one; None without any alarm."""
    found = [course.alarmed_after for course in courses if course.alarmed_after is not None]
    return median(found) if found else None


def _follow(sessions: Iterator[_Session], setting: Setting) -> Course:
    known, scale = _Known(), RunningScale()
    for session in islice(sessions, setting.baseline_sessions):
        # The charts are held at rest: the question is what they do once so many sessions are known.
        composite = compose(session.values, known.features, clip=DRIFT_POLICY.design.clip)
        if composite is not None:
            scale = scale.add(composite)
        known.add(session)
    drift = Drift(composite=scale)
    alarmed_after: int | None = None
    for number, session in enumerate(sessions, start=1):
        if number > setting.watched_sessions and alarmed_after is None:
            break
        step = _step(drift, session, known)
        drift = step.learned
        if step.folding == "learn":
            known.add(session)
        elif alarmed_after is None:
            alarmed_after = number
        if step.folding in ("expire", "latched"):
            break
    return Course(alarmed_after=alarmed_after, is_latched=drift.status == "latched")


def _step(drift: Drift, session: _Session, known: _Known) -> Step:
    return drift.step(
        started_at=session.started_at,
        values=session.values,
        known=known.features,
        valence=session.valence,
        unpleasantness=known.unpleasantness,
    )


def _draw_sessions(setting: Setting, draw: np.random.Generator) -> Iterator[_Session]:
    """All are drawn at once, so that the next person's do not depend on how many of them are looked at."""
    number = setting.baseline_sessions + setting.watched_sessions + _SETTLING_SESSIONS
    scores = _draw_scores(setting, draw, number)
    is_missing = (draw.random((number, len(SIGNS))) < setting.missing_share).tolist()
    return map(_session, count(), scores, is_missing)


def _session(day: int, scores: Sequence[float], is_missing: Sequence[bool]) -> _Session:
    *voice, unpleasantness = scores
    return _Session(
        started_at=_FIRST_DAY + timedelta(days=day),
        values={
            name: scale * score
            for (name, scale), score, missing in zip(_SCALES, voice, is_missing, strict=True)
            if not missing
        },
        valence=-VALENCE_SD * unpleasantness,
    )


def _draw_scores(setting: Setting, draw: np.random.Generator, count: int) -> list[list[float]]:
    """Of each session: every feature towards decline, and unpleasantness; in personal deviations."""
    common = _noise(setting, draw, (count, 1))
    own = _noise(setting, draw, (count, len(SIGNS)))
    voice = math.sqrt(setting.correlation) * common + math.sqrt(1.0 - setting.correlation) * own
    scores = np.hstack((voice, _noise(setting, draw, (count, 1))))
    kept = setting.autocorrelation
    for day in range(1, count) if kept else ():
        scores[day] = kept * scores[day - 1] + math.sqrt(1.0 - kept * kept) * scores[day]
    scores[setting.baseline_sessions :] += setting.shift
    rows: list[list[float]] = scores.tolist()
    return rows


def _noise(setting: Setting, draw: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Of mean 0 and variance 1."""
    df = setting.degrees_of_freedom
    if math.isinf(df):
        return draw.standard_normal(shape)
    return draw.standard_t(df, shape) * math.sqrt((df - 2.0) / df)
