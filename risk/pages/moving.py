"""Pages that ask whose a note or a crisis event is that was filed under the wrong person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from conversations import session_page
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.errors import ResonaError
from resona.site.naming import names_of
from resona.site.pages import Page
from resona.site.returning import go_back
from risk.models import CrisisEvent, CrisisEventStep
from risk.pages.action_pages import ask
from risk.pages.row_view import Button, act_url
from risk.wrong_person import SamePersonError, find_person, move_event, move_note, written_steps

NOT_FOUND = "Nobody whom you see has this code."


class WhomForm(forms.Form):
    """Whose it is."""

    person = forms.CharField(
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"autofocus": True, "autocomplete": "off"}),
        label="Whose is it?",
        help_text="The code of the right person, as it stands beside their name: P-1A2B3C.",
    )


def ask_whose_event(model_admin: Any, request: HttpRequest, event: CrisisEvent) -> HttpResponseBase:
    """Asks, then raises the event for whoever it is about, and closes it here."""

    def move(person: User) -> CrisisEvent:
        return move_event(event_id=event.id, person_id=person.id, caller=request.user, now=timezone.now())

    return _ask(model_admin, request, event, title="Filed under the wrong person", submit="Move the event", move=move)


def ask_whose_note(model_admin: Any, request: HttpRequest, event: CrisisEvent, step_id: UUID) -> HttpResponseBase:
    """Asks, then moves the note to whoever it is about. Raises Http404 where it is none of the event."""
    if not written_steps().filter(event=event, id=step_id).exists():
        raise Http404("There is no such note.")

    def move(person: User) -> CrisisEvent:
        return move_note(step_id=step_id, person_id=person.id, caller=request.user, now=timezone.now())

    return _ask(model_admin, request, event, title="A note about somebody else", submit="Move the note", move=move)


def move_buttons(page: Page) -> list[Button]:
    """To where it is said that the event of this page is about somebody else; of a session, that they spoke in it."""
    event: CrisisEvent = page.record
    if event.resolution == CrisisEvent.Resolution.WRONG_PERSON:
        return []
    url: str | None = act_url("risk_crisisevent_move", event.id, next=page.request.path)
    if event.conversation_id is not None:
        url = session_page.view_url(session_page.WRONG_PERSON, event.conversation_id, next=page.request.path)
    return [Button(label="Wrong person", url=url)] if url else []


def move_url(step: CrisisEventStep, here: str) -> str:
    """Where it is said that a note is about somebody else."""
    url = reverse("admin:risk_crisisevent_move-note", args=[step.event_id, step.id])
    return f"{url}?{urlencode({'next': here})}"


def _ask(
    model_admin: Any,
    request: HttpRequest,
    event: CrisisEvent,
    *,
    title: str,
    submit: str,
    move: Callable[[User], CrisisEvent],
) -> HttpResponseBase:
    form = WhomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = find_person(form.cleaned_data["person"], request.user)
            move(person)
        except UnknownPersonError:
            form.add_error("person", NOT_FOUND)
        except SamePersonError as error:
            form.add_error("person", str(error))
        except ResonaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Moved to the record of {called(person)}.")
            return go_back(request)
    return ask(model_admin, request, title=title, form=form, records=[event], submit=submit)


def called(person: User) -> str:
    """Name and code, so that whoever typed the wrong code sees it."""
    name = names_of([person.id]).get(person.id)
    return f"{name} ({person.code})" if name else person.code
