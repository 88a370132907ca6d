"""The rhythm in which a person makes contact, and whether a silence is longer than it. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean, stdev
from typing import Final

from scipy.special import stdtr, stdtrit

from risk.policy import POLICY, PatternPolicy

_DAY: Final = timedelta(days=1)
# Gaps are compared on the scale of their fourth root: there the gaps of someone whose contacts come at random (Poisson)
# are close to normal (Hawkins & Wixley 1986), while logarithms would allow for silences of months.
_POWER: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A time without contact, against the person's own gaps between contacts."""

    last_contact_at: datetime
    gap_days: float
    usual_days: float  # between contacts, in the middle of the person's own gaps
    limit_days: float  # from which on a gap is longer than their rhythm
    gaps: int  # known before it
    p: float  # chance of a gap at least as long in their rhythm

    @property
    def is_unusual(self) -> bool:
        """Whether the silence is longer than the person's own rhythm."""
        return self.gap_days >= self.limit_days


def measure_silence(
    contacts: Iterable[datetime], now: datetime, policy: PatternPolicy = POLICY.patterns
) -> Silence | None:
    """The silence from the last contact until `now` (a new session, or the moment someone looks), in any order given.

    Contacts closer together than `contact_apart` are one. None with fewer gaps than `rhythm_gaps`: no rhythm is known.
    The limit is the largest of the upper predictive quantile of the person's gaps (Student's t on their fourth roots,
    chance `silence_largest_p`), `silence_over_longest` times the longest gap, and `shortest_silence`. A `now` before
    the last contact is no silence: 0 days.
    """
    starts = sorted(contacts)
    gaps = [(later - earlier) / _DAY for earlier, later in pairwise(starts) if later - earlier >= policy.contact_apart]
    if len(gaps) < policy.rhythm_gaps:
        return None
    roots = [gap**_POWER for gap in gaps]
    middle = fmean(roots)
    # Near the middle a root differs by the share `_POWER` of what the gap itself differs by.
    spread = max(stdev(roots), policy.gap_spread_floor * _POWER * middle) * math.sqrt(1.0 + 1.0 / len(roots))
    furthest = middle + float(stdtrit(len(roots) - 1, 1.0 - policy.silence_largest_p)) * spread
    gap_days = max((now - starts[-1]) / _DAY, 0.0)
    return Silence(
        last_contact_at=starts[-1],
        gap_days=gap_days,
        usual_days=middle ** (1.0 / _POWER),
        limit_days=max(
            furthest ** (1.0 / _POWER), policy.silence_over_longest * max(gaps), policy.shortest_silence / _DAY
        ),
        gaps=len(gaps),
        p=float(stdtr(len(roots) - 1, (middle - gap_days**_POWER) / spread)),
    )
