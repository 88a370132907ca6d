"""What a record says of what was filed under the wrong person: where it went, or came from, to who may see both."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Q

from resona.site.pages import Page
from risk.models import CrisisEvent, CrisisEventStep
from risk.pages.row_view import event_url

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

FILED_BY_MISTAKE: Final = "Filed here by mistake: moved to another record."
CAME_FROM_ELSEWHERE: Final = "Moved here: it had been filed in another record by mistake."
EVENT_FILED_BY_MISTAKE: Final = "Filed here by mistake: this crisis event was moved to another record."
EVENT_CAME_FROM_ELSEWHERE: Final = "This crisis event had been filed in another record by mistake."


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """That something was moved."""

    words: str
    code: str = ""  # of the person in whose record the other is; empty: the reader does not see them
    url: str = ""


def moved_steps(step_ids: Collection[UUID], caller: Caller | None) -> dict[UUID, Moved]:
    """Of these steps, those whose words went to another record or came from one. Two statements; one where none was."""
    pairs = CrisisEventStep.objects.filter(Q(corrects__in=step_ids) | Q(id__in=step_ids), corrects__isnull=False)
    rows = list(
        pairs.exclude(kind=CrisisEventStep.Kind.MOVED).values_list(
            "id", "event_id", "corrects_id", "corrects__event_id"
        )
    )
    seen = _seen_events({event_id for _, *pair in rows for event_id in (pair[0], pair[2])}, caller) if rows else {}
    moved: dict[UUID, Moved] = {}
    for step_id, event_id, first_id, first_event_id in rows:
        assert first_id is not None
        moved[first_id] = Moved(words=FILED_BY_MISTAKE, **seen.get(event_id, {}))
        moved[step_id] = Moved(words=CAME_FROM_ELSEWHERE, **seen.get(first_event_id, {}))
    return {step_id: moved[step_id] for step_id in step_ids if step_id in moved}


def moved_event_on(page: Page) -> Moved | None:
    """That the event of this page was moved to another record, or came from one; None: neither."""
    event, caller = page.record, page.request.user
    if event.resolution == CrisisEvent.Resolution.WRONG_PERSON:
        return Moved(
            words=EVENT_FILED_BY_MISTAKE, **_seen_events({event.corrected_to_id}, caller).get(event.corrected_to_id, {})
        )
    first_id = event.corrected_from.values_list("id", flat=True).first()
    if first_id is None:
        return None
    return Moved(words=EVENT_CAME_FROM_ELSEWHERE, **_seen_events({first_id}, caller).get(first_id, {}))


def _seen_events(event_ids: Collection[UUID | None], caller: Caller | None) -> Mapping[UUID | None, dict[str, str]]:
    """Code of the person and address of the events that this caller sees."""
    if caller is None:
        return {}
    events = CrisisEvent.objects.visible_to(caller).filter(id__in=[one for one in event_ids if one])
    return {event.id: {"code": event.user.code, "url": event_url(event.id)} for event in events.select_related("user")}
