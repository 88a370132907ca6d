"""What expires, as apps declare it in their AppConfig. No Django.

`expiring`: tables with a `user_id` whose rows have a date; they go in the order of the apps, so that rows of a later
one can tell whether those they refer to are gone. `keeps_from_expiry`: by table, what keeps a row of it for now.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Expiring:
    """A table whose rows go when the time they are kept is over; what cascades from them goes with them."""

    table: str
    dated_by: str  # the column whose time counts
    only_where: str = "true"  # SQL about a row of the table
