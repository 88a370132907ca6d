"""What each kind of finding weighs: a voice unlike itself, words against voice, the language of a crisis. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from scipy.special import ndtr

from baselines.features import FEATURES_BY_TYPE
from baselines.prior import EMOTION
from baselines.statistics import combine, evidence_strength
from risk.dissonance import Dissonance, VoiceEmotion
from risk.policy import POLICY, RiskLevel, RiskPolicy
from risk.scoring import Evidence, Factor, Floor

Direction: TypeAlias = Literal["decline", "other", "positive_voice"]

CRISIS_LANGUAGE: Final = "crisis_language"
WORRY: Final = "worry_about_other"
_MOST_SEVERE: Final = 6


def weigh_baseline_deviation(
    *,
    combined_p: float,
    z_by_type: Mapping[str, float],
    voice: VoiceEmotion | None,
    emotion_valence_shift: float | None = None,
    policy: RiskPolicy = POLICY,
) -> Factor:
    """The factor of a session's deviation from the person's own baseline.

    A deviation in any direction counts in part; the part of it that points to decline (slower, flatter, lower, more
    pauses) counts in full, whichever comes to more. So more deviation in one direction never hides that in the other. A
    clearly positive voice is shown and not counted. `z_by_type` holds signed z by baseline type, 'emotion' included, of
    which `emotion_valence_shift` says how far its valence lies above the person's usual one. Raises KeyError for an
    unknown type.
    """
    any_strength = evidence_strength(combined_p, policy.baseline)
    decline_p = _p_towards_decline(z_by_type, emotion_valence_shift, policy)
    decline_strength = min(evidence_strength(decline_p, policy.baseline), any_strength)
    direction: Direction = "other"
    part, strength = policy.other_direction_part, any_strength
    if decline_strength > 0.0 and policy.decline_part * decline_strength >= part * any_strength:
        direction, part, strength = "decline", policy.decline_part, decline_strength
    if _is_clearly_positive(voice, policy):
        direction, part, strength = "positive_voice", policy.positive_voice_part, any_strength
    return Factor(
        name="baseline_deviation",
        column="baseline_deviation",
        weight=policy.baseline_weight * part,
        strength=strength,
        evidence={"p": combined_p, "direction": direction, "z": dict(z_by_type)},
    )


def weigh_dissonance(dissonance: Dissonance, policy: RiskPolicy = POLICY) -> Factor:
    """The factor of words against voice; what agrees is shown with a weight of 0."""
    return Factor(
        name="dissonance",
        column="dissonance",
        weight=policy.dissonance_weights[dissonance.interpretation],
        strength=dissonance.score * dissonance.confidence,
        evidence={
            "interpretation": dissonance.interpretation,
            "score": dissonance.score,
            "confidence": dissonance.confidence,
            "stated_valence": dissonance.stated_valence,
            "voice_valence": dissonance.voice_valence,
        },
    )


def weigh_crisis_language(
    *,
    severity: int,
    present_severity: int,
    worry_about_other: bool,
    evidence: Evidence,
    policy: RiskPolicy = POLICY,
) -> tuple[tuple[Factor, ...], tuple[Floor, ...]]:
    """Factors and floors of what the person said, none if nothing was found.

    `severity` is the highest of their own words, 0 (nothing) to 6 (attempt), `present_severity` that of what is said of
    now or the time to come; what weighs more decides, so that an attempt long ago never hides an intent of today. Worry
    about someone else is a finding of its own. `evidence` holds message ids and spans, never words. Raises ValueError
    for another severity.
    """
    if not 0 <= present_severity <= severity <= _MOST_SEVERE:
        raise ValueError(f"The severities of crisis language are within 0 and {_MOST_SEVERE}, the present no higher.")
    factors: list[Factor] = []
    floors: list[Floor] = []
    if severity:
        reading = max(
            _readings(severity, present_severity, policy),
            key=lambda one: (one.floor or 0.0, one.strength, one.is_present_tense),
        )
        found: Evidence = {
            "severity": reading.severity,
            "is_present_tense": reading.is_present_tense,
            **evidence,
        }
        factors.append(_pattern(CRISIS_LANGUAGE, reading.strength, found))
        if reading.floor is not None:
            floors.append(Floor(rule="crisis_language_floor", column="pattern", score=reading.floor, evidence=found))
    if worry_about_other:
        score = policy.cuts[policy.language.worry_floor]
        factors.append(_pattern(WORRY, policy.language.worry_strength, evidence))
        floors.append(Floor(rule="worry_about_other_floor", column="pattern", score=score, evidence=evidence))
    return tuple(factors), tuple(floors)


def weigh_harm(kind: str, evidence: Evidence, policy: RiskPolicy = POLICY) -> tuple[Factor, Floor]:
    """Factor and floor of harm to others or harm by others: it asks for a review, whatever is said of oneself.

    `evidence` holds message ids and spans, never words. Raises KeyError for an unknown kind.
    """
    score = policy.cuts[policy.language.harm_floors[kind]]
    factor = _pattern(kind, policy.language.harm_strengths[kind], evidence)
    return factor, Floor(rule=f"{kind}_floor", column="pattern", score=score, evidence=evidence)


def level_said(
    *,
    severity: int,
    present_severity: int,
    worry_about_other: bool,
    harms: Iterable[str] = (),
    policy: RiskPolicy = POLICY,
) -> RiskLevel | None:
    """The level that the person's own words alone call for, whatever else was found; None: none.

    It alone decides whether somebody is called. Severities as in `weigh_crisis_language`, harms as in `weigh_harm`.
    """
    _, floors = weigh_crisis_language(
        severity=severity,
        present_severity=present_severity,
        worry_about_other=worry_about_other,
        evidence={},
        policy=policy,
    )
    floors = (*floors, *(weigh_harm(kind, {}, policy)[1] for kind in harms))
    highest = max((floor.score for floor in floors), default=None)
    return None if highest is None else policy.level_of(highest)


def level_said_in(contributions: Iterable[Mapping[str, Any]], policy: RiskPolicy = POLICY) -> RiskLevel | None:
    """The same of a stored assessment, by the evidence of its contributions."""
    severity = present_severity = 0
    worry_about_other = False
    harms: list[str] = []
    for part in contributions:
        evidence = part["evidence"]
        worry_about_other = worry_about_other or part["factor"] == WORRY
        if part["factor"] == CRISIS_LANGUAGE:
            severity = evidence["severity"]
            present_severity = severity if evidence["is_present_tense"] else 0
        if part["factor"] in policy.language.harm_floors:
            harms.append(part["factor"])
    return level_said(
        severity=severity,
        present_severity=present_severity,
        worry_about_other=worry_about_other,
        harms=harms,
        policy=policy,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """What words of one severity and tense come to."""

    severity: int
    is_present_tense: bool
    strength: float
    floor: float | None  # score


def _readings(severity: int, present_severity: int, policy: RiskPolicy) -> Iterator[_Reading]:
    """The severest words taken for past, and the severest about now or the time to come."""
    language = policy.language
    then = language.past_floors.get(severity)
    yield _Reading(
        severity=severity,
        is_present_tense=False,
        strength=language.past_strengths[severity],
        floor=policy.cuts[then] if then else None,
    )
    if present_severity:
        now = language.floors.get(present_severity)
        yield _Reading(
            severity=present_severity,
            is_present_tense=True,
            strength=language.strengths[present_severity],
            floor=policy.cuts[now] if now else None,
        )


def _pattern(name: str, strength: float, evidence: Evidence) -> Factor:
    return Factor(name=name, column="pattern", weight=1.0, strength=strength, evidence=evidence)


def _p_towards_decline(
    z_by_type: Mapping[str, float], emotion_valence_shift: float | None, policy: RiskPolicy
) -> float:
    """Combined p of the same features where whatever does not point to decline counts as unremarkable."""
    if not z_by_type:
        return 1.0
    p_values = []
    for baseline_type, z in z_by_type.items():
        if baseline_type == EMOTION:
            declines = emotion_valence_shift is not None and emotion_valence_shift <= -policy.emotion_decline_shift
            p_values.append(float(ndtr(-z)) if declines else 1.0)
        else:
            declines = FEATURES_BY_TYPE[baseline_type].decline_sign * z > 0.0
            p_values.append(2.0 * float(ndtr(-abs(z))) if declines else 1.0)
    return combine(p_values, policy.baseline)


def _is_clearly_positive(voice: VoiceEmotion | None, policy: RiskPolicy) -> bool:
    if voice is None or voice.confidence < policy.dissonance.minimum_confidence:
        return False
    return policy.dissonance.sentiment_of(voice.valence) == "positive"
