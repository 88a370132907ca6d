"""Stated emotion: what a person's words say about how they feel, as far as the words can be read. Pure.

Each message of the person is read on its own (STATED.md says how): linear models of English and Swahili mixed by the
share each language has, plain statements about oneself, and deflections, which are never taken for a positive one.
Messages of which no word is understood say nothing and are left out. The others are pooled: log P(session) is the mean
of log P(message), weighted by words and by 1 - P(neutral), times the square root of their number: agreement makes
surer, though less than independent messages would, contradiction makes uncertain, and talk of other things hides
little.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from risk.stated_emotion.message import ReadMessage, read_message
from risk.stated_emotion.values import SENTIMENTS, Gap, Language, StatedEmotion, StatedEvidence

__all__ = ["LEAST_CONFIDENCE", "METHOD", "Gap", "StatedEmotion", "StatedEvidence", "assess_stated_emotion"]


def assess_stated_emotion(texts: Sequence[str], language: str) -> StatedEmotion:
    """Read the messages of one session that the person themself said; `language` is a tag such as "en" or "en-KE".

    What is actually spoken counts: a person of either tag may speak English, Swahili or both.
    """
    if not any(text.strip() for text in texts):
        return _unread("words_missing")
    primary = language.replace("_", "-").partition("-")[0].lower()
    if primary not in _ASSUMED:
        return _unread("language_unsupported")
    read = [(place, found) for place, text in enumerate(texts) if (found := read_message(text, _ASSUMED[primary]))]
    if not read:
        return _unread("words_uncertain")
    positive, neutral, negative = _pool([found for _, found in read])
    confidence = max(positive, neutral, negative)
    is_certain = confidence >= LEAST_CONFIDENCE
    label = SENTIMENTS[(positive, neutral, negative).index(confidence)]
    return StatedEmotion(
        label=label if is_certain else None,
        valence=positive - negative,
        confidence=confidence,
        method=_method_of([found for _, found in read]),
        gap=None if is_certain else "words_uncertain",
        evidence=_strongest(read),
    )


# Below this the words are uncertain: one of three classes, and the others together more likely.
LEAST_CONFIDENCE = 0.45
# Followed by the languages that were read.
METHOD = "resona-stated/1"
# The strongest pieces of evidence that are kept.
MOST_EVIDENCE = 5

_NEUTRAL = SENTIMENTS.index("neutral")
# The language that words unknown to both lists are taken for, by the first part of a tag. Sheng is both at once.
_ASSUMED: Mapping[str, Language | None] = MappingProxyType(
    {"en": "en", "eng": "en", "sw": "sw", "swa": "sw", "swh": "sw", "sheng": None}
)


def _pool(read: Sequence[ReadMessage]) -> tuple[float, float, float]:
    if len(read) == 1:
        return read[0].probabilities
    weights = [one.words * (1.0 - one.probabilities[_NEUTRAL]) for one in read]
    scale = math.sqrt(len(read)) / math.fsum(weights)
    positive, neutral, negative = (
        scale
        * math.fsum(weight * math.log(one.probabilities[place]) for weight, one in zip(weights, read, strict=True))
        for place in range(len(SENTIMENTS))
    )
    largest = max(positive, neutral, negative)
    powers = math.exp(positive - largest), math.exp(neutral - largest), math.exp(negative - largest)
    total = math.fsum(powers)
    return powers[0] / total, powers[1] / total, powers[2] / total


def _method_of(read: Sequence[ReadMessage]) -> str:
    languages = sorted({language for one in read for language in one.languages})
    return f"{METHOD} {'+'.join(languages)}" if languages else METHOD


def _strongest(read: Sequence[tuple[int, ReadMessage]]) -> tuple[StatedEvidence, ...]:
    """Deflections and claims before words, among each the weightiest; given in the order they were said."""
    found = [(one.kind == "word", -abs(one.weight), place, one) for place, message in read for one in message.decided]
    found.sort(key=lambda item: item[:3])
    kept = sorted(
        ((place, one) for _, _, place, one in found[:MOST_EVIDENCE]), key=lambda item: (item[0], item[1].start)
    )
    return tuple(
        StatedEvidence(
            message_index=place, start=one.start, end=one.end, weight=one.weight, kind=one.kind, group=one.group
        )
        for place, one in kept
    )


def _unread(gap: Gap, method: str = "none") -> StatedEmotion:
    return StatedEmotion(label=None, valence=0.0, confidence=0.0, method=method, gap=gap)
