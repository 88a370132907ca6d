"""Stated emotion: what a person's words say about how they feel, as far as the words can be read.

Method for English: VADER (Hutto & Gilbert 2014) gives each message a compound score c in -1..1. An ordered logit turns
it into P(positive) = s((c - a) / b), P(negative) = s((-c - a) / b) and P(neutral) = the rest, with s the logistic
function; a and b were fitted on utterances of television dialogue (MELD train, classes weighted alike), so confidence
means what it says there. Messages without any word VADER knows say nothing and are left out. The others are pooled:
log P(session) is the mean of log P(message) weighted by words, times the square root of their number, so agreement
makes surer, though less than independent messages would, and contradiction makes uncertain.
A plain statement about oneself ("I'm fine", "I'm not doing well") states what it says, whatever is felt, and counts as
clear: the annotators of MELD heard the voice too, so their labels cannot teach what words alone claim.
Limits: MELD dev, one utterance: area under the curve of positive against negative .63, so most single utterances stay
uncertain. VADER cannot tell neutral words from words it does not know and practically never says neutral. It reads no
sarcasm, no context, and no deflection ("just tired"). Swahili and Sheng are not read yet: uncertain, never neutral.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from risk.policy import Sentiment

Gap: TypeAlias = Literal["words_missing", "words_uncertain", "language_unsupported"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedEmotion:
    """What the words say; `label` is None, and `gap` says why, when that is not known."""

    label: Sentiment | None
    valence: float  # -1..1: P(positive) - P(negative); 0 when nothing was read
    confidence: float  # 0..1: the largest of the three probabilities; 0 when nothing was read
    method: str  # name and version of what read the words
    gap: Gap | None


def assess_stated_emotion(texts: Sequence[str], language: str) -> StatedEmotion:
    """Read the messages of one session that the person themself said; `language` is a tag such as "en" or "en-KE"."""
    said = [text for text in texts if text.strip()]
    if not said:
        return _unread("words_missing")
    primary = language.replace("_", "-").partition("-")[0].lower()
    reader = _READERS.get(primary)
    if reader is None:
        return _unread("words_uncertain" if primary in _NOT_YET_READ else "language_unsupported")
    probabilities = reader.read(said)
    if probabilities is None:
        return _unread("words_uncertain", method=reader.method)
    label, confidence = max(probabilities.items(), key=lambda item: item[1])
    is_certain = confidence >= LEAST_CONFIDENCE
    return StatedEmotion(
        label=label if is_certain else None,
        valence=probabilities["positive"] - probabilities["negative"],
        confidence=confidence,
        method=reader.method,
        gap=None if is_certain else "words_uncertain",
    )


# Below this the words are uncertain: one of three classes, and the others together more likely.
LEAST_CONFIDENCE = 0.45

Probabilities: TypeAlias = Mapping[Sentiment, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reader:
    """A method for one language. A trained model takes the place of VADER by another `read`."""

    method: str
    # Messages, none blank, to probabilities that sum to 1; None when no word was understood.
    read: Callable[[Sequence[str]], Probabilities | None]


_SENTIMENTS: tuple[Sentiment, ...] = ("positive", "neutral", "negative")
# a and b of the ordered logit, in units of VADER's compound score.
_CUT = 0.588
_SCALE = 0.781
# What a plain statement about oneself is taken for: clear, and short of certain.
_CLAIMED = 0.75
_CLAIMED_NEUTRAL = 0.2
_STATEMENT_ABOUT_ONESELF = re.compile(
    r"\b(?:i am|i'm|im|i feel|i'm feeling|im feeling|i have been|i've been|ive been|i am feeling)\s+"
    r"(?:(?:not|really|very|so|quite|doing|feeling|just|all|pretty|actually)\s+){0,3}"
    r"(?:fine|ok|okay|good|great|well|right|alright|happy|better|calm|wonderful|relaxed"
    r"|sad|unhappy|bad|miserable|terrible|awful|depressed|lonely|scared|afraid|anxious|hopeless|worthless)\b"
    r"(?!\s+(?:at|with|to|for|if|that|about)\b)",
    re.IGNORECASE,
)
# VADER looks for "don't", phones write "don’t".
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


def _read_with_vader(texts: Sequence[str]) -> Probabilities | None:
    understood = [(chances, len(text.split())) for text in texts if (chances := _read_message(text)) is not None]
    if not understood:
        return None
    weight = math.sqrt(len(understood)) / sum(words for _, words in understood)
    logs = dict.fromkeys(_SENTIMENTS, 0.0)
    for chances, words in understood:
        for sentiment, probability in zip(_SENTIMENTS, chances, strict=True):
            logs[sentiment] += weight * words * math.log(probability)
    total = math.fsum(map(math.exp, logs.values()))
    return {sentiment: math.exp(log) / total for sentiment, log in logs.items()}


def _read_message(text: str) -> tuple[float, float, float] | None:
    """P(positive), P(neutral), P(negative) of one message; None when VADER knows none of its words."""
    plain = text.translate(_APOSTROPHES)
    statement = _STATEMENT_ABOUT_ONESELF.search(plain)
    claim = _compound(statement.group()) if statement else None
    if claim is not None:
        rest = 1.0 - _CLAIMED - _CLAIMED_NEUTRAL
        return (_CLAIMED, _CLAIMED_NEUTRAL, rest) if claim > 0 else (rest, _CLAIMED_NEUTRAL, _CLAIMED)
    compound = _compound(plain)
    return None if compound is None else _probabilities(compound)


def _probabilities(compound: float) -> tuple[float, float, float]:
    positive = _logistic((compound - _CUT) / _SCALE)
    negative = _logistic((-compound - _CUT) / _SCALE)
    return positive, 1.0 - positive - negative, negative


def _compound(text: str) -> float | None:
    """VADER's compound score; None when none of the words carries a feeling it knows."""
    scores = _analyzer().polarity_scores(text)
    if scores["pos"] == scores["neg"] == 0.0:
        return None
    return float(scores["compound"])


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    """Load the lexicon once, at first use: it takes some 10 ms."""
    return SentimentIntensityAnalyzer()


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


def _unread(gap: Gap, method: str = "none") -> StatedEmotion:
    return StatedEmotion(label=None, valence=0.0, confidence=0.0, method=method, gap=gap)


_VADER = _Reader(method="vader-3.3.2/2", read=_read_with_vader)
_READERS: Mapping[str, _Reader] = MappingProxyType({"en": _VADER, "eng": _VADER})
# Languages of the people Resona serves that no method reads yet.
_NOT_YET_READ = frozenset({"sw", "swa", "swh", "sheng"})
