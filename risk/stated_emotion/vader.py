"""VADER's scores of an English text (Hutto & Gilbert 2014), as its own package gives them and in less time. Pure.

The package reads a whole text again for each feeling word in it and takes it letter by letter for emoji. Here it is
asked only about words of its lexicon that stand beside one of those its rules name, and with the words around them
alone; any other word of the lexicon is worth what the lexicon says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import punctuation
from typing import Final

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class VaderScores:
    """Of a whole text: negation, intensity and emphasis are in them."""

    compound: float  # -1..1
    positive: float  # 0..1, as the next: the share of the text that is so
    negative: float


def valences() -> Mapping[str, float]:
    """How good (4) or bad (-4) each word of the lexicon is."""
    words: Mapping[str, float] = _analyzer().lexicon
    return words


def score(text: str) -> VaderScores:
    """What the package's `polarity_scores` says of the text."""
    analyzer = _analyzer()
    if not (text.isascii() or analyzer.emojis.keys().isdisjoint(text)):
        text = _with_emoji_in_words(text, analyzer.emojis)
    words = [word if len(word := item.strip(punctuation)) > _LONGEST_EMOTICON else item for item in text.split()]
    lowered = [word.lower() for word in words]
    if analyzer.lexicon.keys().isdisjoint(lowered):
        return _NOTHING_FOUND
    read = _Text(words_and_emoticons=words, is_cap_diff=0 < sum(map(str.isupper, words)) < len(words))
    found = [
        _valence_of(read, lowered, place) if word in analyzer.lexicon and word not in BOOSTER_DICT else 0.0
        for place, word in enumerate(lowered)
    ]
    if "but" in lowered:
        found = analyzer._but_check(lowered, found)
    return _scores_of(analyzer.score_valence(found, text))


def _with_emoji_in_words(text: str, emojis: Mapping[str, str]) -> str:
    """The text with the package's description of each emoji in its place, apart from what stands before it."""
    parts = list[str]()
    is_after_space = True
    for character in text:
        description = emojis.get(character)
        if description is None:
            parts.append(character)
            is_after_space = character == " "
        else:
            parts.append(description if is_after_space else f" {description}")
            is_after_space = False
    return "".join(parts).strip()


# What is no longer than this without the punctuation around it is taken as it is. Characters.
_LONGEST_EMOTICON: Final = 2
# How far around a word the package looks for what changes its valence. Words.
_BEFORE: Final = 3
_AFTER: Final = 2
# No word of the lexicon has its valence changed without one of these near it, or without "n't" in one: the
# longest word of each phrase of the package, so that "the" of "the bomb" is not among them, and what its code names.
_CHANGING: Final = frozenset(
    {max(phrase.split(), key=len) for phrase in (*BOOSTER_DICT, *SPECIAL_CASES)}
    | {*NEGATE, "no", "so", "this", "least"}
)
_NEGATED_VERB: Final = "n't"
_NOTHING_FOUND: Final = VaderScores(compound=0.0, positive=0.0, negative=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """Under the package's names; `score` splits a text as the package does."""

    words_and_emoticons: list[str]
    is_cap_diff: bool  # some words of the text are in capitals, and some are not


def _valence_of(read: _Text, lowered: Sequence[str], place: int) -> float:
    """Of one word of the lexicon, as the words around it have it."""
    analyzer = _analyzer()
    start, end = max(place - _BEFORE, 0), place + _AFTER + 1
    around = lowered[start:end]
    word = read.words_and_emoticons[place]
    if _CHANGING.isdisjoint(around) and not any(_NEGATED_VERB in one for one in around):
        valence: float = analyzer.lexicon[lowered[place]]
        if read.is_cap_diff and word.isupper():
            valence += C_INCR if valence > 0 else -C_INCR
        return valence
    if lowered[place : place + 2] == ["kind", "of"]:
        return 0.0
    near = _Text(words_and_emoticons=read.words_and_emoticons[start:end], is_cap_diff=read.is_cap_diff)
    found: list[float] = analyzer.sentiment_valence(0.0, near, word, place - start, [])
    return found[0]


def _scores_of(scores: Mapping[str, float]) -> VaderScores:
    return VaderScores(compound=scores["compound"], positive=scores["pos"], negative=scores["neg"])


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    """Load the lexicon once, at first use: it takes some 10 ms."""
    return SentimentIntensityAnalyzer()
