"""Finds all there is in one session, from what was said and measured and what is normal for the person. Pure.

Each detector may fail in whatever way; a failure is a finding of its own, `detector_failed:<name>`, for a human to see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from baselines.deviations import describe_deviations
from baselines.drift import Alarm
from baselines.normal import Measured, Normal
from baselines.prior import DEFAULT_PRIOR, Prior
from baselines.session_comparison import SessionComparison, compare_session
from risk.dissonance import Dissonance, VoiceEmotion, hear_voice_emotion, measure_dissonance
from risk.gaps import FAILED, Gaps
from risk.patterns import Decline, Patterns, find_patterns
from risk.person_state import PersonState, advance, step_charts
from risk.policy import POLICY
from risk.session_findings import Evident, Findings, past_session
from risk.stated import StatedEmotion
from risk.weighing import is_known_decline, weigh
from risk.words_read import WordReaders, WordsRead, read_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Detectors(WordReaders):
    """The parts that read words and voice; each can be replaced by a better one."""

    voice_emotion: Callable[[tuple[float, ...]], VoiceEmotion] = hear_voice_emotion


DETECTORS = Detectors()


def find(
    evident: Evident,
    state: PersonState,
    *,
    prior: Prior | None = DEFAULT_PRIOR,
    words: WordsRead | None = None,
    detectors: Detectors = DETECTORS,
) -> Findings:
    """Assesses one session of a person who was in this state before it; without a prior, which could not be read, the
    voice cannot be compared.

    `words`: what was read of them before.
    """
    gaps = Gaps()
    if state.is_damaged or prior is None:
        gaps.note(f"{FAILED}baseline")
    measured = evident.measured
    compared = gaps.attempt("baseline", lambda: compare_with_normal(measured, state.normal, prior))
    deviations = describe_deviations(compared, measured) if compared else ()
    gaps.note_voice(measured, len(deviations))
    step = gaps.attempt("drift", lambda: step_charts(state, measured))
    shares = measured.shares
    voice = None if shares is None else gaps.attempt("voice_emotion", lambda: detectors.voice_emotion(shares))
    gaps.note_voice_emotion(shares, voice)
    words = read_words(evident, detectors, earlier=words)
    words.note_gaps(gaps)
    findings = Findings(
        deviations=deviations,
        compared=compared,
        step=step,
        patterns=None,
        voice=voice,
        stated=words.stated,
        language=words.language,
        dissonance=gaps.attempt("dissonance", lambda: _dissonance(words.stated, voice, state)),
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
