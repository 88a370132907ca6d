"""Reading findings, and recording what was done about them."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, User
from resona.api.filters import (
    ALL_RUNS,
    TIME,
    Parameter,
    at_least,
    before,
    by_choice,
    by_id,
    by_ids,
    by_presence,
    by_truth,
    read_parameters,
    since,
)
from resona.api.lists import RECORDS_READ, SESSION_TIME, DetailView, ListView, Path
from resona.api.rows import Row, find_row
from resona.api.values import read_time
from resona.api.views import ApiView
from resona.showing import show_and_no_more
from risk.event_views import CrisisEventDetail
from risk.models import LEVELS, CrisisEvent, Dissonance, RiskAssessment
from risk.rows import CrisisEventRow, DissonanceRow, RiskAssessmentRow, TimelineDocument
from risk.serializers import AcknowledgeBody, ActionBody, ResolveBody, read_acting
from risk.services import acknowledge_event, record_action, resolve_event
from risk.timeline import read_timeline

OF_PERSON = by_id("user", "user_id")
OF_SESSION = by_id("session", "session_id")
BY_SESSION = MappingProxyType({SESSION_TIME: ("session__started_at", "session_id")})
OF_LEVEL = by_choice("risk_level", LEVELS)


class DissonanceList(ListView):
    """Words against voice, the latest session's first."""

    holds_findings = True
    model = Dissonance
    serializer_class = DissonanceRow
    filters = (
        by_ids(),
        OF_PERSON,
        OF_SESSION,
        OF_LEVEL,
        by_choice("interpretation", Dissonance.Interpretation.values),
        at_least("min_score", "dissonance_score"),
        since("updated_after", "detected_at"),
        ALL_RUNS,
    )
    orderings = (SESSION_TIME, "detected_at", "dissonance_score")
    walks = BY_SESSION


class DissonanceDetail(DetailView):
    """Words against voice in one session; superseded ones too."""

    holds_findings = True
    serializer_class = DissonanceRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Dissonance]:
        return Dissonance.objects.visible_to(caller)


class RiskAssessmentList(ListView):
    """What sessions' findings amount to, the latest session's first."""

    holds_findings = True
    model = RiskAssessment
    serializer_class = RiskAssessmentRow
    filters = (
        by_ids(),
        OF_PERSON,
        OF_SESSION,
        OF_LEVEL,
        at_least("min_score", "risk_score"),
        by_truth("needs_review"),
        before("due_before", "review_due_at"),
        since("updated_after", "updated_at"),
        by_presence("acted_on", "action_taken_at", "Whether staff have said what they did about it."),
        ALL_RUNS,
    )
    orderings = (SESSION_TIME, "assessed_at", "risk_score")
    walks = BY_SESSION


class RiskAssessmentDetail(DetailView):
    """What the findings of one session amount to; superseded ones too."""

    holds_findings = True
    serializer_class = RiskAssessmentRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[RiskAssessment]:
        return RiskAssessment.objects.visible_to(caller)


class CrisisEventList(ListView):
    """What a person must act on, newest first."""

    holds_findings = True
    model = CrisisEvent
    serializer_class = CrisisEventRow
    filters = (
        by_ids(),
        OF_PERSON,
        OF_LEVEL,
        by_truth("human_reviewed"),
        by_presence("resolved", "resolved_at", "Whether it is closed."),
        before("due_before", "due_at"),
        by_truth("is_historical"),
        by_id("episode", "episode_uuid"),
        since("updated_after", "updated_at"),
    )
    orderings = ("created_at",)

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[CrisisEvent]:
        return CrisisEvent.objects.visible_to(caller).with_assessment()


class Timeline(ApiView):
    """A person's course: values against the personal band, emotions, dissonance and risk, session by session."""

    read_scope = RECORDS_READ
    holds_findings = True

    @extend_schema(responses=TimelineDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        period = read_parameters(request.GET, self.parameters())
        if not User.objects.visible_to(request.user).people().filter(id=path["id"]).exists():
            raise Http404
        return Response(read_timeline(path["id"], since=period["from"], until=period["to"]))

    @classmethod
    def parameters(cls) -> Sequence[Parameter]:
        return (
            Parameter(name="from", read=read_time, schema=TIME, description="Sessions started at this time or later."),
            Parameter(name="to", read=read_time, schema=TIME, description="Sessions started before this time."),
        )


class RecordAction(ApiView):
    """What was done about an assessment; the same action again changes nothing, another one is a conflict."""

    guards = RiskAssessment
    guarded_view = RiskAssessmentDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=ActionBody, responses=RiskAssessmentRow)
    def post(self, request: Request, **path: UUID) -> Response:
        body = ActionBody(data=request.data)
        body.is_valid(raise_exception=True)
        record_action(assessment_id=path["id"], caller=request.user, now=timezone.now(), **body.validated_data)
        return _shown(request, find_row(RiskAssessment.objects.filter(id=path["id"]), RiskAssessmentRow))


class AcknowledgeEvent(ApiView):
    """Somebody has seen the event and takes care."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE

    @extend_schema(request=AcknowledgeBody, responses=CrisisEventRow)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(AcknowledgeBody, request)
        acknowledge_event(event_id=path["id"], caller=caller, now=timezone.now(), **given)
        return _shown(request, find_row(CrisisEvent.objects.filter(id=path["id"]).with_assessment(), CrisisEventRow))


class ResolveEvent(ApiView):
    """How the event turned out, and why it is closed; the same again changes nothing, another way is a conflict."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=ResolveBody, responses=CrisisEventRow)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(ResolveBody, request)
        resolve_event(event_id=path["id"], caller=caller, now=timezone.now(), **given)
        return _shown(request, find_row(CrisisEvent.objects.filter(id=path["id"]).with_assessment(), CrisisEventRow))


def _shown(request: Request, row: Row | None) -> Response:
    assert row is not None  # it was just decided about
    show_and_no_more(request, [row["user_id"]], records=1)
    return Response(row)
