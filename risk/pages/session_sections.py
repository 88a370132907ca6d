"""What the page of a session says of findings: what is open, what was said and how it sounded, what it is owed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from conversations.emotion_wording import shares_in_words
from conversations.models import Conversation, EmotionReading
from conversations.words import why_hidden
from resona.accounts.profiles import name_on
from resona.charts.bars import draw_shares
from resona.site.links import badge
from resona.site.pages import Page
from resona.site.records import read_mapping
from risk.levels import level_in_words, level_tone
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from risk.pages.course import CourseSession, with_findings
from risk.pages.course_charts import EMOTION_ORDER
from risk.pages.row_view import RowView, permissions_on, show_row
from risk.pages.session_lines import (
    ContributionLine,
    EventLine,
    RunLine,
    Said,
    VoiceLine,
    bases_in_words,
    contribution_lines,
    event_lines,
    hidden_lines,
    run_line,
    said_lines,
    score_bar,
    valence_axis,
    voice_line,
)
from risk.stated_wording import DEFLECTION_NOTE, sentiment_in_words
from risk.triage import Record, describe
from risk.triage_findings import session_waits, waits_for_someone
from risk.wording import dissonance_in_words, gap_in_words, is_failure

SOMEBODY_ELSE: Final = "Somebody else"  # who spoke with this person's device


@dataclass(frozen=True, kw_only=True, slots=True)
class AssessmentSection:
    """What the assessment is made of; None where nothing could be assessed."""

    assessment: RiskAssessment | None
    bar: str
    contributions: list[ContributionLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class SaidSection:
    """Every message; `name` is that of the person."""

    name: str | None
    messages: list[Said]


@dataclass(frozen=True, kw_only=True, slots=True)
class MoodSection:
    """What the words of the whole session stated."""

    words: str
    note: str  # empty: nothing in them turns away from a question


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


def level_badge(page: Page) -> SafeString:
    """The level of the current assessment."""
    gaps, level = page.record.not_assessed, page.once(_found).level
    return badge(level_in_words(level, gaps), level_tone(level, gaps))


def open_on(page: Page) -> list[RowView] | None:
    """What is open of this session: its events or else, if someone should look, its assessment."""
    session: Conversation = page.record
    found, may = page.once(_found), page.once(permissions_on)
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
    return event_lines(page.once(_found), page.zone)


def gaps_on(page: Page) -> list[tuple[str, bool]] | None:
    """What was not assessed, in words, and whether something failed."""
    if page.record.wrong_person_at is not None:
        return None
    return [(gap_in_words(code), is_failure(code)) for code in page.record.not_assessed] or None


def assessment_on(page: Page) -> AssessmentSection | None:
    """Its current assessment; None where somebody else spoke, of whom nothing is found here."""
    if page.record.wrong_person_at is not None:
        return None
    assessment = page.once(_found).assessment
    return AssessmentSection(
        assessment=assessment,
        bar=score_bar(assessment) if assessment else "",
        contributions=contribution_lines(assessment) if assessment else [],
    )


def said_on(page: Page) -> SaidSection:
    """What was said, with what was found in it."""
    name = page.once(name_on) if page.record.wrong_person_at is None else SOMEBODY_ELSE
    return SaidSection(name=name, messages=page.once(_said))


def mood_on(page: Page) -> MoodSection | None:
    """None where the words stated no mood."""
    words = sentiment_in_words(page.once(_sentiment))
    is_deflecting = any(segment.mark == "deflection" for said in page.once(_said) for segment in said.segments)
    return MoodSection(words=words, note=DEFLECTION_NOTE if is_deflecting else "") if words else None


def dissonance_on(page: Page) -> DissonanceSection | None:
    """None where words and voice could not be compared."""
    dissonance = page.once(_found).dissonance
    if dissonance is None:
        return None
    words = dissonance_in_words(dissonance.interpretation)
    return DissonanceSection(dissonance=dissonance, words=words, axis=valence_axis(dissonance))


def emotions_on(page: Page) -> EmotionsSection | None:
    """None where none was heard."""
    found = page.once(_found)
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
    found = page.once(_found)
    return VoiceSection(lines=[voice_line(reading) for reading in found.readings.values()], bases=bases_in_words(found))


def runs_on(page: Page) -> list[RunLine] | None:
    """Every analysis, the latest first."""
    runs = page.record.risk_assessments.select_related("action_taken_by").order_by("-assessed_at", "-id")
    return [run_line(run, page.zone) for run in runs] or None


def _found(page: Page) -> CourseSession:
    [found] = with_findings([page.record])
    return found


def _said(page: Page) -> list[Said]:
    if why := why_hidden(page.record.id, page.request.user):
        return hidden_lines(page.record, page.zone, why)
    return said_lines(page.record, page.once(_found).assessment, page.once(_sentiment), page.zone)


def _sentiment(page: Page) -> Mapping[str, Any]:
    """What the words of the whole session stated."""
    readings = EmotionReading.objects.filter(conversation_id=page.record.id, message_id__isnull=True)
    return read_mapping(readings.order_by("-created_at", "-id").values_list("text_sentiment", flat=True).first())
