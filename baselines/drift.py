"""Gradual decline: a person's two control charts, the alarm they may raise, and what becomes of it. Pure.

`Drift` is all that is kept, of constant size. Folding the person's sessions and decisions in canonical order gives the
same state whenever it is done. Design, figures and limits: DRIFT.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from baselines.drift_policy import DRIFT_POLICY, DriftPolicy
from baselines.self_starting import RunningScale, compose, rescale, standardise
from baselines.statistics import Sufficient
from resona.errors import ResonaError

# "voice": the features taken together, positive towards decline; "valence": of the emotions heard, positive towards
# unpleasant.
ChartName: TypeAlias = Literal["voice", "valence"]
Direction: TypeAlias = Literal["decline", "other"]
Status: TypeAlias = Literal["watching", "alarmed", "latched"]
# What the caller does with the session. learn: it enters the person's normal. pause: the normal stays as it is, and the
# session enters only its shadow, a copy made at the alarm that goes on learning. expire: it enters the shadow, which
# becomes the normal. latched: it enters nothing, and a shadow is dropped.
Folding: TypeAlias = Literal["learn", "pause", "expire", "latched"]
Decision: TypeAlias = Literal["accept", "reset"]
# What is recorded of a person's charts: those, and that all is learned anew.
Recorded: TypeAlias = Decision | Literal["anew"]


class NothingToDecideError(ResonaError):
    """There is no alarm of gradual decline that this decision could be about."""

    status = 409
    problem = "nothing-to-decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One EWMA chart."""

    # In personal deviations.
    level: float = 0.0
    # Start of the session after the chart last crossed zero; None at 0.
    since: datetime | None = None

    def move(self, z: float | None, started_at: datetime, policy: DriftPolicy = DRIFT_POLICY) -> "Chart":
        """After one more session; a session that was not measured passes."""
        if z is None:
            return self
        level = (1.0 - policy.design.weight) * self.level + policy.design.weight * z
        is_same_side = level * self.level > 0.0
        return Chart(level=level, since=self.since if is_same_side else started_at if level else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A chart that left its limits, and what was seen since."""

    chart: ChartName
    direction: Direction
    onset_at: datetime
    # Start of the session that raised it.
    alarmed_at: datetime
    # Sessions since, those in which this chart was measured, and how many of these confirm it.
    passed: int = 0
    measured: int = 0
    confirming: int = 0
    # When it was confirmed or accepted; None: neither yet.
    latched_at: datetime | None = None
    # A clinician accepted it, before it was confirmed or after.
    is_accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A person's charts after some of their sessions."""

    voice: Chart = field(default_factory=Chart)
    valence: Chart = field(default_factory=Chart)
    # What the voice is standardised with besides the baselines of its features.
    composite: RunningScale = field(default_factory=RunningScale)
    alarm: Alarm | None = None
    # The caller's own shadow as JSON: carried while alarmed, dropped with every way out, never read here.
    shadow: Mapping[str, object] | None = None

    @property
    def status(self) -> Status:
        """Whether an alarm stands, and whether it is confirmed."""
        if self.alarm is None:
            return "watching"
        return "alarmed" if self.alarm.latched_at is None else "latched"

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What a clinician can decide now: to accept an alarm once, confirmed or not, and to reset it."""
        if self.alarm is None:
            return ()
        return ("reset",) if self.alarm.is_accepted else ("accept", "reset")

    def step(
        self,
        *,
        started_at: datetime,
        values: Mapping[str, float],
        known: Mapping[str, Sufficient],
        valence: float | None,
        unpleasantness: Sufficient,
        policy: DriftPolicy = DRIFT_POLICY,
    ) -> "Step":
        """One more session: `values` by baseline type on the compared scale, `known` the person's normal of each.

        `valence` is that of the emotions heard, -1..1, None where none was; `unpleasantness` is the person's normal of
        its negative. A normal is that before the session and of its extractor; under an alarm it is the frozen one.
        Raises KeyError for a value without its normal.
        """
        composite = compose(values, known, clip=policy.design.clip)
        seen = _Seen(
            composite=composite,
            voice_z=_score_voice(self.composite, composite, policy),
            valence_z=_score_valence(unpleasantness, valence, policy),
        )
        # Not by `replace`, here and in `_learn`: it takes five times as long, in every session of every replay.
        drift = Drift(
            voice=self.voice.move(seen.voice_z, started_at, policy),
            valence=self.valence.move(seen.valence_z, started_at, policy),
            composite=self.composite,
            alarm=self.alarm,
            shadow=self.shadow,
        )
        if self.alarm is None:
            drift = _raise_alarm(drift, seen, started_at, policy)
        elif self.alarm.latched_at is None:
            drift = _watch_alarm(drift, self.alarm, seen, started_at, policy)
        folding = _folding(drift, policy)
        return Step(
            voice_z=seen.voice_z,
            valence_z=seen.valence_z,
            folding=folding,
            learned=_settle(_learn(drift, seen, folding), folding),
            left_out=_settle(drift, folding),
        )

    def decide(self, decision: Decision, *, at: datetime) -> "Drift":
        """Accepting latches an alarm, and leaves one that is latched as it is but for saying so; resetting ends it,
        with the charts at 0 and the frozen normal as the normal.

        Raises NothingToDecideError unless the decision is one of `decisions`.
        """
        if decision not in self.decisions or self.alarm is None:
            raise NothingToDecideError
        if decision == "accept":
            accepted = replace(self.alarm, latched_at=self.alarm.latched_at or at, is_accepted=True)
            return replace(self, alarm=accepted, shadow=None)
        return _restart(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one session did to a person's charts."""

    # Its own scores against the normal, in personal deviations towards decline; None where it was not measured.
    voice_z: float | None
    valence_z: float | None
    folding: Folding
    # The charts after it: if the session may enter the person's normal, and if it stays out for a reason of its own.
    learned: Drift
    left_out: Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One session as the charts see it: as measured, and standardised."""

    composite: float | None
    voice_z: float | None
    valence_z: float | None


def _score_voice(scale: RunningScale, composite: float | None, policy: DriftPolicy) -> float | None:
    if composite is None:
        return None
    return rescale(scale, composite, least_sd=policy.least_composite_sd, clip=policy.design.clip)


def _score_valence(unpleasantness: Sufficient, valence: float | None, policy: DriftPolicy) -> float | None:
    if valence is None:
        return None
    return standardise(unpleasantness, -valence, least_sd=policy.least_valence_sd, clip=policy.design.clip)


def _raise_alarm(drift: Drift, seen: _Seen, started_at: datetime, policy: DriftPolicy) -> Drift:
    """With an alarm where a chart that moved is beyond its limit: that which is further, where both are."""
    edge = policy.design.edge
    if abs(drift.voice.level) <= edge and abs(drift.valence.level) <= edge:
        return drift
    moved: list[tuple[float, ChartName, Chart]] = []
    if seen.valence_z is not None:
        moved.append((abs(drift.valence.level), "valence", drift.valence))
    if seen.voice_z is not None:
        moved.append((abs(drift.voice.level), "voice", drift.voice))
    distance, name, chart = max(moved, default=(0.0, "voice", drift.voice), key=lambda each: each[:2])
    if distance <= edge or chart.since is None:
        return drift
    alarm = Alarm(
        chart=name,
        direction="decline" if chart.level > 0.0 else "other",
        onset_at=chart.since,
        alarmed_at=started_at,
    )
    return replace(drift, alarm=alarm)


def _watch_alarm(drift: Drift, alarm: Alarm, seen: _Seen, started_at: datetime, policy: DriftPolicy) -> Drift:
    """With one more session held against an alarm that is neither confirmed nor expired."""
    alarm = replace(alarm, passed=alarm.passed + 1)
    z = seen.voice_z if alarm.chart == "voice" else seen.valence_z
    if z is None:
        return replace(drift, alarm=alarm)
    towards_alarm = z if alarm.direction == "decline" else -z
    confirming = alarm.confirming + (towards_alarm >= policy.confirming_z)
    latched_at = started_at if confirming >= policy.confirming_sessions else None
    watched = replace(alarm, measured=alarm.measured + 1, confirming=confirming, latched_at=latched_at)
    return replace(drift, alarm=watched)


def _folding(drift: Drift, policy: DriftPolicy) -> Folding:
    if drift.alarm is None:
        return "learn"
    if drift.alarm.latched_at is not None:
        return "latched"
    is_over = drift.alarm.measured >= policy.sessions_to_confirm or drift.alarm.passed >= policy.sessions_to_expire
    return "expire" if is_over else "pause"


def _learn(drift: Drift, seen: _Seen, folding: Folding) -> Drift:
    """With the session in the composite's scale, which does not learn under an alarm: scores against one frozen normal
    share that normal's error."""
    if folding != "learn" or seen.composite is None:
        return drift
    return Drift(
        voice=drift.voice,
        valence=drift.valence,
        composite=drift.composite.add(seen.composite),
        alarm=drift.alarm,
        shadow=drift.shadow,
    )


def _settle(drift: Drift, folding: Folding) -> Drift:
    """With the consequences of an alarm's end."""
    if folding == "latched":
        return replace(drift, shadow=None)
    return _restart(drift) if folding == "expire" else drift


def _restart(drift: Drift) -> Drift:
    """At rest, without the alarm; what the voice is standardised with stays."""
    return Drift(composite=drift.composite)
