"""What waits for one member of staff: theirs by when it is due, what nobody has taken, and what is passed to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from resona.accounts.models import CareTeam
from resona.care.models import Task
from risk.clock import due_time
from risk.models import CrisisEvent

# More than anybody does in a week; what is left is in the list of follow-ups.
MOST_OWN: Final = 150
MOST_UNCLAIMED: Final = 25
WEEK: Final = timedelta(days=7)

Work = Task | CrisisEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class DayWork:
    """What one member of staff has to do, what is due first standing first."""

    overdue: tuple[Work, ...]
    today: tuple[Work, ...]
    this_week: tuple[Work, ...]
    later: int  # how many more are theirs
    unclaimed: tuple[Task, ...]
    more_unclaimed: bool


def read_work(reader: Any, *, now: datetime, zone: tzinfo) -> DayWork:
    """Three statements."""
    tasks = _tasks(reader).filter(owner_id=reader.pk).order_by(F("due_at").asc(nulls_last=True), "id")[:MOST_OWN]
    own: list[Work] = [*_own_events(reader), *tasks]
    unclaimed = list(_unclaimed(reader)[: MOST_UNCLAIMED + 1])
    end_of_day = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    overdue, today, this_week, later = split_by_due(own, now, end_of_day, now + WEEK)
    return DayWork(
        overdue=overdue,
        today=today,
        this_week=this_week,
        later=len(later),
        unclaimed=tuple(unclaimed[:MOST_UNCLAIMED]),
        more_unclaimed=len(unclaimed) > MOST_UNCLAIMED,
    )


def due_of(work: Work) -> datetime | None:
    """By when it is to be done; None: whenever."""
    return work.due_at if isinstance(work, Task) else due_time(work) or work.due_at


def split_by_due(work: Iterable[Work], *ends: datetime) -> tuple[tuple[Work, ...], ...]:
    """What is due before each of these times, and after the one before; last, what is due later or whenever."""
    parts: list[list[tuple[datetime, Work]]] = [[] for _ in ends]
    rest: list[Work] = []
    for one in work:
        due_at = due_of(one)
        part = next((at for at, end in enumerate(ends) if due_at is not None and due_at < end), None)
        if part is None or due_at is None:
            rest.append(one)
        else:
            parts[part].append((due_at, one))
    return (*(tuple(_in_order(part)) for part in parts), tuple(rest))


def _in_order(dated: Sequence[tuple[datetime, Work]]) -> Iterator[Work]:
    return (one for _, one in sorted(dated, key=lambda each: each[0]))


def _tasks(reader: Any) -> QuerySet[Task]:
    """Open ones that staff do, of people whom they see."""
    tasks = Task.objects.visible_to(reader).open().filter(audience=Task.Audience.TEAM)
    return tasks.select_related("user", "owner", "care_team")


def _own_events(reader: Any) -> QuerySet[CrisisEvent]:
    """Crisis events that they answer for."""
    own = CrisisEvent.objects.visible_to(reader).filter(owner_id=reader.pk, resolved_at__isnull=True)
    return own.filter(is_historical=False).select_related("user").order_by("next_due_at", "id")


def _unclaimed(reader: Any) -> QuerySet[Task]:
    """Of their teams; and what is of no team, of the people whom they see."""
    teams = CareTeam.objects.filter(memberships__staff_id=reader.pk).order_by().values("id")
    waiting = _tasks(reader).filter(owner__isnull=True)
    waiting = waiting.filter(Q(care_team_id__in=teams) | Q(care_team__isnull=True))
    return waiting.order_by(F("due_at").asc(nulls_last=True), "id")
