"""The page on which staff change what is known of somebody in care, and from which their care is ended and begun."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.cards import card_on
from resona.accounts.people.care_page import CHANGE, care_fact, care_link
from resona.accounts.people.contact_card import ContactCard
from resona.accounts.people.details import change_details, details_document
from resona.accounts.people.details_forms import VERSION, DetailsForm
from resona.accounts.people.identifiers import IdentifierTakenError
from resona.accounts.people.person_bodies import DetailsBody
from resona.accounts.people.versions import ChangedMeanwhileError, version_of
from resona.accounts.person_page import teams_link
from resona.accounts.profiles import name_on
from resona.encryption.sealing import SealedValueError
from resona.errors import InvalidInputError
from resona.site.links import person_url
from resona.site.pages import Page, begin_page
from resona.site.returning import safe_next

NAME: Final = "details"


def show_details_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Shows the form, and saves it; then leads back."""
    page = begin_page(request, person, person.id)
    if not (page.may(CHANGE) and User.objects.in_care_of(request.user).filter(id=person.id).exists()):
        raise PermissionDenied
    try:
        form, is_saved = _save(request, person) if request.method == "POST" else (_empty(person), False)
    except SealedValueError as error:
        context = {**_context(model_admin, page), "lost": error.told}
        return TemplateResponse(request, "accounts/details.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if is_saved:
        messages.success(request, "Saved.")
        return HttpResponseRedirect(_way_back(page))
    return TemplateResponse(request, "accounts/details.html", {**_context(model_admin, page), "form": form})


def details_link(page: Page) -> tuple[str, str] | None:
    """To where their details are changed."""
    if not page.may(CHANGE):
        return None
    url = reverse(f"admin:accounts_user_{NAME}", args=[page.person_id])
    return "Change their details", f"{url}?{urlencode({'next': page.request.path})}"


def card_section(page: Page) -> dict[str, Any] | None:
    """How they are reached, with the way to where that is changed."""
    card: ContactCard | None = page.once(card_on)
    return None if card is None else {"card": card, "link": details_link(page)}


def _empty(person: User) -> DetailsForm:
    document = details_document(person)
    return DetailsForm(None, document=document, version=version_of(document))


def _save(request: HttpRequest, person: User) -> tuple[DetailsForm, bool]:
    """The form, and whether it was saved; where it was not, the form says why."""
    document = details_document(person)
    form = DetailsForm(request.POST, document=document, version=version_of(document))
    if not form.is_valid():
        return form, False
    now, expected = timezone.now(), form.cleaned_data[VERSION]
    try:
        body = read_body(DetailsBody, form.body(), Setting.of(person.clinic, now))
        change_details(user_id=person.id, body=body, caller=request.user, now=now, expected=expected)
    except InvalidInputError as error:
        for fault in error.faults:
            form.show_fault(fault.pointer, fault.detail)
    except IdentifierTakenError as error:
        form.add_error(None, str(error))
    except ChangedMeanwhileError:
        return _again(request, person), False
    else:
        return form, True
    return form, False


def _again(request: HttpRequest, person: User) -> DetailsForm:
    person.refresh_from_db()
    document = details_document(person)
    return DetailsForm.again(request.POST, document=document, version=version_of(document))


def _context(model_admin: Any, page: Page) -> dict[str, Any]:
    return {
        **model_admin.admin_site.each_context(page.request),
        "title": f"Details of {page.once(name_on) or page.record.code}",
        "left": care_fact(page),
        "links": [link for link in (care_link(page), teams_link(page)) if link is not None],
        "next_url": _way_back(page),
    }


def _way_back(page: Page) -> str:
    asks = {*page.request.GET, *page.request.POST}
    return safe_next(page.request) if "next" in asks else person_url(page.person_id)
