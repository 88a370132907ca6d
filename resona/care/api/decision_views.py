"""Decisions over the API, with who took part in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, User
from resona.api.filters import before, by_choice, by_id, by_ids, read_parameters, since
from resona.api.lists import ListView
from resona.api.rows import Row, columns_of, find_row
from resona.api.views import ApiView
from resona.care.api.answers import made, open_rows, performer_of, read_sent, require_row
from resona.care.api.bodies import DecisionBody, DecisionChangeBody, ReviewBody, StakeholderBody, StakeholdersBody
from resona.care.api.rows import DecisionDocument, DecisionRow, StakeholderRow
from resona.care.decisions import (
    NewDecision,
    add_stakeholders,
    record_decision,
    review_decision,
    set_decision_status,
)
from resona.care.models import Decision, DecisionStakeholder
from resona.care.stakeholders import NewStakeholder
from resona.showing import show_and_no_more

READ: Final = ApiKey.Scope.CARE_READ
WRITE: Final = ApiKey.Scope.CARE_WRITE
SEALED: Final = (
    Decision.title, Decision.description, Decision.rationale, Decision.expected, Decision.outcome, Decision.performer
)  # fmt: skip
DETAIL: Final = "decision"


class DecisionList(ListView):
    """Decisions, the newest first; and one that is recorded."""

    read_scope = READ
    write_scope = WRITE
    holds_findings = True
    model = Decision
    serializer_class = DecisionRow
    filters = (
        by_id("user", "user_id"),
        by_choice("status", Decision.Status.values),
        by_choice("decision_type", Decision.Type.values),
        before("review_before", "review_at"),
        since("updated_after", "updated_at"),
        by_ids(),
    )
    more_problems = (404, 409)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return open_rows(SEALED, rows)

    @extend_schema(
        request={"application/json": DecisionBody},
        responses={
            201: OpenApiResponse(DecisionDocument, "Recorded"),
            200: OpenApiResponse(DecisionDocument, "Recorded before"),
        },
    )
    def post(self, request: Request) -> Response:
        body = read_sent(DecisionBody, request)
        given = body.given("user_id", "evidence", "stakeholders")
        new = NewDecision(
            **given,
            evidence=[one.model_dump() for one in body.evidence],
            stakeholders=_stakeholders(body.stakeholders),
        )
        recorded = record_decision(
            user_id=body.user_id,
            new=new,
            caller=request.user,
            now=timezone.now(),
            performer=performer_of(body, request.user),
        )
        return made(request, _answer(request, recorded.id), DETAIL, recorded.id, is_new=recorded.is_new)


class _Guarded(ApiView):
    """What changes a decision locks the person first."""

    guards = Decision

    @classmethod
    def lock(cls, row_id: UUID) -> None:
        people = User.objects.filter(id__in=Decision.objects.filter(id=row_id).values("user_id")).order_by("id")
        people.select_for_update(no_key=True).values_list("id").first()


class DecisionDetail(_Guarded):
    """One decision with who took part in it; and where it stands now. What was decided and why never changes."""

    read_scope = READ
    write_scope = WRITE
    holds_findings = True
    more_problems = (409,)

    @extend_schema(responses=DecisionDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _answer(request, path["id"])

    @extend_schema(request={"application/json": DecisionChangeBody}, responses=DecisionDocument)
    def patch(self, request: Request, **path: UUID) -> Response:
        body = read_sent(DecisionChangeBody, request)
        performer_of(body, request.user)
        set_decision_status(decision_id=path["id"], status=body.status, caller=request.user)
        return _answer(request, path["id"])


class ReviewDecision(_Guarded):
    """What came of a decision, against what was expected, once; the same again changes nothing."""

    guarded_view = DecisionDetail
    write_scope = WRITE
    holds_findings = True
    more_problems = (409,)

    @extend_schema(request={"application/json": ReviewBody}, responses=DecisionDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(ReviewBody, request)
        performer_of(body, request.user)
        review_decision(
            decision_id=path["id"],
            caller=request.user,
            now=timezone.now(),
            **body.given(),
        )
        return _answer(request, path["id"])


class StakeholdersOfDecision(_Guarded):
    """Who else takes part in a decision, or what one of them says now."""

    guarded_view = DecisionDetail
    write_scope = WRITE
    holds_findings = True
    more_problems = (409,)

    @extend_schema(request={"application/json": StakeholdersBody}, responses=DecisionDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(StakeholdersBody, request)
        performer_of(body, request.user)
        add_stakeholders(
            decision_id=path["id"], given=_stakeholders(body.stakeholders), caller=request.user, now=timezone.now()
        )
        return _answer(request, path["id"])


def _stakeholders(given: Iterable[StakeholderBody]) -> list[NewStakeholder]:
    return [
        NewStakeholder(
            part=one.part, staff_id=one.staff_id, name=one.name or "", agreed=one.agreed, reason=one.reason or ""
        )
        for one in given
    ]


def _answer(request: Request, decision_id: UUID) -> Response:
    """The decision as it is now."""
    row = require_row(find_row(Decision.objects.visible_to(request.user).filter(id=decision_id), DecisionRow))
    (shown,) = open_rows(SEALED, [row])
    columns = columns_of(StakeholderRow)
    took_part = DecisionStakeholder.objects.filter(decision_id=decision_id).order_by("at", "id")
    found: list[Any] = columns.named(columns.statement(took_part).fetch({}))
    stakeholders = open_rows((DecisionStakeholder.name, DecisionStakeholder.reason), found)
    show_and_no_more(request, [row["user_id"]], records=1)
    return Response({**shown, "stakeholders": stakeholders})
