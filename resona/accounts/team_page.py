"""The page on which an administrator says which care teams are responsible for a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from resona.accounts.models import CareTeam, User
from resona.accounts.profiles import read_names
from resona.accounts.teams import set_teams
from resona.site.returning import go_back, safe_next

ASSIGN = "accounts.add_careteamperson"


class TeamsForm(forms.Form):
    """Care teams of the person's clinic."""

    teams = forms.TypedMultipleChoiceField(
        coerce=UUID,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        label="Who is responsible?",
        help_text="The staff of these teams see the person's sessions. With none, every clinician of the clinic does.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = CareTeam.objects.filter(clinic=person.clinic).values_list("id", "name")
        field = self.fields["teams"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(team_id), name) for team_id, name in teams]
        field.initial = [str(team_id) for team_id in person.care_teams.values_list("id", flat=True)]


def show_teams_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Shows the form, and saves it."""
    if person.role != User.Role.PERSON:
        raise Http404
    if not request.user.has_perm(ASSIGN):
        raise PermissionDenied
    form = TeamsForm(request.POST or None, person=person)
    if request.method == "POST":
        form = TeamsForm(request.POST, person=person)
        if form.is_valid():
            set_teams(person_id=person.id, team_ids=form.cleaned_data["teams"], caller=request.user)
            messages.success(request, "Saved: who is responsible for this person.")
            return go_back(request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Care teams of {read_names([person.id]).get(person.id) or person.code}",
        "form": form,
        "submit": "Save",
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)
