"""All that is found in one session, from what was said and measured and what is normal for the person. Pure arithmetic.

Each detector may fail in whatever way; a failure is a finding of its own, `detector_failed:<name>`, for a human to see.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from baselines.emotion_distance import expect_shares, measure_emotion_distance
from baselines.features import FEATURES_BY_TYPE
from baselines.policy import BASELINE_POLICY
from baselines.prior import DEFAULT_PRIOR, EMOTION, Prior
from baselines.statistics import Comparison, Sufficient, combine, compare, compare_upper, expected_band, predict
from conversations.emotions import EmotionShares
from resona.analysis.person_state import Measured, PersonState
from risk.dissonance import Dissonance, VoiceEmotion, hear_voice_emotion, measure_dissonance, valence_of
from risk.factors import weigh_baseline_deviation, weigh_crisis_language, weigh_dissonance
from risk.language import CrisisLanguage, Match, read_crisis_language
from risk.policy import POLICY, Sentiment
from risk.scoring import Column, Evidence, Factor, Floor, FusedRisk, fuse
from risk.stated import StatedEmotion, assess_stated_emotion

_Result = TypeVar("_Result")

CLIENT_LABEL = "client label"
FAILED = "detector_failed:"  # followed by which one
# "About 1 in N of this person's sessions" is said up to a million; beyond it no model is to be believed.
SMALLEST_SHOWN_P = 1e-6
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
class Deviation:
    """One thing measured, against what was expected of this person; natural units."""

    deviation_type: str
    comparison: Comparison
    value: float
    expected: float
    low: float
    high: float
    k: int  # sessions behind the expectation
    prior: str  # version of the population prior behind it
    extractor: (
        str  # what measured this and those sessions, and on which device; empty for emotions and where it was not said
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Everything found in a session; None and absent mean not assessed."""

    deviations: tuple[Deviation, ...]
    combined_p: float | None
    voice: VoiceEmotion | None
    stated: StatedEmotion | None
    language: CrisisLanguage | None
    dissonance: Dissonance | None
    risk: FusedRisk | None
    not_assessed: tuple[str, ...]
    failures: tuple[Exception, ...] = ()  # what went wrong in a detector, for whoever runs the server

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
    evident: Evident, state: PersonState, *, prior: Prior = DEFAULT_PRIOR, detectors: Detectors = DETECTORS
) -> Findings:
    """Assesses one session of a person who was in this state before it."""
    gaps = Gaps()
    if state.is_damaged:
        gaps.note(f"{FAILED}baseline")
    measured, said = evident.measured, [text for _, text in evident.said]
    deviations = gaps.attempt("baseline", lambda: compare_with_normal(measured, state, prior)) or ()
    gaps.note_voice(measured, len(deviations))
    shares = measured.shares
    voice = None if shares is None else gaps.attempt("voice_emotion", lambda: detectors.voice_emotion(shares))
    gaps.note_voice_emotion(shares, voice)
    stated = _stated(evident, said, detectors, gaps)
    has_words = any(text.strip() for text in said)
    language = gaps.attempt("crisis_language", lambda: detectors.crisis_language(said)) if has_words else None
    findings = Findings(
        deviations=deviations,
        combined_p=combine([found.comparison.p for found in deviations]) if deviations else None,
        voice=voice,
        stated=stated,
        language=language,
        dissonance=gaps.attempt("dissonance", lambda: _dissonance(stated, voice, state)),
        risk=None,
        not_assessed=tuple(gaps.codes),
    )
    risk = gaps.attempt("risk", lambda: _assess_risk(findings, evident, state, prior, gaps))
    return replace(findings, risk=risk, not_assessed=tuple(gaps.codes), failures=tuple(gaps.failures))


class Gaps:
    """Collects what could not be assessed, as codes of the API."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.failures: list[Exception] = []

    def note(self, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)

    def attempt(self, name: str, detector: Callable[[], _Result]) -> _Result | None:
        """The detector's result; whatever goes wrong in it is noted, and nothing else is lost with it."""
        try:
            return detector()
        except Exception as error:
            self.note(f"{FAILED}{name}")
            self.failures.append(error)
            return None

    def note_voice(self, measured: Measured, compared: int) -> None:
        things_measured = len(measured.values) + (measured.shares is not None)
        if measured.unusable:
            self.note("voice_unusable")
        elif not measured.values:
            self.note("voice_missing")
        if compared < things_measured and f"{FAILED}baseline" not in self.codes:
            self.note("voice_insufficient_baseline")

    def note_voice_emotion(self, shares: EmotionShares | None, voice: VoiceEmotion | None) -> None:
        """Without an emotion of the voice the words cannot be held against it."""
        if shares is None:
            self.note("voice_missing")
        elif voice is not None and voice.confidence < POLICY.dissonance.minimum_confidence:
            self.note("voice_unusable")


