"""Where a person stands at one point of their course, and how a session moves it. Pure.

The canonical order of a person's sessions is (started_at, id). Every state here is that before, or after, one session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from baselines.drift import Drift, NothingToDecideError, Recorded, Step
from baselines.drift_json import read_drift
from baselines.normal import Measured, Normal, learn
from baselines.normal_json import UNREADABLE, StoredBaseline, read_normal, stored_baselines
from risk.patterns import PastSession
from risk.policy import POLICY

# The sessions that patterns over time look back on; whoever reads them from the database reads so many.
RECENT_SESSIONS = POLICY.patterns.earlier_sessions
# Names of what is stored of a baseline that goes on learning beside the frozen one.
_VALUE, _ESTABLISHED_AT = "value", "established_at"


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonState:
    """A person before a session."""

    normal: Normal = field(default_factory=Normal)
    # A copy of the normal that goes on learning while an alarm of gradual decline is neither confirmed nor expired.
    shadow: Normal | None = None
    drift: Drift = field(default_factory=Drift)
    # Oldest first, at most RECENT_SESSIONS.
    recent: tuple[PastSession, ...] = ()
    # Something stored could not be read: it is unknown, and the person is to be replayed.
    is_damaged: bool = False

    @property
    def charts(self) -> Drift:
        """The charts as they are stored, with what is learned beside the frozen normal."""
        return replace(self.drift, shadow=None if self.shadow is None else _shadow_json(self.shadow))


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCourse:
    """What the database holds of where a person stands."""

    baselines: Iterable[StoredBaseline]
    drift: Mapping[str, object] | None
    recent: tuple[PastSession, ...]


def step_charts(state: PersonState, measured: Measured) -> Step:
    """One more session on the person's charts of gradual decline."""
    return state.drift.step(
        started_at=measured.started_at,
        values=measured.values,
        known=state.normal.known_of(measured),
        valence=measured.valence,
        unpleasantness=state.normal.known_emotions(measured.instrument).unpleasantness,
    )


def advance(
    state: PersonState, measured: Measured, *, step: Step | None, enters_normal: bool, past: PastSession | None = None
) -> PersonState:
    """The state after a session. One that stays out of the person's normal moves the charts and the recent course only.

    Without a step, which failed, nothing of the session is learned.
    """
    recent = state.recent if past is None else (*state.recent, past)[-RECENT_SESSIONS:]
    if step is None:
        return replace(state, recent=recent)
    normal, shadow = _fold(state, measured, step, enters_normal=enters_normal)
    drift = step.learned if enters_normal else step.left_out
    return replace(state, normal=normal, shadow=shadow, drift=drift, recent=recent)


def decide(state: PersonState, decision: Recorded, *, at: datetime) -> PersonState:
    """The state after a clinician's decision about an alarm; as it was, where there is no longer an alarm to decide on.

    Either way what was learned beside the frozen normal is dropped. Whoever is learned anew has no normal from then on.
    """
    if decision == "anew":
        return PersonState(recent=state.recent)
    try:
        return replace(state, drift=state.drift.decide(decision, at=at), shadow=None)
    except NothingToDecideError:
        return state


def read_state(stored: StoredCourse) -> PersonState:
    """The state as it is stored."""
    normal, is_whole = read_normal(stored.baselines)
    if stored.drift is None:
        return PersonState(normal=normal, recent=stored.recent, is_damaged=not is_whole)
    try:
        drift = read_drift(stored.drift)
        shadow, shadow_is_whole = (None, True) if drift.shadow is None else read_normal(_shadow_rows(drift.shadow))
    except UNREADABLE:
        return PersonState(normal=normal, recent=stored.recent, is_damaged=True)
    return PersonState(
        normal=normal,
        shadow=shadow,
        drift=replace(drift, shadow=None),
        recent=stored.recent,
        is_damaged=not (is_whole and shadow_is_whole),
    )


def _fold(state: PersonState, measured: Measured, step: Step, *, enters_normal: bool) -> tuple[Normal, Normal | None]:
    """The normal and its shadow after a session."""
    match step.folding:
        case "learn":
            return (learn(state.normal, measured) if enters_normal else state.normal), None
        case "latched":
            return state.normal, None
    shadow = state.shadow or state.normal
    if enters_normal:
        shadow = learn(shadow, measured)
    return (shadow, None) if step.folding == "expire" else (state.normal, shadow)


def _shadow_json(shadow: Normal) -> dict[str, object]:
    return {
        name: {_VALUE: value, _ESTABLISHED_AT: established_at.isoformat() if established_at else None}
        for name, value, established_at in stored_baselines(shadow)
    }


def _shadow_rows(stored: Mapping[str, object]) -> Iterable[StoredBaseline]:
    for name, baseline in stored.items():
        if not isinstance(baseline, Mapping):
            raise TypeError("A stored shadow holds something that is no baseline.")
        established_at = baseline[_ESTABLISHED_AT]
        yield name, baseline[_VALUE], datetime.fromisoformat(established_at) if established_at else None
