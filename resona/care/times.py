"""Which times may be given: when something is due, was decided, was written. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from resona.errors import Fault, InvalidInputError

# A follow-up that was agreed upon last week may be entered today.
DUE_AGO: Final = timedelta(days=30)
DUE_AHEAD: Final = timedelta(days=5 * 366)
# What is told of the past, after the fact, or from another system's records.
TOLD_AGO: Final = timedelta(days=10 * 366)
# How far the sender's clock may be ahead.
CLOCKS_DIFFER: Final = timedelta(minutes=5)


def require_due(due_at: datetime | None, *, now: datetime, field: str = "due_at") -> datetime | None:
    """A time by which something is to be done. Raises InvalidInputError where it is long past or far ahead."""
    if due_at is not None and due_at < now - DUE_AGO:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail=f"is more than {DUE_AGO.days} days ago")])
    if due_at is not None and due_at > now + DUE_AHEAD:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is more than 5 years ahead")])
    return due_at


def require_past(when: datetime | None, *, now: datetime, field: str) -> datetime:
    """A time at which something was done; now where none is given. Raises InvalidInputError for one to come."""
    if when is None:
        return now
    if when > now + CLOCKS_DIFFER:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is in the future")])
    if when < now - TOLD_AGO:
        raise InvalidInputError([Fault(pointer=f"/{field}", detail="is more than 10 years ago")])
    return min(when, now)
