"""Finds all there is in one session, from what was said and measured and what is normal for the person. Pure.

Each detector may fail in whatever way; a failure is a finding of its own, `detector_failed:<name>`, for a human to see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from baselines.deviations import describe_deviations
from baselines.drift import Alarm
from baselines.normal import Measured, Normal
from baselines.prior import DEFAULT_PRIOR, Prior
from baselines.session_comparison import SessionComparison, compare_session
from risk.crisis.expressions import read_expressions
from risk.crisis.folding import Folded, fold
from risk.crisis.matches import NOTHING_FOUND, CrisisLanguage
from risk.dissonance import Dissonance, VoiceEmotion, hear_voice_emotion, measure_dissonance
from risk.gaps import FAILED, Gaps
from risk.language import add_crisis_words
from risk.passages import Passage, asked_before, language_in, passages_of, stated_in
from risk.patterns import Decline, Patterns, find_patterns
from risk.person_state import PersonState, advance, step_charts
from risk.policy import POLICY, Sentiment
from risk.session_findings import Evident, Findings, past_session
from risk.stated import StatedEmotion, assess_stated_emotion
from risk.weighing import is_known_decline, weigh

CLIENT_LABEL = "client label"
# A client's own label is taken as strong as the clearest voice: happy .8 among the valences of the policy.
VALENCE_OF_LABEL: Mapping[Sentiment, float] = {"positive": 0.8, "neutral": 0.0, "negative": -0.8}


@dataclass(frozen=True, kw_only=True, slots=True)
class Detectors:
    """The parts that read words and voice; each can be replaced by a better one."""

    stated_emotion: Callable[[Sequence[str], str], StatedEmotion] = assess_stated_emotion
    crisis_language: Callable[[Sequence[Folded], Sequence[str]], CrisisLanguage] = read_expressions
    crisis_words: Callable[[CrisisLanguage, Sequence[Folded]], CrisisLanguage] = add_crisis_words
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
    measured, passages = evident.measured, passages_of([text for _, text in evident.said])
    compared = gaps.attempt("baseline", lambda: compare_with_normal(measured, state.normal, prior))
    deviations = describe_deviations(compared, measured) if compared else ()
    gaps.note_voice(measured, len(deviations))
    step = gaps.attempt("drift", lambda: step_charts(state, measured))
    shares = measured.shares
    voice = None if shares is None else gaps.attempt("voice_emotion", lambda: detectors.voice_emotion(shares))
    gaps.note_voice_emotion(shares, voice)
    stated = _stated(evident, passages, detectors, gaps)
    language = _language(evident, passages, detectors, gaps)
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


def _stated(evident: Evident, passages: Sequence[Passage], detectors: Detectors, gaps: Gaps) -> StatedEmotion | None:
    """What the words state; a client's own label overrides them, but not the fact that they could not be read."""
    said = [passage.text for passage in passages]
    stated = gaps.attempt(
        "stated_emotion", lambda: stated_in(detectors.stated_emotion(said, evident.language), passages)
    )
    label = evident.stated_emotion
    if stated is not None and stated.gap is not None and not (label and stated.gap == "words_uncertain"):
        gaps.note(stated.gap)
    if label is None:
        return stated
    return StatedEmotion(label=label, valence=VALENCE_OF_LABEL[label], confidence=1.0, method=CLIENT_LABEL, gap=None)


def _language(evident: Evident, passages: Sequence[Passage], detectors: Detectors, gaps: Gaps) -> CrisisLanguage | None:
    """The crisis language in what was said; None where nothing was. Neither reader fails with the other."""
    said = [passage.text for passage in passages]
    if not any(text.strip() for text in said):
        return None
    asked = asked_before(passages, evident.asked)
    texts = gaps.attempt("crisis_language", lambda: [fold(text) for text in said])
    if texts is None:
        return None
    expressions = gaps.attempt("crisis_language", lambda: detectors.crisis_language(texts, asked))
    found = expressions or NOTHING_FOUND
    both = gaps.attempt("crisis_words", lambda: detectors.crisis_words(found, texts)) or found
    if expressions is None and not both.matches:
        return None
    return language_in(both, passages)


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
    weighed = gaps.attempt("risk", lambda: weigh(findings, evident, state, gaps))
    risk = None if weighed is None else gaps.attempt("risk", weighed.fuse)
    if weighed is None or risk is None:
        return findings
    is_known = gaps.attempt("risk", lambda: is_known_decline(risk, weighed, findings, state))
    return replace(findings, risk=risk, is_known_decline=bool(is_known))
