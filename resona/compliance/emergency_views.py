"""Opening a record in an emergency over the API, and closing it again."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.permissions import SIGNED_IN_STAFF
from resona.api.locations import created
from resona.api.serializers import Body, Text
from resona.api.views import ApiView
from resona.compliance.emergency import (
    MIN_REASON_CHARACTERS,
    end_open_access_to,
    open_emergency_access,
)
from resona.compliance.emergency_models import EmergencyAccess
from resona.site.search import Sought


class EmergencyAccessBody(Body):
    """Why."""

    reason = Text(
        min_length=MIN_REASON_CHARACTERS,
        max_length=EmergencyAccess.reason.max_characters,
        help_text="What happened; kept encrypted, read by the person and by those who care for them",
    )


class EmergencyAccessRow(serializers.ModelSerializer[EmergencyAccess]):
    """What opens the record, and until when."""

    class Meta:
        model = EmergencyAccess
        fields = ("id", "user_id", "started_at", "expires_at")
        read_only_fields = fields


class EmergencyAccessOfPerson(ApiView):
    """Opens the record of a person of the clinic to a clinician who is not responsible for them, for an hour.

    The person's care team is told, and every look is kept with the access it was made by, which the person can read. It
    is for clinicians who are signed in themselves: a key or client is nobody who could answer for it, and sees its
    clinic's people anyway. Who does not exist and who belongs to another clinic is answered alike.
    """

    write_scope = SIGNED_IN_STAFF
    more_problems = (409,)

    @extend_schema(
        request=EmergencyAccessBody,
        responses={
            201: OpenApiResponse(EmergencyAccessRow, "Opened"),
            200: OpenApiResponse(EmergencyAccessRow, "It is open already, for as long as was said then"),
        },
    )
    def post(self, request: Request, **path: UUID) -> Response:
        body = EmergencyAccessBody(data=request.data)
        body.is_valid(raise_exception=True)
        reason: str = body.validated_data["reason"]
        opened = open_emergency_access(
            sought=Sought(id=path["id"]), reason=reason, caller=request.user, now=timezone.now()
        )
        row = {name: getattr(opened.access, name) for name in EmergencyAccessRow.Meta.fields}
        return created(request, row, "emergency-access", id=path["id"]) if opened.is_new else Response(row)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, **path: UUID) -> Response:
        """Ends one's own access to this person before its time."""
        end_open_access_to(path["id"], caller=request.user, now=timezone.now())
        return Response(status=204)
