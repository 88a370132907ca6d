"""The part of a person's page that draws the course of their sessions, and tells each with its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.http import HttpRequest

from baselines.measures import FURTHER_MEASURES, MAIN_MEASURES, band_in_words, digits_of, title_of, unit_of
from conversations.links import session_url
from resona.charts.frame import Frame
from resona.site.pages import Page
from resona.site.times import ago_in_words, exact_time
from risk.levels import level_in_words, level_tone
from risk.models import Level
from risk.pages.course import Course, CourseSession, read_course
from risk.pages.course_charts import (
    Chart,
    draw_dissonance,
    draw_emotions,
    draw_measure,
    draw_pointed,
    draw_risk,
    emotions_heard,
    frame_of,
)
from risk.pages.session_runs import Run, fold_runs
from risk.triage_wording import gaps_in_words
from risk.wording import dissonance_in_words, is_failure, reason_in_words

# Days shown, by the value of the address; None is all.
PERIODS: dict[str, tuple[str, int | None]] = {
    "90": ("90 days", 90),
    "365": ("1 year", 365),
    "all": ("All", None),
}
DEFAULT_PERIOD = "90"


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionLine:
    """A session in the list of a person's sessions."""

    url: str
    when: str
    ago: str
    level: str
    tone: str
    observed: str
    dissonance: str
    gaps: str
    is_crisis: bool
    at: datetime
    alike: str | None  # what an unremarkable session has in common with others; None: this one is none
    values: tuple[str, ...]  # of the table: risk, dissonance, and each measure


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseSection:
    """The charts of a period and their values as a table."""

    periods: tuple[dict[str, Any], ...]
    total: int  # sessions shown
    is_cut: bool  # older ones of the period are left out
    charts: tuple[Chart, ...]
    columns: str  # what is pointed at in the charts
    emotions: tuple[str, ...]  # for the legend
    more_url: str  # where the other measures are shown; empty: here
    measures: tuple[tuple[str, str], ...]  # titles and units of the table's
    lines: Sequence[SessionLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionsSection:
    """The sessions of the period."""

    total: int
    period: str  # of which they are; empty: of all time
    runs: Sequence[Run]


def course_on(page: Page) -> CourseSection:
    """That of the page of a person, of the period asked for. The course takes five statements."""
    course, period, with_more = page.once(_course), _period_of(page.request), _asks_for_more(page.request)
    measures = _measures(with_more=with_more)
    frame = frame_of(course.sessions, start=_start_of(page), end=page.now, zone=page.zone)
    return CourseSection(
        periods=tuple(_periods(page.request, period)),
        total=len(course.sessions),
        is_cut=course.is_cut,
        charts=tuple(_charts(course, frame, measures)) if course.sessions else (),
        columns=draw_pointed(course.sessions, measures, frame) if course.sessions else "",
        emotions=tuple(emotions_heard(course.sessions)),
        more_url="" if with_more else f"?period={period}&measures=all#course",
        measures=tuple((title_of(measure), unit_of(measure)) for measure in _tabled(course, with_more=with_more)),
        lines=page.once(_lines),
    )


def sessions_on(page: Page) -> SessionsSection | None:
    """The sessions of the same course, newest first, runs of unremarkable ones folded; None without any."""
    lines = page.once(_lines)
    if not lines:
        return None
    title, days = PERIODS[_period_of(page.request)]
    period = f"in the last {title}" if days else ""
    return SessionsSection(total=len(lines), period=period, runs=fold_runs(lines, page.zone))


def _course(page: Page) -> Course:
    return read_course(page.person_id, since=_start_of(page))


def _start_of(page: Page) -> datetime | None:
    days = PERIODS[_period_of(page.request)][1]
    return page.now - timedelta(days=days) if days else None


def _period_of(request: HttpRequest) -> str:
    asked = request.GET.get("period", DEFAULT_PERIOD)
    return asked if asked in PERIODS else DEFAULT_PERIOD


def _asks_for_more(request: HttpRequest) -> bool:
    return "measures" in request.GET


def _periods(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    more = "&measures=all" if _asks_for_more(request) else ""
    return [
        {"title": label, "link": f"?period={value}{more}#course", "active": value == chosen}
        for value, (label, _) in PERIODS.items()
    ]


def _charts(course: Course, frame: Frame, measures: Sequence[str]) -> list[Chart]:
    sessions = course.sessions
    drawn = [draw_risk(sessions, frame), draw_dissonance(sessions, frame), draw_emotions(sessions, frame)]
    drawn += [draw_measure(measure, sessions, frame) for measure in measures]
    return [chart for chart in drawn if chart is not None]


def _measures(*, with_more: bool) -> tuple[str, ...]:
    return (*MAIN_MEASURES, *FURTHER_MEASURES) if with_more else MAIN_MEASURES


def _tabled(course: Course, *, with_more: bool) -> list[str]:
    measures = _measures(with_more=with_more)
    return [measure for measure in measures if any(measure in session.readings for session in course.sessions)]


def _lines(page: Page) -> list[SessionLine]:
    """Newest first."""
    course = page.once(_course)
    measures = _tabled(course, with_more=_asks_for_more(page.request))
    return [_line(session, measures, page.now, page.zone) for session in reversed(course.sessions)]


def _line(session: CourseSession, measures: Sequence[str], now: datetime, zone: tzinfo) -> SessionLine:
    assessment, dissonance = session.assessment, session.dissonance
    return SessionLine(
        url=session_url(session.session.id),
        when=exact_time(session.at, zone),
        ago=ago_in_words(session.at, now),
        level=level_in_words(session.level, session.session.not_assessed),
        tone=level_tone(session.level, session.session.not_assessed),
        observed=reason_in_words(assessment.risk_factors) if assessment else "",
        dissonance=dissonance_in_words(dissonance.interpretation) if dissonance else "",
        gaps=gaps_in_words(tuple(session.session.not_assessed)),
        is_crisis=bool(session.events),
        at=session.at,
        alike=_alike(session),
        values=(
            f"{assessment.risk_score:.2f}" if assessment else "not assessed",
            f"{dissonance.dissonance_score:.2f}" if dissonance else "not assessed",
            *(_value(session, measure) for measure in measures),
        ),
    )


def _alike(session: CourseSession) -> str | None:
    """Low in everything that could be assessed, nothing failed, and neither words of crisis nor a pattern noticed."""
    assessment, gaps = session.assessment, tuple(session.session.not_assessed)
    if assessment is None or assessment.risk_level != Level.LOW or session.events:
        return None
    if assessment.pattern_contribution or any(is_failure(code) for code in gaps):
        return None
    return gaps_in_words(gaps)


def _value(session: CourseSession, measure: str) -> str:
    reading = session.readings.get(measure)
    if reading is None:
        return "not measured"
    band = "learning" if reading.is_learning else band_in_words(reading).removesuffix(unit_of(measure)).strip()
    return f"{digits_of(measure, reading.value)} ({band})"
