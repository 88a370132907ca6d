"""Pages that ask for a reason before staff keep, free or take back what a person sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from unfold.widgets import UnfoldAdminTextareaWidget

from interfaces.keeping import go_back, pin, unpin
from interfaces.loading import lock_people
from interfaces.models import UserInterface
from interfaces.pages.version_page import draw_decision, version_url
from interfaces.pages.versions import read_stored
from resona.accounts.profiles import read_names
from resona.errors import ResonaError
from resona.site.links import person_url

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

PIN, UNPIN, GO_BACK = "pin", "unpin", "go_back"
DECISIONS: Final = (PIN, UNPIN, GO_BACK)
TITLES: Final[Mapping[str, str]] = {
    PIN: "Keep what this person sees",
    UNPIN: "Let the interface follow the person again",
    GO_BACK: "Go back to an earlier version",
}
BUTTONS: Final[Mapping[str, str]] = {PIN: "Keep it", UNPIN: "Let it follow", GO_BACK: "Go back"}
CONSEQUENCES: Final[Mapping[str, str]] = {
    PIN: "The interface stays as drawn here until someone lets it follow the person again. Help comes nearer all the "
    "same whenever it must.",
    UNPIN: "From the next night on the interface follows the person again.",
    GO_BACK: "The person sees the version drawn here at once, and keeps it until someone lets the interface follow "
    "them again. Crisis lines are today's, and help stands as near as it must now.",
}
DONE: Final[Mapping[str, str]] = {
    PIN: "Kept as it is, with your reason.",
    UNPIN: "It follows the person again from the next night on.",
    GO_BACK: "Gone back, with your reason.",
}


class ShownNoMoreError(ResonaError):
    """Meanwhile the person sees another version: look at that one first."""

    status = 409


class DecisionForm(forms.Form):
    """Why one decides so."""

    reason = forms.CharField(
        max_length=UserInterface.reason.max_characters,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "autofocus": True}),
        label="Reason",
        help_text="Kept encrypted, read by the person's care team. The person reads only that their team decided.",
    )


def decide(interface: UserInterface, decision: str, *, reason: str, caller: Caller, now: datetime) -> int:
    """Carries out a decision about the version that was looked at; returns the version that came of it.

    Raises ShownNoMoreError where another one is shown by now, and what interfaces.keeping raises.
    """
    given: dict[str, Any] = {"user_id": interface.user_id, "reason": reason, "caller": caller, "now": now}
    with transaction.atomic():
        lock_people([interface.user_id])
        if decision == GO_BACK:
            read_stored(interface)
            return go_back(version=interface.version, **given)
        if not UserInterface.objects.filter(id=interface.id, active=True).exists():
            raise ShownNoMoreError
        return pin(**given) if decision == PIN else unpin(**given)


def ask_why(
    model_admin: Any, request: HttpRequest, *, interface: UserInterface, decision: str, form: DecisionForm
) -> HttpResponseBase:
    """The page that draws what is decided about, and asks why."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": TITLES[decision],
        "interface": interface,
        "name": read_names([interface.user_id]).get(interface.user_id),
        "person_url": person_url(interface.user_id),
        "screens": draw_decision(request, interface),
        "consequence": CONSEQUENCES[decision],
        "form": form,
        "submit": BUTTONS[decision],
        "next_url": version_url(interface.id),
    }
    return TemplateResponse(request, "interfaces/ask.html", context)
