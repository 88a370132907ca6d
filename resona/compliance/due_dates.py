"""By when a request must be answered. Pure."""

from __future__ import annotations

import calendar
from datetime import datetime

DECEMBER = 12


def one_month_after(received_at: datetime) -> datetime:
    """The same day of the following month or, where it has none, its last day: GDPR article 12 (3).

    Regulation (EEC, Euratom) 1182/71, article 3 (2) (c), says so of periods in months.
    """
    year, month = received_at.year + received_at.month // DECEMBER, received_at.month % DECEMBER + 1
    last = calendar.monthrange(year, month)[1]
    return received_at.replace(year=year, month=month, day=min(received_at.day, last))
