"""Enrolling people over the API."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.models import ApiKey, Clinic
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.rows import EnrolledRow
from resona.accounts.views import PersonList
from resona.api.locations import created
from resona.compliance.enrolment import EnrolmentBody, enrol
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.showing import show_and_no_more


class PeopleView(PersonList):
    """The people in care the caller may see; and somebody who comes into care.

    A person is the same by `id`, or by an identifier: the same hospital number is answered 200 with the same person,
    who stays as they are, and an identifier that names somebody else is 409. Whoever is new is in care at once, seen by
    their care teams, has an interface, and is recorded as their consents allow.
    """

    write_scope = ApiKey.Scope.PEOPLE_WRITE
    more_problems = (409,)

    @extend_schema(
        request={"application/json": EnrolmentBody},
        responses={201: OpenApiResponse(EnrolledRow, "Enrolled"), 200: OpenApiResponse(EnrolledRow, "Enrolled before")},
    )
    def post(self, request: Request) -> Response:
        now, clinic = timezone.now(), _clinic_of(request)
        body = read_body(EnrolmentBody, request.data, Setting.of(clinic, now))
        (outcome,) = enrol([body], clinic=clinic, caller=request.user, now=now)
        if isinstance(outcome, ResonaError):
            raise outcome
        if not outcome.is_new:
            show_and_no_more(request, [outcome.person_id], records=1)
        document = {"id": outcome.person_id, "is_new": outcome.is_new}
        return created(request, document, "user", id=outcome.person_id) if outcome.is_new else Response(document)


def _clinic_of(request: Request) -> Clinic:
    """That of the caller. Raises InvalidInputError for a superuser, who belongs to none."""
    clinic_id: UUID | None = getattr(request.user, "clinic_id", None)
    clinic = None if clinic_id is None else Clinic.objects.filter(id=clinic_id).first()
    if clinic is None:
        raise InvalidInputError([Fault(pointer="", detail="is enrolled by whoever belongs to a clinic")])
    return clinic
