"""The page of a session: what was said, how it sounded, what was found in it, and what that is owed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from conversations.admin import ConversationAdmin
from conversations.models import Conversation, Message
from resona.charts.bars import Part, draw_range, draw_score_bar, draw_shares, draw_valences
from resona.compliance.encryption import SealedValueError, open_text
from resona.compliance.profiles import read_names
from resona.site.filters import ChoiceFilter
from resona.site.links import person_url
from resona.site.records import clinic_zone, in_clinic_time, read_mapping
from resona.site.times import ago_in_words, exact_time, span_in_words
from risk.course import CourseSession, with_findings
from risk.course_charts import (
    EMOTION_ORDER,
    RISK_ZONES,
    shares_in_words,
)
from risk.highlights import Segment, cut_segments, find_matches
from risk.levels import level_in_words, level_tone
from risk.measures import Reading, band_in_words, value_in_words
from risk.models import Dissonance, RiskAssessment
from risk.open_findings import unassessed_sessions, with_failures
from risk.row_view import PERMISSIONS, show_row
from risk.triage import Record, describe
from risk.wording import (
    deviation_in_words,
    dissonance_in_words,
    factor_in_words,
    gap_in_words,
    is_failure,
    is_floor,
    rarity_in_words,
    title_of,
)

CANNOT_BE_OPENED = "These words cannot be opened."


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A message, opened for whoever may read it."""

    is_person: bool
    when: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class VoiceLine:
    """A measure of the session's voice."""

    title: str
    value: str
    band: str
    words: str
    is_unusual: bool
    svg: str  # empty while there is nothing to compare with


@dataclass(frozen=True, kw_only=True, slots=True)
class ContributionLine:
    """What an assessment owes to one finding or rule."""

    words: str
    rarity: str
    share: str
    tone: str
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLine:
    """An analysis of the session."""

    when: str
    level: str
    score: str
    policy: str
    is_current: bool
    action: str


class WaitsFilter(ChoiceFilter):
    """Sessions that wait because they could not be assessed: the rest of two groups of triage."""

    title = "waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("failure", "could not be assessed"), ("gap", "incomplete, as expected")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = unassessed_sessions(request.user).order_by()
        failed = with_failures(waiting).values("id")
        if self.value() == "failure":
            return queryset.filter(id__in=failed)
        if self.value() == "gap":
            return queryset.filter(id__in=waiting.values("id")).exclude(id__in=failed)
        return queryset.none() if self.value() else queryset


admin.site.unregister(Conversation)


@admin.register(Conversation)
class SessionAdmin(ConversationAdmin):
    """Sessions, each with a page of its own."""

    list_filter = (*ConversationAdmin.list_filter, WaitsFilter)

    @in_clinic_time
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        session: Conversation = self.get_object(request, object_id)
        if not self.has_view_permission(request, session):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        context = {**self.admin_site.each_context(request), **session_context(request, session)}
        return TemplateResponse(request, "risk/session.html", context)


def session_context(request: HttpRequest, session: Conversation) -> dict[str, Any]:
    """Everything the page of a session shows."""
    now, zone = timezone.now(), clinic_zone(request.user)
    [found] = with_findings([session])
    runs = list(session.risk_assessments.select_related("action_taken_by").order_by("-assessed_at", "-id"))
    assessment = found.assessment
    return {
        "title": f"Session of {exact_time(session.started_at, zone)}",
        "session": session,
        "name": read_names([session.user_id]).get(session.user_id),
        "person_url": person_url(session.user_id),
        "ago": ago_in_words(session.started_at, now),
        "length": span_in_words(session.ended_at - session.started_at) if session.ended_at else "",
        "level": level_in_words(found.level, session.not_assessed),
        "tone": level_tone(found.level, session.not_assessed),
        "rows": _open_rows(request, found, now, zone),
        "gaps": [(gap_in_words(code), is_failure(code)) for code in session.not_assessed],
        "assessment": assessment,
        "score_bar": _score_bar(assessment) if assessment else "",
        "contributions": _contributions(assessment) if assessment else [],
        "messages_said": _messages(session, assessment, zone),
        "voice": [_voice_line(reading) for reading in found.readings.values()],
        "shares": draw_shares(found.shares, EMOTION_ORDER, label=shares_in_words(found)) if found.shares else "",
        "shares_in_words": shares_in_words(found),
        "emotions": [name for name in EMOTION_ORDER if found.shares.get(name, 0.0) > 0.0],
        "dissonance": found.dissonance,
        "dissonance_in_words": dissonance_in_words(found.dissonance.interpretation) if found.dissonance else "",
        "valences": _valences(found.dissonance),
        "runs": [_run(run, zone) for run in runs],
    }


