"""The page on which staff issue a code for a person's app, and end what is lost: the code is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.accounts.teams import NotInYourCareError
from resona.audit.names import names_of_actors
from resona.encryption.sealing import SealedValueError
from resona.sign_in.enrolments import EnrolmentRestrictedError, NewCode, issue_code
from resona.sign_in.person_models import PersonToken
from resona.sign_in.person_tokens import UnknownTokenError, revoke_person_token
from resona.sign_in.qr_codes import draw
from resona.sign_in.short_codes import code_uri, in_halves
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.times import exact_time

ISSUE: Final = "sign_in.change_persontoken"
END: Final = "end"  # the buttons that end a device's token


class CodeForm(forms.Form):
    """How long the code is good for."""

    minutes = forms.TypedChoiceField(
        coerce=int,
        choices=[(15, "15 minutes"), (60, "an hour"), (24 * 60, "a day"), (7 * 24 * 60, "a week")],
        initial=60,
        widget=UnfoldAdminSelectWidget(),
        label="Good for",
        help_text="The person types it into their app, or scans it. It opens once; a code that was issued before ends.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceLine:
    """A device with which the person's app came in."""

    id: UUID
    name: str
    since: str
    issued_by: str
    state: str
    tone: str
    may_end: bool


def app_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to this one."""
    if not page.may(ISSUE):
        return None
    return "Code for their app", reverse("admin:accounts_user_enrolment-code", args=[page.person_id])


def show_enrolment_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Shows the form and the devices; issues a code, or ends a device's token."""
    if not request.user.has_perm(ISSUE):
        raise PermissionDenied
    form, code = CodeForm(), None
    try:
        if END in request.POST:
            return _end(request, person)
        if request.method == "POST":
            form = CodeForm(request.POST)
            code = _issue(request, person, form)
    except NotInYourCareError as error:
        raise PermissionDenied(str(error)) from error
    return _page(model_admin, request, person, form, code)


def _issue(request: HttpRequest, person: User, form: CodeForm) -> NewCode | None:
    if not form.is_valid():
        return None
    caller: Any = request.user
    try:
        return issue_code(user_id=person.id, minutes=form.cleaned_data["minutes"], caller=caller, now=timezone.now())
    except EnrolmentRestrictedError as error:
        form.add_error(None, str(error))
        return None


def _end(request: HttpRequest, person: User) -> HttpResponse:
    caller: Any = request.user
    try:
        token_id = UUID(request.POST[END])
        revoke_person_token(user_id=person.id, token_id=token_id, caller=caller, now=timezone.now())
    except (ValueError, UnknownTokenError):
        messages.warning(request, "This device was ended before.")
    else:
        messages.success(request, "Ended: the app on this device opens nothing any more.")
    return HttpResponseRedirect(request.path)


def _page(
    model_admin: Any, request: HttpRequest, person: User, form: CodeForm, code: NewCode | None
) -> TemplateResponse:
    zone, now = timezone.get_current_timezone(), timezone.now()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Code for the app",
        "person": person,
        "name": read_names([person.id]).get(person.id),
        "person_url": person_url(person.id),
        "form": form,
        "devices": _devices(person, zone, now),
    }
    if code is not None:
        uri = code_uri(code.text, at=request.build_absolute_uri(reverse("enrolments")))
        until = exact_time(code.expires_at, zone)
        context |= {"code": in_halves(code.text), "qr_code": draw(uri), "until": until}
    answer = TemplateResponse(request, "sign_in/enrolment.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _devices(person: User, zone: tzinfo, now: datetime) -> list[DeviceLine]:
    tokens = list(PersonToken.objects.filter(user=person).order_by("-created_at", "-id"))
    names = names_of_actors(token.issued_by for token in tokens)
    return [
        DeviceLine(
            id=token.id,
            name=_name_of(token),
            since=exact_time(token.created_at, zone),
            issued_by=names[token.issued_by],
            state=state,
            tone=tone,
            may_end=tone == "low",
        )
        for token in tokens
        for state, tone in (_state(token, now),)
    ]


def _name_of(token: PersonToken) -> str:
    if token.device is None:
        return "not told"
    try:
        return PersonToken.device.open(token.id, token.device)
    except SealedValueError:
        return "cannot be opened: its key is missing"


def _state(token: PersonToken, now: datetime) -> tuple[str, str]:
    """In words, and in which colour."""
    if token.revoked_at is not None:
        return "ended", "missing"
    return ("in use", "low") if token.expires_at > now else ("expired", "missing")
