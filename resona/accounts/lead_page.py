"""The page on which staff say who answers for a person first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.models import User
from resona.accounts.on_call import lead_of, possible_leads, set_lead
from resona.accounts.person_page import Fact
from resona.accounts.profiles import read_names
from resona.errors import ResonaError
from resona.site.pages import Page
from resona.site.returning import go_back, safe_next

CHOOSE = "accounts.add_personlead"


class LeadForm(forms.Form):
    """The staff of the person's clinic."""

    lead = forms.TypedChoiceField(
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=UnfoldAdminSelectWidget(),
        label="Who answers for this person first?",
        help_text="They are told of a crisis before those on call. With nobody, those on call are told first.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, lead = self.fields["lead"], lead_of(person.id)
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "Nobody"), *((str(user.id), user.called) for user in possible_leads(person))]
        field.initial = str(lead.id) if lead else ""


def lead_on(page: Page) -> User | None:
    """Who answers for the person of a page: `page.once(lead_on)`."""
    return lead_of(page.person_id)


def lead_fact(page: Page) -> Fact:
    """Who answers for them first."""
    lead = page.once(lead_on)
    return Fact(title="Lead", value=lead.called if lead else "nobody")


def lead_link(page: Page) -> tuple[str, str] | None:
    """To where the lead is chosen."""
    if not page.may(CHOOSE):
        return None
    url = reverse("admin:accounts_user_lead", args=[page.person_id])
    return "Change lead" if page.once(lead_on) else "Choose a lead", f"{url}?{urlencode({'next': page.request.path})}"


def show_lead_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Shows the form, and saves it."""
    if not request.user.has_perm(CHOOSE):
        raise PermissionDenied
    form = LeadForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            set_lead(person_id=person.id, staff_id=form.cleaned_data["lead"], caller=request.user, now=timezone.now())
        except ResonaError as error:
            messages.error(request, str(error))
            return go_back(request)
        messages.success(request, "Saved: who answers for this person first.")
        return go_back(request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Lead of {read_names([person.id]).get(person.id) or person.code}",
        "form": form,
        "submit": "Save",
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)
