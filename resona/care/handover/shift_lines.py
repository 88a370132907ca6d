"""Handovers as lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from resona.accounts.models import CareTeam
from resona.care.handover.handover_page import giver_of
from resona.care.models import Handover
from resona.site.links import record_url
from resona.site.times import exact_time

# A handover that nobody took is of no use to the shift after.
WAITS_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftLine:
    """A handover that waits for somebody."""

    team: str
    who: str
    when: str
    url: str


def shifts_to_take(reader: Any, *, now: datetime, zone: tzinfo) -> list[ShiftLine]:
    """Those of the reader's teams that are signed and that nobody has taken; one statement."""
    teams = CareTeam.objects.filter(memberships__staff_id=reader.pk).order_by().values("id")
    waiting = Handover.objects.visible_to(reader).filter(
        care_team_id__in=teams, signed_at__gt=now - WAITS_FOR, taken_at__isnull=True
    )
    rows = waiting.exclude(given_by_uuid=reader.pk).select_related("care_team", "given_by").order_by("signed_at")
    return [
        ShiftLine(
            team=handover.care_team.name if handover.care_team else "",
            who=giver_of(handover),
            when=exact_time(handover.signed_at, zone) if handover.signed_at else "",
            url=record_url(Handover, handover.id),
        )
        for handover in rows
    ]