def compare_with_normal(measured: Measured, state: PersonState, prior: Prior) -> tuple[Deviation, ...]:
    """A deviation for each thing measured of which enough is known; the session itself is not in the baseline."""
    found = []
    for baseline_type, value in measured.values.items():
        known = state.known(baseline_type, measured.instrument)
        if BASELINE_POLICY.is_established(known.k):
            found.append(_compare_feature(baseline_type, value, known, prior, measured.instrument))
    emotion = state.emotion
    if measured.shares is not None and emotion and BASELINE_POLICY.is_established(emotion.sufficient.k):
        distance = measure_emotion_distance(emotion.sufficient, measured.shares)
        found.append(_compare_emotion(distance, emotion.sufficient.distances, emotion.sufficient.k, prior))
    return tuple(found)


def _compare_feature(baseline_type: str, value: float, known: Sufficient, prior: Prior, instrument: str) -> Deviation:
    predictive = predict(prior.of(baseline_type), known)
    low, high = expected_band(predictive)
    natural = FEATURES_BY_TYPE[baseline_type].to_natural
    return Deviation(
        deviation_type=baseline_type,
        comparison=compare(predictive, value),
        value=natural(value),
        expected=natural(predictive.location),
        low=natural(low),
        high=natural(high),
        k=known.k,
        prior=prior.version,
        extractor=instrument,
    )


def _compare_emotion(distance: float, known: Sufficient, k: int, prior: Prior) -> Deviation:
    """One-sided: a mix of emotions close to the usual one is no finding. Shown as bits of divergence."""
    predictive = predict(prior.of(EMOTION), known)
    _, high = expected_band(predictive)
    return Deviation(
        deviation_type=EMOTION,
        comparison=compare_upper(predictive, distance),
        value=_bits(distance),
        expected=_bits(predictive.location),
        low=0.0,
        high=_bits(high),
        k=k,
        prior=prior.version,
        extractor="",
    )


def _bits(distance: float) -> float:
    return min(max(math.exp(distance) - BASELINE_POLICY.emotion_distance_offset_bits, 0.0), 1.0)


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
    recent = [valence for valence in state.recent_valences if valence is not None]
    return measure_dissonance(stated.valence, stated.confidence, voice, recent)


def _assess_risk(
    findings: Findings, evident: Evident, state: PersonState, prior: Prior, gaps: Gaps
) -> FusedRisk | None:
    """Fuses what can be weighed. A kind of evidence that cannot is left out; it takes no other with it."""
    factors: list[Factor] = []
    floors: tuple[Floor, ...] = ()
    assessed: set[Column] = set()
    if findings.combined_p is not None:
        deviation = gaps.attempt("baseline", lambda: _deviation_factor(findings, evident, state, prior))
        if deviation is not None:
            assessed.add("baseline_deviation")
            factors.append(deviation)
    if findings.dissonance is not None:
        assessed.add("dissonance")
        factors.append(weigh_dissonance(findings.dissonance))
    language = findings.language
    # Words of a language nobody here reads say nothing, unless something was found in them all the same.
    if language is not None and (language.matches or "language_unsupported" not in findings.not_assessed):
        assessed.add("pattern")
        spoken, floors = weigh_crisis_language(
            severity=language.severity,
            present_severity=language.present_severity,
            worry_about_other=language.worry_about_other,
            evidence={"matches": [_match_evidence(match, evident) for match in language.matches]},
        )
        factors.extend(spoken)
    return fuse(factors, floors, assessed, POLICY)


def _deviation_factor(findings: Findings, evident: Evident, state: PersonState, prior: Prior) -> Factor:
    combined_p = findings.combined_p
    assert combined_p is not None
    factor = weigh_baseline_deviation(
        combined_p=combined_p,
        z_by_type={found.deviation_type: found.comparison.z for found in findings.deviations},
        voice=findings.voice,
        emotion_valence_shift=_valence_shift(evident.measured, state),
    )
    behind: Evidence = {
        "one_in": max(round(1 / max(combined_p, SMALLEST_SHOWN_P)), 1),
        "k": min(found.k for found in findings.deviations),
        "prior": prior.version,
        "reference_people": prior.reference_people,
    }
    return replace(factor, evidence={**factor.evidence, **behind})


def _valence_shift(measured: Measured, state: PersonState) -> float | None:
    """How far the session's valence lies above the person's usual one."""
    if measured.shares is None or state.emotion is None:
        return None
    return valence_of(measured.shares) - valence_of(expect_shares(state.emotion.sufficient))


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
