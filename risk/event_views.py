"""One crisis event with what was done about it, and what puts that right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey
from resona.accounts.performers import opened_performer
from resona.api.filters import read_parameters
from resona.api.lists import RECORDS_READ
from resona.api.locations import address_of
from resona.api.rows import Row, columns_of, find_row
from resona.api.serializers import NothingBody
from resona.api.views import ApiView
from resona.compliance.unreadable import show_opened
from resona.showing import show_and_no_more
from risk.corrections import add_note, correct_resolution, reopen_event, undo_acknowledgement
from risk.models import CrisisEvent, CrisisEventStep
from risk.owning import take_event
from risk.raising import raise_by_judgement
from risk.rows import CrisisEventColumns, CrisisEventDocument, CrisisEventStepDocument, CrisisEventStepRow
from risk.serializers import CorrectBody, NoteBody, OnBehalfBody, RaiseBody, ReopenBody, read_acting


class CrisisEventDetail(ApiView):
    """One crisis event, with what was done about it. Systems read who did what, staff read the notes too."""

    read_scope = RECORDS_READ
    holds_findings = True
    # A replay of the session assesses it anew: nothing that was done about the event, so nobody's decision is refused.
    not_guarded = ("assessment_id",)

    @extend_schema(responses=CrisisEventDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _shown(request, path["id"])


class CrisisEventStepDetail(ApiView):
    """One thing that was done about a crisis event. Systems read who did what, staff read the notes too."""

    read_scope = RECORDS_READ
    holds_findings = True

    @extend_schema(responses=CrisisEventStepDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        steps = CrisisEventStep.objects.visible_to(request.user).filter(id=path["id"])
        row = find_row(steps, CrisisEventStepDocument)
        if row is None:
            raise Http404
        (opened,) = _opened([row], request.user)
        show_and_no_more(request, [row["user_id"]], records=1)
        return Response(opened)


class RaiseEvent(ApiView):
    """Staff raise an event of a person by their judgement, of a system on their behalf: after a call, say, or a visit.

    With the `id` of one that is open it is that one.
    """

    write_scope = ApiKey.Scope.RISK_WRITE

    @extend_schema(request=RaiseBody, responses={201: CrisisEventDocument})
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(RaiseBody, request)
        event_id = raise_by_judgement(
            user_id=path["id"],
            level=given["risk_level"],
            note=given["note"],
            source_id=given.get("id"),
            caller=caller,
            now=timezone.now(),
        )
        response = _shown(request, event_id)
        response.status_code = 201
        response["Location"] = address_of(request, "crisis-event", id=event_id)
        return response


class UndoAcknowledgement(ApiView):
    """Takes back that the caller acknowledged the event, within ten seconds and before anything else was done."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=NothingBody, responses=CrisisEventDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        NothingBody(data=request.data).is_valid(raise_exception=True)
        undo_acknowledgement(event_id=path["id"], caller=request.user, now=timezone.now())
        return _shown(request, path["id"])


class TakeEvent(ApiView):
    """Makes the caller answer for an open event, whoever did before. Again, it changes nothing."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=OnBehalfBody, responses=CrisisEventDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, _ = read_acting(OnBehalfBody, request)
        take_event(event_id=path["id"], caller=caller, now=timezone.now())
        return _shown(request, path["id"])


class AddNote(ApiView):
    """Adds a note to the event, open or resolved; the same note again changes nothing."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE

    @extend_schema(request=NoteBody, responses=CrisisEventDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(NoteBody, request)
        add_note(event_id=path["id"], caller=caller, now=timezone.now(), **given)
        return _shown(request, path["id"])


class ReopenEvent(ApiView):
    """Opens a resolved event again, with a reason; one that is open stays as it is."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=ReopenBody, responses=CrisisEventDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(ReopenBody, request)
        reopen_event(event_id=path["id"], caller=caller, now=timezone.now(), **given)
        return _shown(request, path["id"])


class CorrectEvent(ApiView):
    """Another outcome or note of a resolved event; the earlier one stays a step. The same again changes nothing."""

    guards = CrisisEvent
    guarded_view = CrisisEventDetail
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=CorrectBody, responses=CrisisEventDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        caller, given = read_acting(CorrectBody, request)
        correct_resolution(event_id=path["id"], caller=caller, now=timezone.now(), **given)
        return _shown(request, path["id"])


def _shown(request: Request, event_id: UUID) -> Response:
    events = CrisisEvent.objects.visible_to(request.user).filter(id=event_id).with_assessment()
    row = find_row(events, CrisisEventColumns)
    if row is None:
        raise Http404
    steps = _steps(event_id, request.user)
    show_and_no_more(request, [row["user_id"]], records=1)
    return Response({**row, "steps": steps})


def _steps(event_id: UUID, caller: Any) -> list[Row]:
    columns = columns_of(CrisisEventStepRow)
    steps = CrisisEventStep.objects.filter(event_id=event_id).order_by("-at", "-id")
    return _opened(columns.named(columns.statement(steps).fetch({})), caller)


def _opened(rows: list[Row], caller: Any) -> list[Row]:
    if isinstance(caller, ApiKeyCaller):
        rows = [row | {"text": None} for row in rows]
    opened = rows
    for field in (CrisisEventStep.text, CrisisEventStep.performer):
        opened = show_opened(field, opened, now=timezone.now())
    return [row | {"performer": opened_performer(row["performer"])} for row in opened]
