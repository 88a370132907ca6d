"""What was found in a session as factors that can be weighed, each with its evidence. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from baselines.deviation_wording import is_unusual
from baselines.deviations import FoundDeviation
from baselines.emotion_distance import expect_shares
from baselines.normal import Measured, Normal
from baselines.policy import BASELINE_POLICY
from baselines.prior import EMOTION
from baselines.session_comparison import SessionComparison
from risk.crisis.harm import HARM_GROUPS
from risk.crisis.matches import Match
from risk.dissonance import valence_of
from risk.factors import weigh_baseline_deviation, weigh_crisis_language, weigh_dissonance, weigh_harm
from risk.gaps import Gaps
from risk.patterns import PatternName
from risk.person_state import PersonState
from risk.policy import POLICY
from risk.scoring import Column, Evidence, Factor, Floor, FusedRisk, JsonValue, fuse
from risk.session_findings import Evident, Findings

DECLINE: PatternName = "gradual_decline"
# "About 1 in N of this person's sessions" is said up to a million; beyond it no model is to be believed.
SMALLEST_SHOWN_P = 1e-6
# Where no reference session was held against it, or the shipped constants stand behind a part: as far as it counts.
SMALLEST_UNCHECKED_P = BASELINE_POLICY.evidence_full_at_p
# Matches that evidence names: so many of the first, and of those that count and are severest.
MOST_SHOWN = 20
# Values of the voice that evidence names: a reason tells of two (risk.wording), emotions aside.
MOST_HEARD = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """What of a session can be weighed."""

    factors: Sequence[Factor]
    floors: tuple[Floor, ...]
    assessed: Set[Column]

    def fuse(self) -> FusedRisk | None:
        return fuse(self.factors, self.floors, self.assessed, POLICY)


def weigh(findings: Findings, evident: Evident, state: PersonState, gaps: Gaps) -> Weighed:
    """Weighs what can be weighed. A kind of evidence that cannot is left out; it takes no other with it."""
    factors: list[Factor] = []
    floors: tuple[Floor, ...] = ()
    assessed: set[Column] = set()
    compared = findings.compared
    if compared is not None:
        deviation = gaps.attempt("baseline", lambda: _deviation_factor(compared, findings, evident, state))
        if deviation is not None:
            assessed.add("baseline_deviation")
            factors.append(deviation)
    dissonance = findings.dissonance
    weighed = None if dissonance is None else gaps.attempt("dissonance", lambda: weigh_dissonance(dissonance))
    if weighed is not None:
        assessed.add("dissonance")
        factors.append(weighed)
    language, patterns = findings.language, findings.patterns
    if language is not None and findings.language_severity is not None:
        assessed.add("pattern")
        spoken, floors = weigh_crisis_language(
            severity=language.severity,
            present_severity=language.present_severity,
            worry_about_other=language.worry_about_other,
            evidence=_language_evidence(language.matches, evident),
        )
        factors.extend(spoken)
        for kind in sorted({HARM_GROUPS[match.group] for match in language.harm}):
            harm = [match for match in language.harm if HARM_GROUPS[match.group] == kind]
            factor, floor = weigh_harm(kind, _language_evidence(harm, evident))
            factors.append(factor)
            floors = (*floors, floor)
    # A course alone is no assessment of a session in which nothing was said or heard.
    if patterns is not None and patterns.judged and assessed:
        assessed.add("pattern")
        factors.extend(patterns.factors)
    return Weighed(factors=factors, floors=floors, assessed=assessed)


def is_known_decline(risk: FusedRisk, weighed: Weighed, findings: Findings, state: PersonState) -> bool:
    """Whether the session would ask for nobody without a decline that had been confirmed before it, and asks for no
    more than that decline does alone. Words of a crisis, however mild, are always for someone to see."""
    has_harm = findings.language is not None and bool(findings.language.harm)
    if state.drift.status != "latched" or findings.language_severity or has_harm:
        return False
    decline = [factor for factor in weighed.factors if factor.name == DECLINE]
    others = [factor for factor in weighed.factors if factor.name != DECLINE]
    alone = fuse(decline, (), weighed.assessed, POLICY)
    rest = fuse(others, weighed.floors, weighed.assessed, POLICY)
    return alone is not None and rest is not None and rest.level == "low" and risk.level == alone.level


def _deviation_factor(compared: SessionComparison, findings: Findings, evident: Evident, state: PersonState) -> Factor:
    factor = weigh_baseline_deviation(
        combined_p=compared.p,
        z_by_type={one.baseline_type: one.comparison.z for one in compared.types},
        voice=findings.voice,
        emotion_valence_shift=_valence_shift(evident.measured, state.normal),
    )
    # A whole is known no better than the least known of its parts.
    weakest = min((one.backing for one in compared.types), key=lambda backing: backing.reference_people)
    is_checked = weakest.reference_people and compared.reference_sessions
    smallest_shown_p = SMALLEST_SHOWN_P if is_checked else SMALLEST_UNCHECKED_P
    behind: Evidence = {
        "one_in": max(round(1 / max(compared.p, smallest_shown_p)), 1),
        "k": min(one.k for one in compared.types),
        "prior": weakest.version,
        "reference_people": weakest.reference_people,
        "reference_sessions": compared.reference_sessions,
        "is_extrapolated": compared.is_extrapolated,
        "heard": _heard(findings.deviations),
    }
    return replace(factor, evidence={**factor.evidence, **behind})


def _heard(deviations: Sequence[FoundDeviation]) -> Evidence:
    """The value of what deviates most, and the lowest and highest that are usual: what a reader is told beside it."""
    voice = [one for one in deviations if is_unusual(one.deviation_type, one.comparison.z)]
    voice.sort(key=lambda one: -abs(one.comparison.z))
    values = {one.deviation_type: (one.value, one.low, one.high) for one in voice if one.deviation_type != EMOTION}
    return {name: [float(f"{value:.4g}") for value in values[name]] for name in list(values)[:MOST_HEARD]}


def _valence_shift(measured: Measured, normal: Normal) -> float | None:
    """How far the session's valence lies above the person's usual one."""
    mix = normal.known_emotions(measured.instrument).mix
    if measured.shares is None or not mix.k:
        return None
    return valence_of(measured.shares) - valence_of(expect_shares(mix))


def _language_evidence(matches: Sequence[Match], evident: Evident) -> Evidence:
    """What was found, in the order it was said: of very much the first and the worst, and how many there are in all."""
    worst = sorted(range(len(matches)), key=lambda place: (not matches[place].counts, -matches[place].severity))
    shown = sorted({*range(MOST_SHOWN)[: len(matches)], *worst[:MOST_SHOWN]})
    named: list[JsonValue] = [_match_evidence(matches[place], evident) for place in shown]
    return {"matches": named, **({"match_count": len(matches)} if len(shown) < len(matches) else {})}


def _match_evidence(match: Match, evident: Evident) -> Evidence:
    """Where and what, never the words."""
    return {
        "message_id": str(evident.said[match.message_index][0]),
        "start": match.start,
        "end": match.end,
        "group": match.group,
        "severity": match.severity,
        "person": match.person,
        "tense": match.tense,
        "negated": match.negated,
        "reported": match.reported,
        "idiom": match.idiom,
        "counts": match.counts,
    }
