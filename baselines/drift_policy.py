"""Every threshold of the charts for gradual decline, versioned as one value. Pure."""

from dataclasses import dataclass
from typing import Final

from baselines.run_lengths import Ewma


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPolicy:
    """Numbers in personal deviations or sessions; a changed number needs a new version."""

    version: str
    # Both charts of a person alike. The limit is that of the family: see `family_limit` for how it is computed.
    design: Ewma
    # An alarm is confirmed when so many further sessions are, each by itself, this far on the alarm's side of the
    # frozen normal ...
    confirming_sessions: int
    confirming_z: float
    # ... among at most so many in which its chart was measured; else it expires.
    sessions_to_confirm: int
    # It expires after so many sessions of any kind, too: a new device or extractor has no normal while the old one is
    # frozen, so nothing more of an alarm of the voice might ever be measured. Twice as many leave room for gaps.
    sessions_to_expire: int
    # Spread of valence below which two sessions differ by the rounding of their shares: shares may be off by 0.01 in
    # all, and valences span 1.7.
    least_valence_sd: float
    # What a composite of features is at least taken to vary by, so that a voice that never varied divides by something.
    least_composite_sd: float


# Undisturbed people in whom either chart alarms, within so many sessions: what `design.limit` is computed for.
FALSE_ALARM_SHARE: Final = 0.10
FALSE_ALARM_SESSIONS: Final = 60
CHARTS_A_PERSON: Final = 2

# Weight 0.1 looks back over about 20 sessions, the pace of a decline over weeks (METHODS; Lucas & Saccucci 1990 for
# small shifts). Clipping at 4 touches 6 ordinary sessions in 100,000 and keeps one wild session from moving a chart at
# rest by more than 0.4, little over half way to the alarm at 0.70. The limit is `family_limit` to two decimals.
DRIFT_POLICY: Final = DriftPolicy(
    version="drift-2",
    design=Ewma(weight=0.1, limit=3.05, clip=4.0),
    confirming_sessions=2,
    confirming_z=1.0,
    sessions_to_confirm=5,
    sessions_to_expire=10,
    least_valence_sd=0.02,
    least_composite_sd=0.05,
)
