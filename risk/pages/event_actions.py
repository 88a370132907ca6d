"""What staff do about a crisis event: acknowledged with one press, all else on a page that asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone

from resona.errors import InvalidInputError, ResonaError
from resona.site.records import in_clinic_time
from resona.site.returning import go_back
from risk.corrections import add_note, correct_resolution, reopen_event, seconds_to_undo, undo_acknowledgement
from risk.models import CrisisEvent
from risk.pages.action_forms import CorrectForm, NoteForm, ReopenForm, ResolveForm, show_faults
from risk.pages.action_pages import answer_with_row, ask
from risk.pages.moving import ask_whose_event, ask_whose_note
from risk.pages.offers import with_offers
from risk.pages.row_view import Button, act_url
from risk.services import ResolutionConflictError, acknowledge_shown, resolve_event
from risk.triage_findings import staff_name

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ACKNOWLEDGED: Final = "Acknowledged. Resolve it once it is clear what happened."


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """A page that asks before something is done about an event."""

    title: str
    form: type[forms.Form]
    submit: str
    act: Callable[..., CrisisEvent]  # takes what the form asks for
    said: str


ASKING: Final[Mapping[str, Asking]] = MappingProxyType(
    {
        "resolve": Asking(
            title="Resolve a crisis event",
            form=ResolveForm,
            submit="Resolve",
            act=resolve_event,
            said="Resolved, with your reason.",
        ),
        "note": Asking(title="Add a note", form=NoteForm, submit="Add", act=add_note, said="Note added."),
        "reopen": Asking(
            title="Reopen a crisis event",
            form=ReopenForm,
            submit="Reopen",
            act=reopen_event,
            said="Reopened: you take care of it.",
        ),
        "correct": Asking(
            title="Correct the outcome",
            form=CorrectForm,
            submit="Correct",
            act=correct_resolution,
            said="Corrected. What was said before stays readable.",
        ),
    }
)


class EventActions:
    """The part of an admin that acts on crisis events."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        views = {"acknowledge": self.acknowledge_view, "undo": self.undo_view}
        views |= {name: partial(self.asking_view, name=name) for name in ASKING}
        views["move"] = self.move_view
        own = [
            path(f"<uuid:event_id>/{name}/", self.admin_site.admin_view(view), name=f"risk_crisisevent_{name}")
            for name, view in views.items()
        ]
        note_view = self.admin_site.admin_view(self.move_note_view)
        own.append(path("<uuid:event_id>/notes/<uuid:step_id>/move/", note_view, name="risk_crisisevent_move-note"))
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def has_respond_permission(self, request: HttpRequest) -> bool:
        """Who may acknowledge and resolve, though nobody rewrites an event."""
        return request.user.has_perm("risk.change_crisisevent")

    def acknowledge_view(self, request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        """Acknowledges at once."""
        acknowledge = partial(acknowledge_shown, shown=_ids_in(request.GET.get("shown", "")))
        return self._act_at_once(request, event_id, acknowledge, said=ACKNOWLEDGED)

    def undo_view(self, request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        """Takes back that the reader acknowledged it just now."""
        return self._act_at_once(request, event_id, undo_acknowledgement, said="Undone: it waits again.")

    @in_clinic_time
    def asking_view(self, request: HttpRequest, event_id: UUID, name: str) -> HttpResponseBase:
        """Asks, then acts. Whatever is refused, what was typed stays in the form."""
        asking, event = ASKING[name], self._event_to_respond_to(request, event_id)
        form = asking.form(request.POST or None, initial={"resolution": request.GET.get("resolution")})
        others: list[Button] = []
        if request.method == "POST" and form.is_valid():
            try:
                asking.act(event_id=event.id, **form.cleaned_data, caller=request.user, now=timezone.now())
            except InvalidInputError as error:
                show_faults(form, error)
            except ResolutionConflictError:
                event.refresh_from_db()
                form.add_error(None, _resolved_meanwhile(event))
                others = _other_uses(event)
            except ResonaError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, with_offers(asking.said, request, event.user_id))
                return go_back(request)
        is_false_alarm = name == "resolve" and request.GET.get("resolution") == CrisisEvent.Resolution.FALSE_ALARM
        title = "False alarm" if is_false_alarm else asking.title
        return ask(self, request, title=title, form=form, records=[event], submit=asking.submit, others=others)

    @in_clinic_time
    def move_view(self, request: HttpRequest, event_id: UUID) -> HttpResponseBase:
        """Asks whose event it is."""
        return ask_whose_event(self, request, self._event_to_respond_to(request, event_id))

    @in_clinic_time
    def move_note_view(self, request: HttpRequest, event_id: UUID, step_id: UUID) -> HttpResponseBase:
        """Asks whose note it is."""
        return ask_whose_note(self, request, self._event_to_respond_to(request, event_id), step_id)

    def _act_at_once(
        self, request: HttpRequest, event_id: UUID, act: Callable[..., CrisisEvent], *, said: str
    ) -> HttpResponseBase:
        """Answers htmx with the row anew, in which nothing has moved, and everybody else with the way back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        event = self._event_to_respond_to(request, event_id)
        is_done = True
        try:
            event = act(event_id=event.id, caller=request.user, now=timezone.now())
        except ResonaError as error:
            said, is_done = str(error), False
        if said == ACKNOWLEDGED and not seconds_to_undo(event, request.user, timezone.now()):
            said = f"{staff_name(event.acknowledged_by) or 'Another system'} acknowledged it before you."
        if request.headers.get("HX-Request"):
            return answer_with_row(request, event, said)
        (messages.success if is_done else messages.error)(request, said)
        return go_back(request)

    def _event_to_respond_to(self, request: HttpRequest, event_id: UUID) -> CrisisEvent:
        event: CrisisEvent = self.get_object(request, str(event_id))  # type: ignore[attr-defined]
        if not self.has_respond_permission(request):
            raise PermissionDenied
        return event


def _ids_in(text: str) -> list[UUID]:
    """The ids in a list separated by commas; what is none is left out."""
    return [UUID(part) for part in text.split(",") if _ID.fullmatch(part)]


def _resolved_meanwhile(event: CrisisEvent) -> str:
    by = staff_name(event.resolved_by) or "Another system"
    return (
        f"{by} resolved it meanwhile: {event.get_resolution_display()}. Nothing of yours is stored yet. Add what you "
        "wrote as a note, or correct the outcome."
    )


def _other_uses(event: CrisisEvent) -> list[Button]:
    """Where what was typed can go instead."""
    names = {"note": "Add as a note", "correct": "Correct the outcome"}
    return [Button(label=label, url=act_url(f"risk_crisisevent_{name}", event.id)) for name, label in names.items()]
