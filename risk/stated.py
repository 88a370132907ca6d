"""What the person's words state: positive, neutral, negative, or nothing that can be told.

Method: VADER (Hutto & Gilbert 2014, a lexicon with rules for English) gives each message a compound score c from -1 to
1. An ordered logit turns c into P(negative), P(neutral), P(positive); a session's c is the mean over the messages in
which VADER knew a word at all, weighted by their words. Where it knew none, nothing is stated: uncertain, not neutral.

Limits: on television dialogue it reaches a macro-F1 of .44; it reads no other language; it knows neither irony nor
deflection ("just tired"). Swahili and Sheng, which Resona supports, are honestly uncertain here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from risk.policy import POLICY, Sentiment

Gap: TypeAlias = Literal["words_missing", "words_uncertain", "language_unsupported"]

METHOD: Final = "vader-1"
READ_LANGUAGES: Final = frozenset({"en"})
# Sheng has no code of its own; apps send it by name or as a variant of Swahili.
SUPPORTED_LANGUAGES: Final = READ_LANGUAGES | {"sw", "swa", "sheng"}

# The compound score at which a positive (or negative) reading is as likely as not: that of "fine" alone, .20.
_EVEN_AT: Final = 0.2
# How fast it grows likely: from one in four to three in four over about a quarter of the scale.
_SPREAD: Final = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedEmotion:
    """The sentiment of a session's words."""

    # None: uncertain.
    label: Sentiment | None
    # P(positive) - P(negative), -1..1.
    valence: float
    # Probability of the likeliest sentiment, 0..1; 0 where nothing is known.
    confidence: float
    method: str
    gap: Gap | None


def assess_stated_emotion(texts: Sequence[str], language: str) -> StatedEmotion:
    """The sentiment of the person's own messages of one session; `language` is its BCP 47 tag."""
    said = [text for text in texts if text.strip()]
    if not said:
        return _unknown("words_missing")
    primary = language.lower().split("-", maxsplit=1)[0]
    if primary not in SUPPORTED_LANGUAGES:
        return _unknown("language_unsupported")
    if primary not in READ_LANGUAGES:
        return _unknown("words_uncertain")
    compound = _mean_compound(said)
    return _unknown("words_uncertain") if compound is None else _read(compound)


def _read(compound: float) -> StatedEmotion:
    positive = _logistic((compound - _EVEN_AT) / _SPREAD)
    negative = _logistic((-compound - _EVEN_AT) / _SPREAD)
    chances: dict[Sentiment, float] = {
        "positive": positive,
        "neutral": 1.0 - positive - negative,
        "negative": negative,
    }
    label = max(chances, key=lambda sentiment: chances[sentiment])
    confidence = chances[label]
    is_certain = confidence >= POLICY.dissonance.minimum_confidence
    return StatedEmotion(
        label=label if is_certain else None,
        valence=positive - negative,
        confidence=confidence,
        method=METHOD,
        gap=None if is_certain else "words_uncertain",
    )


def _mean_compound(texts: Sequence[str]) -> float | None:
    """Mean over the messages in which a word is known, by their words; None if there is none."""
    total = words = 0.0
    for text in texts:
        scores = _analyser().polarity_scores(text)
        if scores["pos"] or scores["neg"]:
            count = len(text.split())
            total += count * scores["compound"]
            words += count
    return total / words if words else None


def _unknown(gap: Gap) -> StatedEmotion:
    return StatedEmotion(label=None, valence=0.0, confidence=0.0, method=METHOD, gap=gap)


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    """Reads its lexicon once, at the first use."""
    return SentimentIntensityAnalyzer()
