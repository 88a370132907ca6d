"""Parts of the day, in the person's own time. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final

# The hour of the clock at which each part begins; the night runs on until the morning. Ours: a convention, no finding.
PART_STARTS: Final = (("morning", 5), ("afternoon", 12), ("evening", 17), ("night", 22))
PARTS: Final = tuple(name for name, _ in PART_STARTS)
# A part is the person's usual one from this share of their sessions on: twice what four equal parts would have.
USUAL_SHARE: Final = 0.5
# What was told as usual stays so down to this share: still well above that of four equal parts.
STILL_USUAL_SHARE: Final = 0.4
# Fewer sessions tell no habit.
MIN_SESSIONS: Final = 5


def part_of_day(moment: datetime, zone: tzinfo) -> str:
    """The part of the day in which an aware moment falls there, summer time included."""
    hour = moment.astimezone(zone).hour
    begun = [name for name, start in PART_STARTS if start <= hour]
    return begun[-1] if begun else PARTS[-1]


def usual_part(moments: Iterable[datetime], zone: tzinfo, *, share: float = USUAL_SHARE) -> str | None:
    """The part in which at least this share of the sessions began; None: too few sessions, or no such part."""
    counts = Counter(part_of_day(moment, zone) for moment in moments)
    total = counts.total()
    if total < MIN_SESSIONS:
        return None
    part = max(PARTS, key=lambda name: counts[name])
    return part if counts[part] / total >= share else None
