"""Patterns over a person's sessions: rising concealment, repeated hopelessness, calm after distress, fading contact.

Each is an observation over a window of sessions, with the window in its evidence; none says what will happen. Patterns
only add to an assessment. What is missing is passed over: a session without voice or words neither makes a pattern nor
ends one, and a pattern that cannot be judged gives no factor. Sources, figures and limits: PATTERNS.md.

Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from statistics import median
from typing import Final, Literal, TypeAlias

from baselines.statistics import evidence_strength
from risk.policy import POLICY, RiskPolicy, Sentiment
from risk.rhythm import measure_silence
from risk.scoring import Evidence, Factor
from risk.trend import measure_trend

PatternName: TypeAlias = Literal[
    "gradual_decline", "rising_concealment", "repeated_hopelessness", "calm_after_long_distress", "fading_contact"
]

# None: it could not be judged. Empty: judged, and not found.
_Weighed: TypeAlias = tuple[Factor, ...] | None

_MOST_SEVERE: Final = 6
# Sessions whose middle one says where a rising course has come to: a single one would decide by itself.
_LATEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSession:
    """What of a session counts for a course; None where it is not known or too unsure to go by.

    Raises ValueError outside the ranges.
    """

    started_at: datetime
    # Of the person's own words, 0 (nothing found) .. 6 (attempt); None: the words were not read.
    language_severity: int | None
    voice_valence: float | None  # -1..1, risk.dissonance.certain_valence
    stated_valence: float | None  # -1..1, of words that were certain enough for a label

    def __post_init__(self) -> None:
        if self.language_severity is not None and not 0 <= self.language_severity <= _MOST_SEVERE:
            raise ValueError(f"The severity of crisis language is within 0 and {_MOST_SEVERE}.")
        if not all(-1.0 <= valence <= 1.0 for valence in (self.voice_valence, self.stated_valence) if valence):
            raise ValueError("A valence is within -1 and 1.")

    @property
    def concealment(self) -> float | None:
        """How much more positive the words are than the voice, -2..2."""
        if self.voice_valence is None or self.stated_valence is None:
            return None
        return self.stated_valence - self.voice_valence


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The alarm that a person's charts of gradual decline have raised (baselines.drift)."""

    chart: Literal["voice", "valence"]
    direction: Literal["decline", "other"]
    onset_at: datetime
    is_confirmed: bool  # latched
    sessions: int  # measured since the alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What was found over a person's sessions, and which patterns there was enough to judge by."""

    factors: tuple[Factor, ...]
    judged: frozenset[PatternName]


def find_patterns(
    earlier: Iterable[PastSession],
    present: PastSession,
    *,
    decline: Decline | None = None,
    policy: RiskPolicy = POLICY,
) -> Patterns:
    """The patterns as they stand with the present session, all in column "pattern".

    `earlier` are the sessions before it in any order, of which the last `policy.patterns.earlier_sessions` are looked
    at; `decline` is the standing alarm of the person's charts, None without any.
    """
    known = sorted(earlier, key=lambda session: session.started_at)[-policy.patterns.earlier_sessions :]
    recent = [one for one in known if present.started_at - one.started_at <= policy.patterns.looks_back]
    weighed: dict[PatternName, _Weighed] = {
        "gradual_decline": _weigh_decline(decline, policy),
        "rising_concealment": _weigh_concealment([*recent, present], policy),
        "repeated_hopelessness": _weigh_hopelessness([*recent, present], policy),
        "calm_after_long_distress": _weigh_calm(recent, present, policy),
        "fading_contact": _weigh_silence(known, present, policy),
    }
    return Patterns(
        factors=tuple(factor for found in weighed.values() for factor in found or ()),
        judged=frozenset(name for name, found in weighed.items() if found is not None),
    )


def _weigh_decline(decline: Decline | None, policy: RiskPolicy) -> _Weighed:
    """A course away from decline counts in part, as in one session; emotions that grow more pleasant do not count."""
    if decline is None:
        return None
    part = 1.0 if decline.is_confirmed else policy.patterns.unconfirmed_part
    if decline.direction == "other":
        part *= policy.positive_voice_part if decline.chart == "valence" else policy.other_direction_part
    evidence: Evidence = {
        "chart": decline.chart,
        "direction": decline.direction,
        "is_confirmed": decline.is_confirmed,
        "onset_at": _written(decline.onset_at),
        "sessions_since_alarm": decline.sessions,
    }
    return (_factor("gradual_decline", policy.patterns.decline_weight * part, 1.0, evidence),)


