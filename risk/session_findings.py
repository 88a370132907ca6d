"""All that is found in one session, from what was said and measured and what is normal for the person. Pure.

Each detector may fail in whatever way; a failure is a finding of its own, `detector_failed:<name>`, for a human to see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from baselines.deviations import FoundDeviation, describe_deviations
from baselines.drift import Alarm, Step
from baselines.emotion_distance import expect_shares
from baselines.normal import Measured, Normal
from baselines.policy import BASELINE_POLICY
from baselines.prior import DEFAULT_PRIOR, Prior
from baselines.session_comparison import SessionComparison, compare_session
from risk.dissonance import (
    Dissonance,
    VoiceEmotion,
    certain_valence,
    hear_voice_emotion,
    measure_dissonance,
    valence_of,
)
from risk.factors import weigh_baseline_deviation, weigh_crisis_language, weigh_dissonance
from risk.gaps import FAILED, Gaps
from risk.language import CrisisLanguage, Match, read_crisis_language
from risk.patterns import Decline, PastSession, PatternName, Patterns, find_patterns
from risk.person_state import PersonState, advance, step_charts
from risk.policy import POLICY, Sentiment
from risk.scoring import Column, Evidence, Factor, Floor, FusedRisk, fuse
from risk.stated import StatedEmotion, assess_stated_emotion

CLIENT_LABEL = "client label"
DECLINE: PatternName = "gradual_decline"
# "About 1 in N of this person's sessions" is said up to a million; beyond it no model is to be believed.
SMALLEST_SHOWN_P = 1e-6
# Where no reference session was held against it, or the shipped constants stand behind a part: as far as it counts.
SMALLEST_UNCHECKED_P = BASELINE_POLICY.evidence_full_at_p
# A client's own label is taken as strong as the clearest voice: happy .8 among the valences of the policy.
VALENCE_OF_LABEL: Mapping[Sentiment, float] = {"positive": 0.8, "neutral": 0.0, "negative": -0.8}


@dataclass(frozen=True, kw_only=True, slots=True)
class Evident:
    """What one session gives to go by."""

    measured: Measured
    said: tuple[tuple[UUID, str], ...]  # the person's own messages
    language: str
    stated_emotion: Sentiment | None  # the client's own label


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Everything found in a session; None and absent mean not assessed."""

    deviations: tuple[FoundDeviation, ...]
    compared: SessionComparison | None
    step: Step | None  # on the person's charts of gradual decline
    patterns: Patterns | None
    voice: VoiceEmotion | None
    stated: StatedEmotion | None
    language: CrisisLanguage | None
    dissonance: Dissonance | None
    risk: FusedRisk | None
    not_assessed: tuple[str, ...]
    failures: tuple[Exception, ...] = ()  # what went wrong in a detector, for whoever runs the server
    # Above low by nothing but a decline that had been confirmed before, about which the alarm itself asks.
    is_known_decline: bool = False

    @property
    def language_severity(self) -> int | None:
        """The severest of the person's own words that counts, 0 if there is none; None where they were not read.

        Words of a language nobody here reads say nothing, unless something was found in them all the same.
        """
        language = self.language
        if language is None or ("language_unsupported" in self.not_assessed and not language.matches):
            return None
        return language.severity

    @property
    def enters_normal(self) -> bool:
        """Whether the session becomes part of the person's normal: not a critical one, nor one that may have been."""
        is_critical = self.risk is not None and self.risk.level == "critical"
        return not is_critical and not any(code.startswith(FAILED) for code in self.not_assessed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Detectors:
    """The parts that read words and voice; each can be replaced by a better one."""

    stated_emotion: Callable[[Sequence[str], str], StatedEmotion] = assess_stated_emotion
    crisis_language: Callable[[Sequence[str]], CrisisLanguage] = read_crisis_language
    voice_emotion: Callable[[tuple[float, ...]], VoiceEmotion] = hear_voice_emotion


DETECTORS = Detectors()


def find(
    evident: Evident, state: PersonState, *, prior: Prior | None = DEFAULT_PRIOR, detectors: Detectors = DETECTORS
) -> Findings:
    """Assesses one session of a person who was in this state before it; without a prior, which could not be read, the
    voice cannot be compared."""
    gaps = Gaps()
    if state.is_damaged or prior is None:
        gaps.note(f"{FAILED}baseline")
    measured, said = evident.measured, [text for _, text in evident.said]
    compared = gaps.attempt("baseline", lambda: compare_with_normal(measured, state.normal, prior))
    deviations = describe_deviations(compared, measured) if compared else ()
    gaps.note_voice(measured, len(deviations))
    step = gaps.attempt("drift", lambda: step_charts(state, measured))
    shares = measured.shares
    voice = None if shares is None else gaps.attempt("voice_emotion", lambda: detectors.voice_emotion(shares))
    gaps.note_voice_emotion(shares, voice)
    stated = _stated(evident, said, detectors, gaps)
    has_words = any(text.strip() for text in said)
    language = gaps.attempt("crisis_language", lambda: detectors.crisis_language(said)) if has_words else None
    findings = Findings(
        deviations=deviations,
        compared=compared,
        step=step,
        patterns=None,
        voice=voice,
        stated=stated,
        language=language,
        dissonance=gaps.attempt("dissonance", lambda: _dissonance(stated, voice, state)),
        risk=None,
        not_assessed=tuple(gaps.codes),
    )
    patterns = gaps.attempt("patterns", lambda: _patterns(findings, evident, state))
    findings = _assess_risk(replace(findings, patterns=patterns), evident, state, gaps)
    return replace(findings, not_assessed=tuple(gaps.codes), failures=tuple(gaps.failures))


def follow(state: PersonState, evident: Evident, findings: Findings) -> PersonState:
    """The person's state after the session that these are the findings of."""
    return advance(
        state,
        evident.measured,
        step=findings.step,
        enters_normal=findings.enters_normal,
        past=past_session(findings, evident.measured.started_at),
    )


def past_session(findings: Findings, started_at: datetime) -> PastSession:
    """What of a session counts for the course of those after it."""
    stated = findings.stated
    return PastSession(
        started_at=started_at,
        language_severity=findings.language_severity,
        voice_valence=certain_valence(findings.voice),
        stated_valence=None if stated is None or stated.label is None else stated.valence,
    )


def compare_with_normal(measured: Measured, normal: Normal, prior: Prior | None) -> SessionComparison | None:
    """Everything measured of which enough is known, held against it; the session itself is not in the normal."""
    if prior is None:
        return None
    return compare_session(
        values=measured.values,
        known=normal.known_of(measured),
        extractor=measured.extractor,
        shares=measured.shares,
        emotion=normal.known_emotions(measured.instrument).mix,
        prior=prior,
    )


def _stated(evident: Evident, said: Sequence[str], detectors: Detectors, gaps: Gaps) -> StatedEmotion | None:
    """What the words state; a client's own label overrides them, but not the fact that they could not be read."""
    stated = gaps.attempt("stated_emotion", lambda: detectors.stated_emotion(said, evident.language))
    label = evident.stated_emotion
    if stated is not None and stated.gap is not None and not (label and stated.gap == "words_uncertain"):
        gaps.note(stated.gap)
    if label is None:
        return stated
    return StatedEmotion(label=label, valence=VALENCE_OF_LABEL[label], confidence=1.0, method=CLIENT_LABEL, gap=None)


def _dissonance(stated: StatedEmotion | None, voice: VoiceEmotion | None, state: PersonState) -> Dissonance | None:
    if stated is None or stated.label is None or voice is None:
        return None
    recent = state.recent[-POLICY.dissonance.recovery_sessions :]
    valences = [past.voice_valence for past in recent if past.voice_valence is not None]
    return measure_dissonance(stated.valence, stated.confidence, voice, valences)


def _patterns(findings: Findings, evident: Evident, state: PersonState) -> Patterns:
    drift = findings.step.learned if findings.step else state.drift
    return find_patterns(
        state.recent,
        past_session(findings, evident.measured.started_at),
        decline=_decline(drift.alarm) if drift.alarm else None,
    )


def _decline(alarm: Alarm) -> Decline:
    return Decline(
        chart=alarm.chart,
        direction=alarm.direction,
        onset_at=alarm.onset_at,
        is_confirmed=alarm.latched_at is not None,
        sessions=alarm.measured,
    )


def _assess_risk(findings: Findings, evident: Evident, state: PersonState, gaps: Gaps) -> Findings:
    """With what the findings amount to."""
    weighed = gaps.attempt("risk", lambda: _weigh(findings, evident, state, gaps))
    risk = None if weighed is None else gaps.attempt("risk", weighed.fuse)
    if weighed is None or risk is None:
        return findings
    is_known_decline = gaps.attempt("risk", lambda: _is_known_decline(risk, weighed, findings, state))
    return replace(findings, risk=risk, is_known_decline=bool(is_known_decline))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Weighed:
    """What of a session can be weighed."""

    factors: Sequence[Factor]
    floors: tuple[Floor, ...]
    assessed: Set[Column]

    def fuse(self) -> FusedRisk | None:
        return fuse(self.factors, self.floors, self.assessed, POLICY)


def _weigh(findings: Findings, evident: Evident, state: PersonState, gaps: Gaps) -> _Weighed:
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
            evidence={"matches": [_match_evidence(match, evident) for match in language.matches]},
        )
        factors.extend(spoken)
    # A course alone is no assessment of a session in which nothing was said or heard.
    if patterns is not None and patterns.judged and assessed:
        assessed.add("pattern")
        factors.extend(patterns.factors)
    return _Weighed(factors=factors, floors=floors, assessed=assessed)


def _is_known_decline(risk: FusedRisk, weighed: _Weighed, findings: Findings, state: PersonState) -> bool:
    """Whether the session would ask for nobody without a decline that had been confirmed before it, and asks for no
    more than that decline does alone. Words of a crisis, however mild, are always for someone to see."""
    if state.drift.status != "latched" or findings.language_severity:
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
    }
    return replace(factor, evidence={**factor.evidence, **behind})


def _valence_shift(measured: Measured, normal: Normal) -> float | None:
    """How far the session's valence lies above the person's usual one."""
    mix = normal.known_emotions(measured.instrument).mix
    if measured.shares is None or not mix.k:
        return None
    return valence_of(measured.shares) - valence_of(expect_shares(mix))


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