def _open_rows(request: HttpRequest, found: CourseSession, now: datetime, zone: tzinfo) -> list[Any]:
    """What is open of this session: its events or else, if someone should look, its assessment."""
    records: list[Record] = [event for event in found.events if event.resolved_at is None]
    assessment = found.assessment
    if not found.events and assessment is not None and assessment.needs_review and assessment.action_taken_at is None:
        records = [assessment]
    may = frozenset(permission for permission in PERMISSIONS if request.user.has_perm(permission))
    rows = describe(records, request.user)
    return [show_row(row, now=now, zone=zone, may=may, next_url=request.path) for row in rows]


def _score_bar(assessment: RiskAssessment) -> str:
    parts = [
        Part(name=factor_in_words(part), share=float(part.get("contribution") or 0.0), tone=_tone_of(part))
        for part in assessment.risk_factors
    ]
    label = f"Score {assessment.risk_score:.2f} of 1, level {assessment.risk_level}, in {len(parts)} parts."
    return draw_score_bar(parts, RISK_ZONES, label=label)


def _contributions(assessment: RiskAssessment) -> list[ContributionLine]:
    return [
        ContributionLine(
            words=factor_in_words(part),
            rarity=rarity_in_words(part),
            share=f"{float(part.get('contribution') or 0.0):.2f}",
            tone=_tone_of(part),
            counts=bool(part.get("contribution")),
        )
        for part in assessment.risk_factors
    ]


def _tone_of(part: Mapping[str, object]) -> str:
    return "rule" if is_floor(part) else str(part.get("column", "pattern"))


def _messages(session: Conversation, assessment: RiskAssessment | None, zone: tzinfo) -> list[Said]:
    matches = find_matches(assessment.risk_factors) if assessment else {}
    return [
        Said(
            is_person=message.role == Message.Role.USER,
            when=f"{message.created_at.astimezone(zone):%H:%M}",
            segments=tuple(_segments(message, matches.get(str(message.id), []))),
        )
        for message in session.messages.order_by("position", "id")
    ]


def _segments(message: Message, matches: Sequence[Mapping[str, object]]) -> list[Segment]:
    try:
        text = open_text("messages", "content", message.id, message.content)
    except SealedValueError:
        return [Segment(text=CANNOT_BE_OPENED)]
    return cut_segments(text, matches)


def _voice_line(reading: Reading) -> VoiceLine:
    title, value = title_of(reading.measure), value_in_words(reading.measure, reading.value)
    words = "" if reading.z is None else deviation_in_words(reading.measure, reading.z)
    svg = ""
    if reading.low is not None and reading.high is not None:
        svg = draw_range(
            value=reading.value,
            low=reading.low,
            high=reading.high,
            expected=reading.expected,
            is_unusual=reading.is_unusual,
            label=f"{value}, expected {band_in_words(reading)}",
        )
    return VoiceLine(
        title=title,
        value=value,
        band=band_in_words(reading),
        words=words or "nothing to compare with yet",
        is_unusual=reading.is_unusual,
        svg=svg,
    )


def _valences(dissonance: Dissonance | None) -> str:
    """Words and voice on one axis; empty where their valences are not known."""
    evidence = read_mapping(dissonance.evidence) if dissonance else {}
    words, voice = evidence.get("stated_valence"), evidence.get("voice_valence")
    if not isinstance(words, int | float) or not isinstance(voice, int | float):
        return ""
    return draw_valences(words, voice, label=f"Words {words:+.2f}, voice {voice:+.2f}, from -1 negative to 1 positive")


def _run(run: RiskAssessment, zone: tzinfo) -> RunLine:
    action = ""
    if run.action_taken:
        by = f" ({run.action_taken_by.email or run.action_taken_by.code})" if run.action_taken_by else ""
        action = f"{run.action_taken}{by}"
    return RunLine(
        when=exact_time(run.assessed_at, zone),
        level=level_in_words(run.risk_level, run.not_assessed),
        score=f"{run.risk_score:.2f}",
        policy=run.policy_version,
        is_current=run.is_current,
        action=action,
    )
