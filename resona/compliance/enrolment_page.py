"""The page on which staff enrol somebody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from resona.accounts.models import Clinic, User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.enrolment import Enrolled
from resona.accounts.people.identifiers import IdentifierTakenError
from resona.compliance.enrolment import EnrolmentBody, enrol
from resona.compliance.enrolment_forms import EnrolmentForm
from resona.errors import InvalidInputError
from resona.site.links import person_url, records_url

ENROL = "accounts.add_careperiod"


def show_enrolment_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """Shows the form, and enrols whom it tells of; then leads to their page."""
    if not request.user.has_perm(ENROL):
        raise PermissionDenied
    clinic = _clinic_of(request)
    if clinic is None:
        return _ask_clinic(model_admin, request)
    initial = {"timezone": clinic.timezone, "language": "en"}
    form = EnrolmentForm(request.POST or None, clinic=clinic, initial=initial)
    if request.method == "POST" and form.is_valid():
        person_id = _enrol(request, form, clinic)
        if person_id is not None:
            messages.success(request, "Enrolled. Whoever cares for them sees them now.")
            is_seen = User.objects.visible_to(request.user).filter(id=person_id).exists()
            return HttpResponseRedirect(person_url(person_id) if is_seen else records_url(User))
    context = {**model_admin.admin_site.each_context(request), "title": "Add a person", "form": form}
    return TemplateResponse(request, "compliance/enrol.html", context)


def _clinic_of(request: HttpRequest) -> Clinic | None:
    """That of whoever enrols; a superuser of none says which."""
    own: Clinic | None = getattr(request.user, "clinic", None)
    if own is not None:
        return own
    chosen = [
        clinic for clinic in Clinic.objects.visible_to(request.user) if str(clinic.id) == request.GET.get("clinic")
    ]
    return chosen[0] if chosen else None


def _ask_clinic(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    clinics = list(Clinic.objects.visible_to(request.user))
    context = {**model_admin.admin_site.each_context(request), "title": "Add a person", "clinics": clinics}
    return TemplateResponse(request, "compliance/enrol_where.html", context)


def _enrol(request: HttpRequest, form: EnrolmentForm, clinic: Clinic) -> Any:
    """The id of whoever was enrolled; None where the form says why not."""
    now = timezone.now()
    try:
        body = read_body(EnrolmentBody, form.body(), Setting.of(clinic, now))
        (outcome,) = enrol([body], clinic=clinic, caller=request.user, now=now)
        if isinstance(outcome, InvalidInputError):
            raise outcome
    except InvalidInputError as error:
        for fault in error.faults:
            form.show_fault(fault.pointer, fault.detail)
        return None
    if isinstance(outcome, Enrolled) and outcome.is_new:
        return outcome.person_id
    form.add_error("identifier_1_value", str(IdentifierTakenError()))
    return None
