"""What was done about crisis events, line by line, as the pages of an event and of its session show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING
from uuid import UUID

from resona.accounts.staff_names import actor_in_words
from resona.encryption.sealing import SealedValueError
from resona.site.pages import Page
from resona.site.times import exact_time
from risk.event_steps import read_performer, read_step
from risk.models import CrisisEvent, CrisisEventStep
from risk.pages.moved import Moved, moved_steps
from risk.pages.moving import move_buttons, move_url
from risk.pages.row_view import RESPOND, Button, act_url

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Where the word of the records is not that of a clinician.
IN_WORDS = {CrisisEventStep.Kind.ESCALATED.value: "Its time passed: more people are told"}
CANNOT_BE_OPENED = "These words cannot be opened."


@dataclass(frozen=True, kw_only=True, slots=True)
class StepLine:
    """A step of an event."""

    what: str
    who: str  # empty: it was done of itself
    when: str
    text: str
    moved: Moved | None = None  # to another record, or from one
    move_url: str = ""  # where it is said that it is about somebody else; empty: it cannot be


@dataclass(frozen=True, kw_only=True, slots=True)
class StepsSection:
    """What was done about an event, and what can be done besides."""

    lines: list[StepLine]
    buttons: list[Button]


def steps_on(page: Page) -> StepsSection | None:
    """What was done about the event of this page, the latest first; None if nothing was, nor can be."""
    event: CrisisEvent = page.record
    here, may = page.request.path, page.may(RESPOND)
    lines = lines_of([event], page.zone, caller=page.request.user, here=here if may else "").get(event.id, [])
    buttons = [*_buttons(event, here), *move_buttons(page)] if may else []
    return StepsSection(lines=lines, buttons=buttons) if lines or buttons else None


def lines_of(
    events: Iterable[CrisisEvent], zone: tzinfo, *, caller: Caller | None = None, here: str = ""
) -> Mapping[UUID, list[StepLine]]:
    """Of each event on which somebody acted its steps, the latest first. Two statements, three where some were moved.

    `caller`: who is led to other people's records, as far as they see them; `here`: where notes are moved from.
    """
    found = CrisisEventStep.objects.filter(event__in=[event.id for event in events]).select_related("actor")
    steps = list(found.order_by("-at", "-id"))
    moved = moved_steps([step.id for step in steps], caller)
    lines: defaultdict[UUID, list[StepLine]] = defaultdict(list)
    for step in steps:
        line = _line(step, zone)
        can_move = here and step.text is not None and step.kind != CrisisEventStep.Kind.TOLD
        lines[step.event_id].append(
            replace(line, moved=moved.get(step.id), move_url=move_url(step, here) if can_move else "")
        )
    return lines


def _buttons(event: CrisisEvent, here: str) -> list[Button]:
    """Each leads to a page that asks; what is open is resolved above."""
    names = {"note": "Add a note"}
    if event.resolved_at is not None:
        names |= {"correct": "Correct the outcome", "reopen": "Reopen"}
    return [
        Button(label=label, url=act_url(f"risk_crisisevent_{name}", event.id, next=here))
        for name, label in names.items()
    ]


def _line(step: CrisisEventStep, zone: tzinfo) -> StepLine:
    outcome, performer = step.get_resolution_display(), read_performer(step)
    done = IN_WORDS.get(step.kind) or str(step.get_kind_display()).capitalize()
    return StepLine(
        what=f"{done}{f': {outcome}' if outcome else ''}",
        who=performer["display"] if performer else actor_in_words(step.actor, step.actor_id_uuid),
        when=exact_time(step.at, zone),
        text=_text(step),
    )


def _text(step: CrisisEventStep) -> str:
    try:
        return read_step(step)
    except SealedValueError:
        return CANNOT_BE_OPENED
