"""The charts of a course: risk, words against voice, emotions, and each measure against the person's own band."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import median
from typing import Final

from baselines.deviation_wording import reading_in_words
from baselines.measures import Reading, title_of, to_display, unit_of, value_in_words
from conversations.emotion_wording import LEAST_SHARE_NAMED, shares_in_words
from conversations.links import session_url
from resona.charts.course import Bar, Point, Zone, draw_band_chart, draw_score_chart, draw_share_chart
from resona.charts.frame import Column, Event, Frame, Shape, draw_columns
from resona.charts.scale import TimeScale
from resona.site.counts import count_of
from resona.site.times import exact_time
from risk.levels import level_in_words, level_tone
from risk.pages.course import CourseSession
from risk.policy import POLICY
from risk.wording import dissonance_in_words, gap_in_words, reason_in_words

# Two weeks without a session is a gap worth seeing; for someone who comes monthly it takes three of their own.
SHORTEST_GAP: Final = timedelta(days=14)
USUAL_STEPS_OF_GAP: Final = 3
# A single session still needs a stretch of time around it.
SHORTEST_SPAN: Final = timedelta(days=7)

RISK_ZONES: Final = (
    Zone(name="low", starts_at=0.0),
    *(Zone(name=level, starts_at=cut) for level, cut in POLICY.cuts.items()),
)
DISSONANCE_ZONES: Final = (
    Zone(name="agree", starts_at=0.0),
    Zone(name="differ", starts_at=POLICY.dissonance.medium_from_score),
    Zone(name="oppose", starts_at=POLICY.dissonance.high_from_score),
)
LEVEL_SHAPES: Final[dict[str, Shape]] = {"low": "dot", "medium": "diamond", "high": "triangle", "critical": "star"}
# From at ease to in distress, so that a course that darkens darkens from above.
EMOTION_ORDER: Final = (
    "calm", "happy", "neutral", "surprise", "bored", "numb", "resigned", "disgust", "angry", "anxious", "fear", "sad",
    "hopeless",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A drawn chart with its heading; `svg` is markup of resona.charts, safe to be written as it is."""

    key: str
    title: str
    unit: str
    svg: str
    latest: str  # what the newest session showed


def frame_of(sessions: Sequence[CourseSession], *, start: datetime | None, end: datetime, zone: tzinfo) -> Frame:
    """The time shared by all charts, from `start`, or the first session, to `end`."""
    first = start or min((session.at for session in sessions), default=end)
    times = TimeScale(start=min(first, end - SHORTEST_SPAN), end=max(end, *(session.at for session in sessions), end))
    steps = [later.at - earlier.at for earlier, later in pairwise(sessions)]
    usual_days = median(step / timedelta(days=1) for step in steps) if steps else 0.0
    longest = max(SHORTEST_GAP, USUAL_STEPS_OF_GAP * timedelta(days=usual_days))
    events = tuple(
        Event(at=session.at, title=f"{event.risk_level.capitalize()} crisis event, {exact_time(session.at, zone)}")
        for session in sessions
        for event in session.events
    )
    return Frame(times=times, zone=zone, longest_joined=longest, events=events)


def draw_risk(sessions: Sequence[CourseSession], frame: Frame) -> Chart:
    """The score of each session before its levels; a session without one is marked, and stands for nothing low."""
    points = [_risk_point(session) for session in sessions]
    assessed = sum(point.value is not None for point in points)
    label = f"Assessments: {assessed} of {count_of(len(points), 'session')} could be assessed."
    svg = draw_score_chart(points, frame, zones=RISK_ZONES, label=label)
    return Chart(key="risk", title="Assessment", unit="", svg=svg, latest=_latest_level(sessions))


def draw_dissonance(sessions: Sequence[CourseSession], frame: Frame) -> Chart | None:
    """How far words and voice lie apart; None where that was never known."""
    points = [_dissonance_point(session) for session in sessions if session.dissonance is not None]
    if not points:
        return None
    label = f"Words against voice in {count_of(len(points), 'session')}, from 0 (agree) to 1 (opposite)."
    svg = draw_score_chart(points, frame, zones=DISSONANCE_ZONES, label=label)
    newest = [session.dissonance for session in sessions if session.dissonance is not None][-1]
    return Chart(
        key="dissonance",
        title="Words against voice",
        unit="",
        svg=svg,
        latest=dissonance_in_words(newest.interpretation),
    )


