"""Passing crisis events over the API."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey
from resona.api.serializers import Body, Text
from resona.api.views import ApiView
from resona.care.handover.offering import offer_event
from resona.care.models import CareOffer
from resona.care.models.offers import MAX_OFFER_CHARACTERS
from resona.showing import show_and_no_more


class PassBody(Body):
    """To whom it is offered, and what they should know."""

    to = serializers.UUIDField(help_text="Of the staff of the person's clinic, somebody who sees them")
    note = Text(max_length=MAX_OFFER_CHARACTERS, allow_blank=True, default="")


class CareOfferRow(serializers.ModelSerializer[CareOffer]):
    """An offer: whoever answered for it does until the other takes it."""

    user_id = serializers.UUIDField(read_only=True, help_text="Whom it is about")
    crisis_event_id = serializers.UUIDField(read_only=True, allow_null=True)
    to = serializers.UUIDField(read_only=True, source="to_staff_id_uuid", help_text="To whom it is offered")

    class Meta:
        model = CareOffer
        fields = ("id", "user_id", "kind", "crisis_event_id", "to", "offered_at", "answer", "answered_at")
        read_only_fields = fields


class PassEvent(ApiView):
    """Offers an open crisis event to a colleague, in place of whomever it was offered to before."""

    write_scope = ApiKey.Scope.RISK_WRITE
    more_problems = (409,)

    @extend_schema(request=PassBody, responses={201: CareOfferRow})
    def post(self, request: Request, **path: UUID) -> Response:
        body = PassBody(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = body.validated_data
        offer = offer_event(
            event_id=path["id"], to_id=given["to"], note=given["note"], caller=request.user, now=timezone.now()
        )
        show_and_no_more(request, [offer.user_id], records=1)
        offer.refresh_from_db()
        return Response(CareOfferRow(offer).data, status=201)
