"""Pages that ask for a reason before something is decided about an alarm of gradual decline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextareaWidget

from baselines.drift import ChartName, Decision, Direction
from baselines.drift_wording import observe
from baselines.models import DriftDecision, UserDrift
from resona.accounts.models import User
from resona.site.links import person_url
from resona.site.returning import safe_next
from resona.site.times import ago_in_words, day_in_words, exact_time

TITLES: dict[Decision, str] = {"accept": "Accept a gradual change", "reset": "Reset a gradual change"}
BUTTONS: dict[Decision, str] = {"accept": "Accept", "reset": "Reset"}
CONSEQUENCES: dict[Decision, str] = {
    "accept": "No session enters what is normal for this person until someone resets it.",
    "reset": "The charts start anew. What was normal before the change is this person's normal again, and "
    "later sessions enter it.",
}
# Which decisions stand open where an alarm stands.
OPEN: dict[str, tuple[Decision, ...]] = {
    UserDrift.Status.WATCHING: (),
    UserDrift.Status.ALARMED: ("accept", "reset"),
    UserDrift.Status.LATCHED: ("reset",),
}
TONES: dict[str, str] = {
    UserDrift.Status.WATCHING: "low",
    UserDrift.Status.ALARMED: "medium",
    UserDrift.Status.LATCHED: "high",
}


class DecisionForm(forms.Form):
    """Why one decides so."""

    reason = forms.CharField(
        max_length=DriftDecision.reason.max_characters,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4, "autofocus": True}),
        label="Reason",
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = "Kept encrypted, read by the person's care team."
        self.fields["reason"].help_text = f"{CONSEQUENCES[decision]} {kept}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A button that leads to a page that asks."""

    url: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftView:
    """An alarm as the pages show it; its names are those of other findings."""

    tone: str
    level: str
    row: User  # for its code
    person_url: str
    reason: str
    since: str
    since_title: str
    decisions: tuple[Link, ...]


def show_drift(drift: UserDrift, *, may_decide: bool) -> DriftView | None:
    """The alarm that stands; None where there is none."""
    if drift.onset_at is None or drift.alarmed_at is None:
        return None
    zone = timezone.get_current_timezone()
    chart, direction = cast("ChartName", drift.chart), cast("Direction", drift.direction)  # CHECKs hold them to that
    return DriftView(
        tone=TONES[drift.status],
        level=drift.get_status_display(),
        row=drift.user,
        person_url=person_url(drift.user_id),
        reason=observe(chart, direction, day_in_words(drift.onset_at, zone)),
        since=ago_in_words(drift.alarmed_at, timezone.now()),
        since_title=exact_time(drift.alarmed_at, zone),
        decisions=_links(drift) if may_decide else (),
    )


def ask_reason(
    model_admin: Any, request: HttpRequest, *, drift: UserDrift, decision: Decision, form: DecisionForm
) -> HttpResponseBase:
    """The page that shows the alarm, and the form."""
    view = show_drift(drift, may_decide=False)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": TITLES[decision],
        "form": form,
        "rows": [] if view is None else [view],
        "submit": BUTTONS[decision],
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)


def _links(drift: UserDrift) -> tuple[Link, ...]:
    page = reverse("admin:baselines_userdrift_change", args=[drift.pk])
    return tuple(
        Link(
            url=f"{reverse(f'admin:baselines_userdrift_{decision}', args=[drift.pk])}?next={page}",
            label=f"{BUTTONS[decision]} …",
        )
        for decision in OPEN[drift.status]
    )
