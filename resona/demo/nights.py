"""The nights of the demo: interfaces are built as they would have been then, with what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from interfaces.nights import due_at
from interfaces.services import Outcome, build_interfaces
from resona.demo.people import TIMEZONE
from resona.errors import ResonaError
from resona.time_zones import read_zone


class FailedBuildError(ResonaError):
    """An interface of the demo could not be built."""


def nights_between(start: datetime, end: datetime) -> Iterator[datetime]:
    """The moment of the build of every night after `start` and before `end`, in order."""
    zone = read_zone(TIMEZONE)
    night = start.astimezone(zone).date()
    while (moment := due_at(night, zone)) < end:
        if moment > start:
            yield moment
        night += timedelta(days=1)


def build_night(user_ids: Sequence[UUID], *, now: datetime) -> None:
    """Builds the interfaces of these people through the real service. Raises FailedBuildError."""
    for result in build_interfaces(user_ids, now=now):
        if result.outcome not in {Outcome.CHANGED, Outcome.UNCHANGED}:
            raise FailedBuildError(f"The interface of {result.user_id} was not built: {result.failure}")
