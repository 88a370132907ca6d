"""Handovers over the API: begun with a draft, written, given, and taken person by person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, Clinic
from resona.api.filters import by_id, by_ids, by_truth, read_parameters, since
from resona.api.lists import ListView, Path
from resona.api.rows import Row, columns_of, find_row
from resona.api.views import ApiView
from resona.care.api.answers import caller_of, made, open_rows, read_sent, require_row
from resona.care.handover.bodies import BeginHandoverBody, GiveBody, ItemsBody, TakeHandoverBody
from resona.care.handover.handing import Taking, begin_handover, sign_handover, take_handover, write_items
from resona.care.handover.rows import HandoverDocument, HandoverItemRow, HandoverRow
from resona.care.models import Handover, HandoverItem
from resona.showing import show_and_no_more
from resona.time_zones import read_zone

READ: Final = ApiKey.Scope.CARE_READ
WRITE: Final = ApiKey.Scope.CARE_WRITE
SEALED: Final = (Handover.given_for, Handover.taken_for)
SEALED_OF_ITEMS: Final = (HandoverItem.text, HandoverItem.returned_because)


class HandoverList(ListView):
    """Handovers of the clinic's teams, the newest first; and one that is begun, with a draft of each person."""

    read_scope = READ
    write_scope = WRITE
    holds_findings = True
    model = Handover
    serializer_class = HandoverRow
    person_column = None
    filters = (
        by_id("care_team", "care_team_id"),
        by_truth("signed"),
        by_truth("taken"),
        since("created_after", "created_at"),
        by_ids(),
    )
    more_problems = (404, 409)

    @classmethod
    def find(cls, caller: Any, path: Path) -> Any:
        signed, taken = Q(signed_at__isnull=False), Q(taken_at__isnull=False)
        return super().find(caller, path).alias(signed=_truth(signed), taken=_truth(taken))

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return open_rows(SEALED, rows)

    @extend_schema(
        request={"application/json": BeginHandoverBody},
        responses={
            201: OpenApiResponse(HandoverDocument, "Begun"),
            200: OpenApiResponse(HandoverDocument, "Begun before, and still being written"),
        },
    )
    def post(self, request: Request) -> Response:
        body = read_sent(BeginHandoverBody, request)
        begun = begin_handover(
            team_id=body.care_team_id,
            caller=caller_of(body, request),
            now=timezone.now(),
            zone=_zone(request.user),
        )
        handover_id = begun.handover.id
        return made(request, _answer(request, handover_id), "handover", handover_id, is_new=begun.is_new)


class HandoverDetail(ApiView):
    """One handover: what is said of the people whom the caller sees, and whether they were taken over."""

    guards = Handover
    read_scope = READ
    holds_findings = True

    @extend_schema(responses=HandoverDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _answer(request, path["id"])


class _HandoverAction(ApiView):
    guards = Handover
    guarded_view = HandoverDetail
    write_scope = WRITE
    holds_findings = True
    more_problems = (404, 409)


class WriteHandover(_HandoverAction):
    """What is said of people in a handover that the caller is writing. Who is not in it yet is added."""

    @extend_schema(request={"application/json": ItemsBody}, responses=HandoverDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(ItemsBody, request)
        texts = {item.user_id: item.text or "" for item in body.items}
        write_items(handover_id=path["id"], texts=texts, caller=caller_of(body, request), now=timezone.now())
        return _answer(request, path["id"])


class GiveHandover(_HandoverAction):
    """Signs it as the one who gives: from then on it stands. Again, it changes nothing."""

    @extend_schema(request={"application/json": GiveBody}, responses=HandoverDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller = caller_of(read_sent(GiveBody, request), request)
        sign_handover(handover_id=path["id"], caller=caller, now=timezone.now())
        return _answer(request, path["id"])


class TakeHandover(_HandoverAction):
    """Signs it as the one who takes over: each person is taken, or returned with the reason.

    Whoever takes a person answers for the crisis events for which the giver did. What the giver had still to do for
    them in the next 12 hours is theirs too; where a system takes it, the team's.
    """

    @extend_schema(request={"application/json": TakeHandoverBody}, responses=HandoverDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        body = read_sent(TakeHandoverBody, request)
        takings = {item.user_id: Taking(accepted=item.accepted, because=item.because or "") for item in body.items}
        caller = caller_of(body, request)
        take_handover(handover_id=path["id"], takings=takings, caller=caller, now=timezone.now())
        return _answer(request, path["id"])


def _truth(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _zone(caller: Any) -> ZoneInfo:
    """That of the caller's clinic, in which the draft names times."""
    name = Clinic.objects.filter(id=caller.clinic_id).values_list("timezone", flat=True).first()
    return read_zone(name or "UTC")


def _answer(request: Request, handover_id: UUID) -> Response:
    """The handover as it is now."""
    row = require_row(find_row(Handover.objects.visible_to(request.user).filter(id=handover_id), HandoverRow))
    (shown,) = open_rows(SEALED, [row])
    columns, items = columns_of(HandoverItemRow), HandoverItem.objects.filter(handover_id=handover_id)
    seen = items.visible_to(request.user).order_by("created_at", "id")
    found = open_rows(SEALED_OF_ITEMS, columns.named(columns.statement(seen).fetch({})))
    hidden = items.count() - len(found)
    show_and_no_more(request, [item["user_id"] for item in found], records=len(found))
    return Response({**shown, "items": found, "hidden": hidden})
