"""What the words say against what the voice shows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from conversations.emotions import EMOTIONS, EmotionShares
from risk.policy import POLICY, DissonancePolicy, Interpretation, RiskLevel, Sentiment

_LARGEST_ENTROPY: Final = math.log(len(EMOTIONS))
# Decimals kept before anything is held against a threshold: 0.1 + 0.6 must reach 0.7.
_DECIMALS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceEmotion:
    """What was heard in a voice."""

    # Mean valence of the emotions, -0.9..0.8.
    valence: float
    # 1 when a single emotion was heard, 0 when all alike: how far the shares are from even.
    confidence: float
    # The emotion with the largest share; the first of EMOTIONS among equals.
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissonance:
    """Words and voice of one session side by side; valences -1..1, the rest 0..1."""

    stated_emotion: Sentiment
    actual_emotion: Sentiment
    stated_valence: float
    voice_valence: float
    score: float
    interpretation: Interpretation
    # That of the less certain of the two. Not their product: the voice's confidence is no probability, and the same
    # lower limit must mean the same for words, voice and both.
    confidence: float
    risk_level: RiskLevel


def hear_voice_emotion(shares: EmotionShares, policy: DissonancePolicy = POLICY.dissonance) -> VoiceEmotion:
    """Valence, confidence and label of emotion shares (from `read_emotion_shares`, which refuses unknown labels)."""
    entropy = -math.fsum(share * math.log(share) for share in shares if share > 0.0)
    return VoiceEmotion(
        valence=valence_of(shares, policy),
        confidence=round(min(max(1.0 - entropy / _LARGEST_ENTROPY, 0.0), 1.0), _DECIMALS),
        label=EMOTIONS[shares.index(max(shares))],
    )


def valence_of(shares: EmotionShares, policy: DissonancePolicy = POLICY.dissonance) -> float:
    """Mean valence of emotion shares."""
    valences = policy.voice_valences
    weighted = (share * valences[emotion] for emotion, share in zip(EMOTIONS, shares, strict=True))
    return round(math.fsum(weighted), _DECIMALS)


def measure_dissonance(
    stated_valence: float,
    stated_confidence: float,
    voice: VoiceEmotion,
    recent_voice_valences: Sequence[float],
    policy: DissonancePolicy = POLICY.dissonance,
) -> Dissonance | None:
    """Words (-1..1) against voice; None when either is too uncertain to say anything.

    `recent_voice_valences` are those of the sessions before this one, oldest first. Raises ValueError outside ranges.
    """
    if not (-1.0 <= stated_valence <= 1.0 and 0.0 <= stated_confidence <= 1.0):
        raise ValueError("The words' valence is within -1 and 1 and their confidence within 0 and 1.")
    confidence = min(stated_confidence, voice.confidence)
    if confidence < policy.minimum_confidence:
        return None
    words, heard = round(stated_valence, _DECIMALS), round(voice.valence, _DECIMALS)
    distance = round(abs(words - heard), _DECIMALS)
    score = round(distance / 2.0, _DECIMALS)
    stated, actual = policy.sentiment_of(words), policy.sentiment_of(heard)
    return Dissonance(
        stated_emotion=stated,
        actual_emotion=actual,
        stated_valence=words,
        voice_valence=heard,
        score=score,
        interpretation=_interpret(words, heard, distance, recent_voice_valences, policy),
        confidence=confidence,
        risk_level=_level(score, policy, may_be_high=stated == "positive" and actual == "negative"),
    )


def _interpret(
    words: float, heard: float, distance: float, recent_voice_valences: Sequence[float], policy: DissonancePolicy
) -> Interpretation:
    stated, actual = policy.sentiment_of(words), policy.sentiment_of(heard)
    if distance < policy.agreement_distance:
        both_negative = stated == actual == "negative"
        return "intensity_mismatch" if both_negative and distance >= policy.intensity_distance else "authentic"
    if stated == "positive" and actual == "negative":
        return "defensive_concealment"
    if stated == "neutral" and heard < policy.minimized_below_valence:
        return "minimization"
    if stated == "negative" and actual == "positive":
        return "recovery_indicator" if _improves(recent_voice_valences, policy) else "exaggeration"
    return "unclear"


def _improves(recent_voice_valences: Sequence[float], policy: DissonancePolicy) -> bool:
    """Whether each of the last sessions sounded better than the one before; fewer sessions say nothing."""
    recent = recent_voice_valences[-policy.recovery_sessions :]
    return len(recent) == policy.recovery_sessions and all(later > earlier for earlier, later in pairwise(recent))


def _level(score: float, policy: DissonancePolicy, *, may_be_high: bool) -> RiskLevel:
    if score >= policy.high_from_score and may_be_high:
        return "high"
    return "medium" if score >= policy.medium_from_score else "low"
