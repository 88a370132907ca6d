"""What the words say against what the voice shows. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from conversations.emotions import EMOTIONS, EmotionShares
from risk.policy import POLICY, SENTIMENTS, DissonancePolicy, Interpretation, RiskLevel, Sentiment

# Entropies of shares that are all alike: over the emotions, and over the three sentiments they belong to.
_LARGEST_ENTROPY: Final = math.log(len(EMOTIONS))
_LARGEST_SENTIMENT_ENTROPY: Final = math.log(len(SENTIMENTS))
# Decimals kept before anything is held against a threshold: 0.1 + 0.6 must reach 0.7.
_DECIMALS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceEmotion:
    """What was heard in a voice."""

    # Mean valence of the emotions, -0.9..0.8.
    valence: float
    # How clearly something was heard, 0..1: apart from what it was, so an unsure voice is unsure and not neutral.
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
    """Valence, confidence and label of emotion shares (from `read_emotion_shares`, which refuses unknown labels).

    Confidence is 1 - H(shares) / ln 13 or, where that is more, the same of the shares of positive, neutral and negative
    emotions: a voice between sad, hopeless and numb is surely negative. Where opposites cancel out, so that the mean is
    neutral and most of the voice is not, the lesser of the two counts: half happy, half sad is not surely neutral.
    """
    valence = valence_of(shares, policy)
    by_sentiment = _share_by_sentiment(shares, policy)
    by_label = _certainty(shares, _LARGEST_ENTROPY)
    by_group = _certainty(by_sentiment.values(), _LARGEST_SENTIMENT_ENTROPY)
    is_neutral = policy.sentiment_of(valence) == "neutral"
    is_cancelled = is_neutral and by_sentiment["neutral"] < max(by_sentiment.values())
    return VoiceEmotion(
        valence=valence,
        confidence=min(by_label, by_group) if is_cancelled else max(by_label, by_group),
        label=EMOTIONS[shares.index(max(shares))],
    )


def certain_valence(voice: VoiceEmotion | None, policy: DissonancePolicy = POLICY.dissonance) -> float | None:
    """The valence of a voice that was heard clearly enough to go by; None otherwise."""
    return None if voice is None or voice.confidence < policy.minimum_confidence else voice.valence


def heard_valence(shares: EmotionShares | None) -> float | None:
    """The valence of a voice with these emotion shares, as `certain_valence`; None where no emotion was heard."""
    return None if shares is None else certain_valence(hear_voice_emotion(shares))


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


def _share_by_sentiment(shares: EmotionShares, policy: DissonancePolicy) -> dict[Sentiment, float]:
    """How much of a voice belongs to positive, neutral and negative emotions."""
    by_sentiment = dict.fromkeys(SENTIMENTS, 0.0)
    for emotion, share in zip(EMOTIONS, shares, strict=True):
        by_sentiment[policy.sentiment_of(policy.voice_valences[emotion])] += share
    return by_sentiment


def _certainty(shares: Iterable[float], largest_entropy: float) -> float:
    """1 when a single share has all, 0 when all are alike."""
    entropy = -math.fsum(share * math.log(share) for share in shares if share > 0.0)
    return round(min(max(1.0 - entropy / largest_entropy, 0.0), 1.0), _DECIMALS)


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
