"""The page of a person: who they are, what is open, the course of their sessions, each session with its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from baselines.models import Baseline
from baselines.policy import BASELINE_POLICY
from conversations.links import session_url
from resona.accounts.models import User
from resona.accounts.user_admin import UserAdmin
from resona.compliance.consent_section import RECORD, read_section
from resona.compliance.emergency_section import read_notices, without_what_takes_care
from resona.compliance.profiles import read_names
from resona.compliance.rights_section import HANDLE, read_rights
from resona.site.links import EMPTY, badge
from resona.site.records import clinic_zone, in_clinic_time
from resona.site.times import ago_in_words, exact_time
from risk.levels import level_in_words, level_tone
from risk.measures import FURTHER_MEASURES, MAIN_MEASURES, band_in_words, digits_of, unit_of
from risk.pages.accesses_page import LOOK, show_accesses_page
from risk.pages.course import Course, CourseSession, read_course
from risk.pages.course_charts import (
    Chart,
    draw_dissonance,
    draw_emotions,
    draw_measure,
    draw_risk,
    emotions_heard,
    frame_of,
)
from risk.pages.drift_section import past_decisions, read_drift, standing_change
from risk.pages.people_list import ContactFilter, PeopleChangeList
from risk.pages.record_links import OF_PERSON, links_to_records
from risk.pages.row_view import ASSIGN, PERMISSIONS, act_url, show_row
from risk.pattern_wording import silence_in_words
from risk.quiet import find_silence
from risk.triage import findings_of
from risk.triage_wording import gaps_in_words
from risk.wording import dissonance_in_words, reason_in_words, title_of

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
    values: tuple[str, ...]  # of the table: risk, dissonance, and each measure


admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts, with names in the list and a page of its own for people in care."""

    list_filter: ClassVar[Any] = (*UserAdmin.list_filter, ContactFilter)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        display = super().get_list_display(request)
        return (
            display
            if "email" in display
            else ("name", "code", "teams", "newest", "last_session", "consent", "language")
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PeopleChangeList]:
        return PeopleChangeList

    @admin.display(description="name")
    def name(self, person: Any) -> str:
        return str(person.shown_name or person.code)

    @admin.display(description="care team")
    def teams(self, person: Any) -> SafeString | str:
        return ", ".join(person.shown_teams) or badge("No one responsible", "nobody")

    @admin.display(description="newest assessment")
    def newest(self, person: Any) -> SafeString | str:
        return badge(*person.shown_level) if person.shown_level else EMPTY

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.accesses_view)
        return [path("<uuid:person_id>/accesses/", view, name="accounts_user_accesses"), *super().get_urls()]

    @in_clinic_time
    def accesses_view(self, request: HttpRequest, person_id: UUID) -> HttpResponseBase:
        """Who looked at a person's record."""
        return show_accesses_page(self, request, person_id)

    @in_clinic_time
    def change_view(  # type: ignore[override]  # rendered in the clinic's time, whatever class it is
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        user: User = self.get_object(request, object_id)
        if user.role != User.Role.PERSON:
            return super().change_view(request, object_id, form_url, extra_context)
        if not self.has_view_permission(request, user):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        context = {**self.admin_site.each_context(request), **person_context(request, user)}
        return TemplateResponse(request, "risk/person.html", context)


def person_context(request: HttpRequest, person: User) -> dict[str, Any]:
    """Everything the page of a person shows."""
    now, zone = timezone.now(), clinic_zone(request.user)
    asked = request.GET.get("period", DEFAULT_PERIOD)
    period = asked if asked in PERIODS else DEFAULT_PERIOD
    days = PERIODS[period][1]
    since = now - timedelta(days=days) if days else None
    course = read_course(person.id, since=since)
    emergencies = read_notices(person.id, request.user, now=now, zone=zone)
    held = [permission for permission in (*PERMISSIONS, RECORD, HANDLE, LOOK) if request.user.has_perm(permission)]
    may = without_what_takes_care(held, person.id, request.user, emergencies)
    rows = findings_of(person.id, request.user)
    with_more = "measures" in request.GET
    return {
        "title": read_names([person.id]).get(person.id) or person.code,
        "person": person,
        "emergencies": emergencies,
        "facts": _facts(person, now, zone),
        "teams": [place.name for place in person.care_teams.all()],
        "teams_url": act_url("accounts_user_teams", person.id, next=request.path) if ASSIGN in may else "",
        "accesses_url": reverse("admin:accounts_user_accesses", args=[person.id]) if LOOK in may else "",
        "rows": [show_row(row, now=now, zone=zone, may=may, next_url=request.get_full_path()) for row in rows],
        "change": standing_change(read_drift(person.id), now=now, zone=zone, may=may, next_url=request.get_full_path()),
        "decisions": past_decisions(person.id, zone),
        "periods": _periods(request, period),
        "charts": _charts(course.sessions, since, now, zone, with_more=with_more) if course.sessions else [],
        "emotions": emotions_heard(course.sessions),
        "more_url": "" if with_more else f"?period={period}&measures=all#course",
        "course": course,
        "measures": _measures_of(course, with_more=with_more),
        "lines": _lines(course, now, zone, with_more=with_more),
        "consent": read_section(person, zone, may_record=RECORD in may, next_url=request.path),
        "rights": read_rights(person, zone, next_url=request.path) if HANDLE in may else None,
        "record_links": links_to_records(request, person.id, OF_PERSON),
    }


def _facts(person: User, now: datetime, zone: tzinfo) -> list[tuple[str, str, str]]:
    """Name, value and what appears on hover."""
    last = person.last_active
    return [
        ("Last session", ago_in_words(last, now) if last else "none yet", exact_time(last, zone) if last else ""),
        *_silence(person, now),
        ("Their normal", _normal_in_words(person), "How well this person's own normal is known"),
        ("Consent", person.consent_version or "none: nothing is recorded", ""),
        ("Language", person.language, ""),
        ("Time zone", person.timezone, ""),
        ("Here since", exact_time(person.created_at, zone), ""),
    ]


def _silence(person: User, now: datetime) -> list[tuple[str, str, str]]:
    silence = find_silence(person.id, now=now)
    return [("Gone quiet", silence_in_words(silence), "Silent for longer than their own rhythm")] if silence else []


def _normal_in_words(person: User) -> str:
    counts = list(Baseline.objects.filter(user=person).values_list("session_count", flat=True))
    most = max(counts, default=0)
    if BASELINE_POLICY.is_established(most):
        return f"known from {most} sessions"
    return f"being learned: {most} of {BASELINE_POLICY.established_from_sessions} sessions"


def _periods(request: HttpRequest, chosen: str) -> list[dict[str, Any]]:
    more = "&measures=all" if "measures" in request.GET else ""
    return [
        {"title": label, "link": f"?period={value}{more}#course", "active": value == chosen}
        for value, (label, _) in PERIODS.items()
    ]


def _charts(
    sessions: Sequence[CourseSession], since: datetime | None, now: datetime, zone: tzinfo, *, with_more: bool
) -> list[Chart]:
    frame = frame_of(sessions, start=since, end=now, zone=zone)
    measures = (*MAIN_MEASURES, *FURTHER_MEASURES) if with_more else MAIN_MEASURES
    drawn = [draw_risk(sessions, frame), draw_dissonance(sessions, frame), draw_emotions(sessions, frame)]
    drawn += [draw_measure(measure, sessions, frame) for measure in measures]
    return [chart for chart in drawn if chart is not None]


def _measures_of(course: Course, *, with_more: bool) -> list[tuple[str, str]]:
    """Title and unit of each measure in the table."""
    return [(title_of(measure), unit_of(measure)) for measure in _tabled(course, with_more=with_more)]


def _tabled(course: Course, *, with_more: bool) -> list[str]:
    measures = (*MAIN_MEASURES, *FURTHER_MEASURES) if with_more else MAIN_MEASURES
    return [measure for measure in measures if any(measure in session.readings for session in course.sessions)]


def _lines(course: Course, now: datetime, zone: tzinfo, *, with_more: bool) -> list[SessionLine]:
    """The sessions, newest first."""
    measures = _tabled(course, with_more=with_more)
    return [_line(session, measures, now, zone) for session in reversed(course.sessions)]


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
        values=(
            f"{assessment.risk_score:.2f}" if assessment else "not assessed",
            f"{dissonance.dissonance_score:.2f}" if dissonance else "not assessed",
            *(_value(session, measure) for measure in measures),
        ),
    )


def _value(session: CourseSession, measure: str) -> str:
    reading = session.readings.get(measure)
    if reading is None:
        return "not measured"
    band = "learning" if reading.is_learning else band_in_words(reading).removesuffix(unit_of(measure)).strip()
    return f"{digits_of(measure, reading.value)} ({band})"
