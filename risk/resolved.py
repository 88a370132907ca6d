"""What else happens once a crisis event is resolved, or its resolution corrected: apps to the right add to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from resona.slots import Slot

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller
    from risk.models import CrisisEvent

    Following: TypeAlias = Callable[[CrisisEvent, Caller, datetime], object]

# Each is called in the transaction that resolves the event, by whom and when.
FOLLOWING: Final[Slot[Following]] = Slot()


def follow_resolution(event: CrisisEvent, caller: Caller, now: datetime) -> None:
    """Does all of it."""
    for follow in FOLLOWING:
        follow(event, caller, now)
