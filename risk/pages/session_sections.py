"""What the page of a session says of findings: what is open, how it sounded, and what the assessment is owed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from conversations.emotion_wording import shares_in_words
from conversations.models import Conversation
from resona.charts.bars import draw_shares
from resona.site.links import badge
from resona.site.pages import Page
from risk.levels import level_in_words, level_tone
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.pages.course_charts import EMOTION_ORDER
from risk.pages.row_view import RowView, permissions_on, show_row
from risk.pages.said_section import found_on
from risk.pages.session_lines import (
    ContributionLine,
    EventLine,
    RunLine,
    VoiceLine,
    bases_in_words,
    contribution_lines,
    event_lines,
    run_line,
    score_bar,
    valence_axis,
    voice_line,
)
from risk.triage import Record, describe
from risk.triage_findings import session_waits, waits_for_someone
from risk.wording import dissonance_in_words, gap_in_words, is_failure

# Analyses, and steps of an event, that the page of a session shows.
MOST_RUNS: Final = 20
MOST_STEPS: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentSection:
    """What the assessment is made of; None where nothing could be assessed."""

    assessment: RiskAssessment | None
    bar: str
    contributions: list[ContributionLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class DissonanceSection:
    """Words against voice."""

    dissonance: Dissonance
    words: str
    axis: str  # empty where their valences are not known


@dataclass(frozen=True, kw_only=True, slots=True)
class EmotionsSection:
    """The mix of emotions heard."""

    bar: str
    emotions: list[str]  # for the legend
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceSection:
    """Each measure against the person's own normal."""

    lines: list[VoiceLine]
    bases: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunsSection:
    """The latest analyses, and how many there are in all."""

    lines: list[RunLine]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.lines)


def level_badge(page: Page) -> SafeString:
    """The level of the current assessment."""
    gaps, level = page.record.not_assessed, page.once(found_on).level
    return badge(level_in_words(level, gaps), level_tone(level, gaps))


def open_on(page: Page) -> list[RowView] | None:
    """What is open of this session: its events or else, if someone should look, its assessment."""
    session: Conversation = page.record
    found, may = page.once(found_on), page.once(permissions_on)
    records: list[Record] = [event for event in found.events if event.resolved_at is None]
    is_handled = any(event.resolution != CrisisEvent.Resolution.TO_REVIEW for event in found.events)
    if not is_handled and found.assessment is not None and waits_for_someone(found.assessment):
        records = [found.assessment]
    if not records and found.assessment is None and session.wrong_person_at is None and session_waits(session):
        records = [session]
    rows = describe(records, now=page.now)
    return [show_row(row, now=page.now, zone=page.zone, may=may, next_url=page.request.path) for row in rows] or None


def events_on(page: Page) -> list[EventLine]:
    """Its crisis events, with how each ended."""
    return event_lines(page.once(found_on), page.zone, most_steps=MOST_STEPS)


def gaps_on(page: Page) -> list[tuple[str, bool]] | None:
    """What was not assessed, in words, and whether something failed."""
    if page.record.wrong_person_at is not None:
        return None
    return [(gap_in_words(code), is_failure(code)) for code in page.record.not_assessed] or None


def assessment_on(page: Page) -> AssessmentSection | None:
    """Its current assessment; None where somebody else spoke, of whom nothing is found here."""
    if page.record.wrong_person_at is not None:
        return None
    assessment = page.once(found_on).assessment
    return AssessmentSection(
        assessment=assessment,
        bar=score_bar(assessment) if assessment else "",
        contributions=contribution_lines(assessment) if assessment else [],
    )


def dissonance_on(page: Page) -> DissonanceSection | None:
    """None where words and voice could not be compared."""
    dissonance = page.once(found_on).dissonance
    if dissonance is None:
        return None
    words = dissonance_in_words(dissonance.interpretation)
    return DissonanceSection(dissonance=dissonance, words=words, axis=valence_axis(dissonance))


def emotions_on(page: Page) -> EmotionsSection | None:
    """None where none was heard."""
    found = page.once(found_on)
    if not found.shares:
        return None
    words = shares_in_words(found.shares)
    return EmotionsSection(
        bar=draw_shares(found.shares, EMOTION_ORDER, label=words),
        emotions=[name for name in EMOTION_ORDER if found.shares.get(name, 0.0) > 0.0],
        words=words,
    )


def voice_on(page: Page) -> VoiceSection:
    """Everything that was measured of the voice."""
    found = page.once(found_on)
    return VoiceSection(lines=[voice_line(reading) for reading in found.readings.values()], bases=bases_in_words(found))


def runs_on(page: Page) -> RunsSection | None:
    """Its analyses, the latest first; each replay adds one."""
    runs = page.record.risk_assessments
    latest = runs.select_related("action_taken_by").order_by("-assessed_at", "-id")[:MOST_RUNS]
    lines = [run_line(run, page.zone) for run in latest]
    count = runs.count() if len(lines) == MOST_RUNS else len(lines)
    return RunsSection(lines=lines, count=count) if lines else None
