"""The page on which staff raise a crisis event of a person by their own judgement."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from resona.accounts.models import User
from resona.errors import InvalidInputError
from resona.site.pages import Page
from resona.site.returning import go_back
from risk.pages.action_forms import show_faults
from risk.pages.action_pages import ask
from risk.pages.moving import called
from risk.pages.row_view import RESPOND
from risk.raising import RAISED_LEVELS, raise_by_judgement
from risk.step_models import MAX_NOTE_CHARACTERS

LEVELS = {"critical": "Critical: somebody must act now", "high": "High: somebody must act today"}


class RaiseForm(forms.Form):
    """How urgent it is, and what one knows."""

    level = forms.ChoiceField(
        choices=[(level, LEVELS[level]) for level in RAISED_LEVELS],
        widget=UnfoldAdminRadioSelectWidget(),
        label="How urgent is it?",
    )
    note = forms.CharField(
        max_length=MAX_NOTE_CHARACTERS,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="Why",
        help_text="What you saw or heard. Kept encrypted, read by the person's care team.",
    )


def raise_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to where an event is raised."""
    if not page.may(RESPOND):
        return None
    url = reverse("admin:accounts_user_raise-event", args=[page.person_id])
    return "Raise a crisis event", f"{url}?{urlencode({'next': page.request.path})}"


def show_raise_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Asks how urgent it is and why, then raises the event."""
    if not request.user.has_perm(RESPOND):
        raise PermissionDenied
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raise_by_judgement(user_id=person.id, **form.cleaned_data, caller=request.user, now=timezone.now())
        except InvalidInputError as error:
            show_faults(form, error)
        else:
            messages.success(request, "Raised: those on duty are told.")
            return go_back(request)
    title = f"Raise a crisis event of {called(person)}"
    return ask(model_admin, request, title=title, form=form, records=[], submit="Raise it")