def draw_emotions(sessions: Sequence[CourseSession], frame: Frame) -> Chart | None:
    """The mix of emotions heard in each session; None where none was ever heard."""
    heard = [session for session in sessions if session.shares]
    if not heard:
        return None
    bars = [
        Bar(
            at=session.at,
            shares=session.shares,
        )
        for session in heard
    ]
    label = f"Emotions heard in {count_of(len(bars), 'session')}, as shares."
    svg = draw_share_chart(bars, frame, order=EMOTION_ORDER, label=label)
    return Chart(
        key="emotions", title="Emotions in the voice", unit="", svg=svg, latest=shares_in_words(heard[-1].shares)
    )


def draw_measure(measure: str, sessions: Sequence[CourseSession], frame: Frame) -> Chart | None:
    """A measure against the band expected of the person; None where it was never measured."""
    measured = [(session, session.readings[measure]) for session in sessions if measure in session.readings]
    if not measured:
        return None
    points = [_measure_point(session, reading) for session, reading in measured]
    unusual = sum(reading.is_unusual for _, reading in measured)
    newest = measured[-1][1]
    label = (
        f"{title_of(measure)} in {count_of(len(points), 'session')}, {unusual} of them outside the person's own band."
    )
    return Chart(
        key=measure,
        title=title_of(measure),
        unit=unit_of(measure),
        svg=draw_band_chart(points, frame, label=label),
        latest=value_in_words(measure, newest.value),
    )


def draw_pointed(sessions: Sequence[CourseSession], measures: Sequence[str], frame: Frame) -> str:
    """What is pointed at in the charts of these measures: each session with all that they show of it."""
    columns = [
        Column(
            at=session.at,
            title="\n".join(_told(session, measures, frame)),
            href=session_url(session.session.id),
        )
        for session in sessions
    ]
    return draw_columns(columns, frame, label="Sessions, each with what the charts show of it")


def emotions_heard(sessions: Sequence[CourseSession]) -> list[str]:
    """The emotions a legend has to name."""
    heard = {name for session in sessions for name, share in session.shares.items() if share >= LEAST_SHARE_NAMED}
    return [name for name in EMOTION_ORDER if name in heard]


def _risk_point(session: CourseSession) -> Point:
    return Point(
        at=session.at,
        value=session.assessment.risk_score if session.assessment else None,
        tone=level_tone(session.level, session.session.not_assessed),
        shape=_risk_shape(session),
    )


def _risk_shape(session: CourseSession) -> Shape:
    if session.level is None:
        return "cross"
    is_unknown = level_tone(session.level, session.session.not_assessed) == "missing"
    return "ring" if is_unknown else LEVEL_SHAPES[session.level]


def _dissonance_point(session: CourseSession) -> Point:
    dissonance = session.dissonance
    assert dissonance is not None
    return Point(
        at=session.at,
        value=dissonance.dissonance_score,
        tone=dissonance.risk_level,
        shape=LEVEL_SHAPES[dissonance.risk_level],
    )


def _measure_point(session: CourseSession, reading: Reading) -> Point:
    def shown(value: float | None) -> float | None:
        return None if value is None else to_display(reading.measure, value)

    tone = "learning" if reading.is_learning else "unusual" if reading.is_unusual else "usual"
    shape: Shape = "ring" if reading.is_learning else "diamond" if reading.is_unusual else "dot"
    return Point(
        at=session.at,
        value=shown(reading.value),
        tone=tone,
        shape=shape,
        expected=shown(reading.expected),
        low=shown(reading.low),
        high=shown(reading.high),
    )


def _told(session: CourseSession, measures: Sequence[str], frame: Frame) -> Iterator[str]:
    """In words, a line each."""
    assessment, dissonance, gaps = session.assessment, session.dissonance, session.session.not_assessed
    yield exact_time(session.at, frame.zone)
    yield from (f"{event.risk_level.capitalize()} crisis event" for event in session.events)
    yield f"Level: {level_in_words(session.level, gaps)}"
    yield reason_in_words(assessment.risk_factors) if assessment else "Nothing could be assessed."
    yield from map(gap_in_words, gaps)
    if dissonance is not None:
        agreement = dissonance_in_words(dissonance.interpretation)
        yield f"{agreement}: {dissonance.dissonance_score:.2f} of 1 apart"
    if session.shares:
        yield shares_in_words(session.shares)
    yield from (reading_in_words(session.readings[measure]) for measure in measures if measure in session.readings)


def _latest_level(sessions: Sequence[CourseSession]) -> str:
    return level_in_words(sessions[-1].level, sessions[-1].session.not_assessed) if sessions else ""
