"""Reading whether a person drifts away from their normal, and deciding about the alarm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from baselines.drift import Decision
from baselines.models import UserDrift
from baselines.rows import DriftDocument
from baselines.serializers import DecisionBody
from baselines.services import decide_drift
from resona.accounts.models import ApiKey, User
from resona.api.filters import read_parameters
from resona.api.lists import RECORDS_READ
from resona.api.rows import find_row
from resona.api.views import ApiView


class DriftOfPerson(ApiView):
    """Whether the person's sessions drift away from their own normal; watching where nothing was charted yet."""

    read_scope = RECORDS_READ
    holds_findings = True

    @extend_schema(responses=DriftDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        if not User.objects.visible_to(request.user).people().filter(id=path["id"]).exists():
            raise Http404
        return Response(_document(path["id"]))


class AcceptDrift(ApiView):
    """The alarm stands: nothing enters the person's normal until it is reset. The same again changes nothing."""

    guards = User
    guarded_view = DriftOfPerson
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=DecisionBody, responses=DriftDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return _decide(request, path["id"], "accept")


class ResetDrift(ApiView):
    """The alarm is over: the charts start anew from the frozen normal. The same again changes nothing."""

    guards = User
    guarded_view = DriftOfPerson
    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=DecisionBody, responses=DriftDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return _decide(request, path["id"], "reset")


def _decide(request: Request, user_id: UUID, decision: Decision) -> Response:
    body = DecisionBody(data=request.data)
    body.is_valid(raise_exception=True)
    decide_drift(user_id=user_id, decision=decision, caller=request.user, now=timezone.now(), **body.validated_data)
    return Response(_document(user_id))


def _document(user_id: UUID) -> dict[str, Any]:
    row = find_row(UserDrift.objects.filter(user_id=user_id), DriftDocument)
    if row is not None:
        return row
    return {**dict.fromkeys(DriftDocument.Meta.fields), "user_id": user_id, "status": UserDrift.Status.WATCHING}
