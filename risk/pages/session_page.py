"""The page of a session: what was said, how it sounded, what was found in it, and what that is owed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from conversations.admin import ConversationAdmin
from conversations.models import Conversation, EmotionReading
from conversations.services import review_session
from conversations.words import words_are_hidden
from resona.accounts.teams import NotInYourCareError
from resona.charts.bars import draw_shares
from resona.compliance.emergency_section import read_notices, without_what_takes_care
from resona.compliance.profiles import read_names
from resona.site.filters import ChoiceFilter
from resona.site.links import person_url
from resona.site.records import clinic_zone, in_clinic_time, read_mapping
from resona.site.returning import go_back
from resona.site.times import MINUTE, ago_in_words, exact_time, span_in_words
from risk.levels import level_in_words, level_tone
from risk.open_findings import failed_sessions, incomplete_sessions
from risk.pages.course import CourseSession, with_findings
from risk.pages.course_charts import EMOTION_ORDER, shares_in_words
from risk.pages.record_links import OF_SESSION, links_to_records
from risk.pages.row_view import PERMISSIONS, show_row
from risk.pages.session_lines import (
    Said,
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


class WaitsFilter(ChoiceFilter):
    """Sessions that wait because they could not be assessed: the rest of two groups of triage."""

    title = "waits"
    parameter_name = "waits"
    offers = [("failure", "could not be assessed"), ("gap", "incomplete, as expected")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failure":
            return queryset.filter(id__in=failed_sessions(request.user).order_by().values("id"))
        if self.value() == "gap":
            return queryset.filter(id__in=incomplete_sessions(request.user).order_by().values("id"))
        return queryset.none() if self.value() else queryset


admin.site.unregister(Conversation)


@admin.register(Conversation)
class SessionAdmin(ConversationAdmin):
    """Sessions, each with a page of its own."""

    list_filter = (*ConversationAdmin.list_filter, WaitsFilter)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review_view)
        return [
            path("<uuid:session_id>/review/", view, name="conversations_conversation_review"),
            *super().get_urls(),
        ]

    def review_view(self, request: HttpRequest, session_id: UUID) -> HttpResponseBase:
        """Someone has looked at what could not be assessed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        session: Conversation = self.get_object(request, str(session_id))
        if not request.user.has_perm("conversations.change_conversation"):
            raise PermissionDenied
        try:
            review_session(session_id=session.id, caller=request.user, now=timezone.now())
        except NotInYourCareError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Noted that you have looked at this session.")
        return go_back(request)

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
    emergencies = read_notices(session.user_id, request.user, now=now, zone=zone)
    held = [permission for permission in PERMISSIONS if request.user.has_perm(permission)]
    may = without_what_takes_care(held, session.user_id, request.user, emergencies)
    [found] = with_findings([session])
    runs = list(session.risk_assessments.select_related("action_taken_by").order_by("-assessed_at", "-id"))
    assessment = found.assessment
    sentiment = _read_sentiment(session)
    is_hidden = words_are_hidden(session.id, request.user)
    said = hidden_lines(session, zone) if is_hidden else said_lines(session, assessment, sentiment, zone)
    return {
        "title": f"Session of {exact_time(session.started_at, zone)}",
        "session": session,
        "emergencies": emergencies,
        "name": read_names([session.user_id]).get(session.user_id),
        "person_url": person_url(session.user_id),
        "ago": ago_in_words(session.started_at, now),
        "length": _length_in_words(session),
        "level": level_in_words(found.level, session.not_assessed),
        "tone": level_tone(found.level, session.not_assessed),
        "rows": _open_rows(request, session, found, may),
        "gaps": [(gap_in_words(code), is_failure(code)) for code in session.not_assessed],
        "assessment": assessment,
        "score_bar": score_bar(assessment) if assessment else "",
        "contributions": contribution_lines(assessment) if assessment else [],
        "messages_said": said,
        "mood": sentiment_in_words(sentiment),
        "deflection_note": DEFLECTION_NOTE if _has_deflection(said) else "",
        "voice": [voice_line(reading) for reading in found.readings.values()],
        "bases": bases_in_words(found),
        "shares": draw_shares(found.shares, EMOTION_ORDER, label=shares_in_words(found)) if found.shares else "",
        "shares_in_words": shares_in_words(found),
        "emotions": [name for name in EMOTION_ORDER if found.shares.get(name, 0.0) > 0.0],
        "dissonance": found.dissonance,
        "dissonance_in_words": dissonance_in_words(found.dissonance.interpretation) if found.dissonance else "",
        "valences": valence_axis(found.dissonance),
        "record_links": links_to_records(request, session.id, OF_SESSION),
        "events": event_lines(found, zone),
        "runs": [run_line(run, zone) for run in runs],
    }


def _read_sentiment(session: Conversation) -> Mapping[str, Any]:
    """What the words of the whole session stated."""
    readings = EmotionReading.objects.filter(conversation_id=session.id, message_id__isnull=True)
    return read_mapping(readings.order_by("-created_at", "-id").values_list("text_sentiment", flat=True).first())


def _has_deflection(said: Sequence[Said]) -> bool:
    return any(segment.mark == "deflection" for message in said for segment in message.segments)


def _open_rows(request: HttpRequest, session: Conversation, found: CourseSession, may: frozenset[str]) -> list[Any]:
    """What is open of this session: its events or else, if someone should look, its assessment."""
    records: list[Record] = [event for event in found.events if event.resolved_at is None]
    if not found.events and found.assessment is not None and waits_for_someone(found.assessment):
        records = [found.assessment]
    if not records and found.assessment is None and session_waits(session):
        records = [session]
    now, zone = timezone.now(), clinic_zone(request.user)
    rows = describe(records)
    return [show_row(row, now=now, zone=zone, may=may, next_url=request.path) for row in rows]


def _length_in_words(session: Conversation) -> str:
    if session.ended_at is None:
        return ""
    length = session.ended_at - session.started_at
    return span_in_words(length) if length >= MINUTE else "less than a minute"