def _weigh_concealment(sessions: Sequence[PastSession], policy: RiskPolicy) -> _Weighed:
    """Words ever more positive than the voice, and by now clearly so."""
    both = [(one, distance) for one in sessions if (distance := one.concealment) is not None]
    trend = measure_trend([distance for _, distance in both])
    if trend is None or trend.values < policy.patterns.concealment_from_sessions:
        return None
    latest = median(distance for _, distance in both[-_LATEST:])
    disagreement = policy.dissonance.agreement_distance
    if trend.p > policy.patterns.concealment_largest_p or min(trend.rise, latest) < disagreement:
        return ()
    evidence: Evidence = {
        **_window([one for one, _ in both]),
        "rise": trend.rise,
        "tau": trend.tau,
        "chance": trend.p,
        "latest": latest,
    }
    strength = evidence_strength(trend.p, policy.baseline)
    return (_factor("rising_concealment", policy.patterns.concealment_weight, strength, evidence),)


def _weigh_hopelessness(sessions: Sequence[PastSession], policy: RiskPolicy) -> _Weighed:
    """Hopeless or graver words in several of the last sessions whose words were read."""
    patterns = policy.patterns
    read = [one for one in sessions if one.language_severity is not None][-patterns.hopelessness_of_sessions :]
    if len(read) < patterns.hopelessness_from_sessions:
        return None
    hopeless = sum(1 for one in read if one.language_severity)
    if hopeless < patterns.hopelessness_from_sessions:
        return ()
    evidence: Evidence = {**_window(read), "hopeless_sessions": hopeless}
    strength = hopeless / patterns.hopelessness_of_sessions
    return (_factor("repeated_hopelessness", patterns.hopelessness_weight, strength, evidence),)


def _weigh_calm(earlier: Sequence[PastSession], present: PastSession, policy: RiskPolicy) -> _Weighed:
    """Clearly positive in voice or words, right after sessions that all were distressed."""
    patterns = policy.patterns
    moods = [one for one in earlier if _sentiments(one, policy) or one.language_severity]
    if not _sentiments(present, policy) or len(moods) < patterns.calm_from_sessions:
        return None
    distress = list(takewhile(lambda one: _is_distressed(one, policy), reversed(moods)))[::-1]
    if "positive" not in _sentiments(present, policy) or len(distress) < patterns.calm_from_sessions:
        return ()
    first_at, last_at = distress[0].started_at, distress[-1].started_at
    if last_at - first_at < patterns.calm_from_duration or present.started_at - last_at > patterns.calm_within:
        return ()
    in_crisis = any((one.language_severity or 0) >= patterns.calm_crisis_severity for one in distress)
    weight = patterns.calm_weight * (1.0 if in_crisis else patterns.calm_without_crisis_part)
    evidence: Evidence = {**_window(distress), "crisis_words": in_crisis}
    return (_factor("calm_after_long_distress", weight, 1.0, evidence),)


def _weigh_silence(known: Sequence[PastSession], present: PastSession, policy: RiskPolicy) -> _Weighed:
    """The silence before this session, longer than the person's own rhythm."""
    silence = measure_silence((one.started_at for one in known), present.started_at, policy.patterns)
    if silence is None:
        return None
    if not silence.is_unusual:
        return ()
    evidence: Evidence = {
        "from_at": _written(silence.last_contact_at),
        "to_at": _written(present.started_at),
        "gap_days": silence.gap_days,
        "usual_days": silence.usual_days,
        "limit_days": silence.limit_days,
        "gaps": silence.gaps,
        "chance": silence.p,
    }
    strength = evidence_strength(silence.p, policy.baseline)
    return (_factor("fading_contact", policy.patterns.silence_weight, strength, evidence),)


def _sentiments(session: PastSession, policy: RiskPolicy) -> set[Sentiment]:
    """What voice and words showed, each as far as it is known."""
    known = (session.voice_valence, session.stated_valence)
    return {policy.dissonance.sentiment_of(valence) for valence in known if valence is not None}


def _is_distressed(session: PastSession, policy: RiskPolicy) -> bool:
    """Negative, or with words of crisis, and in nothing positive: a person who hides distress is not calm anew."""
    shown = _sentiments(session, policy)
    return "positive" not in shown and ("negative" in shown or bool(session.language_severity))


def _window(sessions: Sequence[PastSession]) -> dict[str, int | str]:
    """How many sessions a pattern was read from, and from when to when."""
    return {
        "sessions": len(sessions),
        "from_at": _written(sessions[0].started_at),
        "to_at": _written(sessions[-1].started_at),
    }


def _written(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _factor(name: PatternName, weight: float, strength: float, evidence: Evidence) -> Factor:
    return Factor(name=name, column="pattern", weight=weight, strength=strength, evidence=evidence)
