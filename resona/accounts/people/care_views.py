"""Periods of care over the API: read by who may see the person, begun and ended for whoever enrols people."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel, ConfigDict, Field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, CarePeriod, User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.care import begin_care, end_care
from resona.accounts.performers import Performer
from resona.accounts.views import PersonDetail
from resona.api.filters import before, by_choice, by_id, by_ids, since
from resona.api.lists import ListView
from resona.api.rows import find_row
from resona.api.views import ApiView
from resona.showing import show

PEOPLE_WRITE: Final = ApiKey.Scope.PEOPLE_WRITE
_BEHALF: Final = "On whose behalf the system says so; kept encrypted, and shown to staff"


class CarePeriodRow(serializers.ModelSerializer[CarePeriod]):
    """A time in care."""

    ended_because = serializers.CharField(
        read_only=True, help_text="discharged, moved, declined or deceased; empty: they are in care"
    )

    class Meta:
        model = CarePeriod
        fields = ("id", "user_id", "started_at", "ended_at", "ended_because")
        read_only_fields = fields


class CarePeriodList(ListView):
    """When the people whom the caller may see were in care, and why it ended. One without an end is now."""

    model = CarePeriod
    serializer_class = CarePeriodRow
    filters = (
        by_ids(),
        by_id("user", "user_id"),
        by_choice("ended_because", CarePeriod.Ended.values),
        since("ended_after", "ended_at"),
        before("ended_before", "ended_at"),
    )


_Told = TypeVar("_Told", bound=BaseModel)


class _CareBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    performer: Annotated[Performer | None, Field(description=_BEHALF)] = None


class EndingBody(_CareBody):
    """Why somebody is no longer in care."""

    because: CarePeriod.Ended


class BeginningBody(_CareBody):
    """How somebody comes back into care."""

    keeps_normal: Annotated[
        bool, Field(strict=True, description="What was normal for them stays; else it is learned anew")
    ] = True


class _CareView(ApiView):
    guards = User
    guarded_view = PersonDetail
    write_scope = PEOPLE_WRITE
    more_problems = (409,)

    def body(self, model: type[_Told], request: Request, user_id: UUID) -> _Told:
        """What is told of somebody the caller may see. Raises Http404, InvalidInputError."""
        if not User.objects.visible_to(request.user).people().filter(id=user_id).exists():
            raise Http404
        show(request, [user_id])
        return read_body(model, request.data, Setting.of(None, timezone.now()))


class EndOfCare(_CareView):
    """Ends the person's period of care: they raise no silence and no review, and are recorded no more.

    A session in which their own words call for help still reaches people. 409: they are not in care.
    """

    @extend_schema(request={"application/json": EndingBody}, responses=CarePeriodRow)
    def post(self, request: Request, **path: UUID) -> Response:
        body = self.body(EndingBody, request, path["id"])
        now, caller, performer = timezone.now(), request.user, body.performer
        period = end_care(user_id=path["id"], because=body.because, caller=caller, now=now, performer=performer)
        return _answer(period)


class BeginningOfCare(_CareView):
    """Takes the person back into care: a new period begins. 409: they are in care already."""

    @extend_schema(request={"application/json": BeginningBody}, responses=CarePeriodRow)
    def post(self, request: Request, **path: UUID) -> Response:
        body = self.body(BeginningBody, request, path["id"])
        now, caller, performer = timezone.now(), request.user, body.performer
        keeps = body.keeps_normal
        period = begin_care(user_id=path["id"], keeps_normal=keeps, caller=caller, now=now, performer=performer)
        return _answer(period)


def _answer(period: CarePeriod) -> Response:
    return Response(find_row(CarePeriod.objects.filter(id=period.id), CarePeriodRow))
