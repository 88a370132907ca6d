"""Scores of a lexicon of feeling words as inputs of the linear model: what lets it read words it was not trained on.

Pure.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from risk.stated_emotion import vader
from risk.stated_emotion.swahili_words import NEGATION_WORDS as SWAHILI_NEGATIONS
from risk.stated_emotion.swahili_words import valence_of_swahili
from risk.stated_emotion.values import Language
from risk.stated_emotion.words import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class LexiconScores:
    """What a lexicon says of a text."""

    inputs: tuple[float, ...]  # of the model; the first `valence_inputs` of them are about good and bad
    valence_inputs: int
    valences: tuple[float, ...]  # of each item of the words; 0 for what the lexicon does not know


LexiconReader: TypeAlias = Callable[[str, Words], LexiconScores]


def read_english(text: str, words: Words) -> LexiconScores:
    """VADER (Hutto & Gilbert 2014): its three scores, which know negation and intensity, and its bare valences."""
    lexicon = vader.valences()
    valences = tuple([lexicon.get(word, 0.0) for word in words.texts])
    scores = vader.score(text.translate(_APOSTROPHES))
    is_negated = not _ENGLISH_NEGATIONS.isdisjoint(words.texts)
    known = (scores.compound, scores.positive, scores.negative)
    return _scores(text, words.spoken, known, valences, is_negated=is_negated)


def read_swahili(text: str, words: Words) -> LexiconScores:
    """The project's own list of Swahili and Sheng words; English words among them by VADER's valences."""
    english = vader.valences()
    valences = tuple([valence_of_swahili(word) or english.get(word, 0.0) for word in words.texts])
    sum_of_valences = math.fsum(valences)
    compound = sum_of_valences / math.sqrt(sum_of_valences**2 + _VADER_ALPHA)
    is_negated = not SWAHILI_NEGATIONS.isdisjoint(words.texts)
    return _scores(text, words.spoken, (compound,), valences, is_negated=is_negated)


def knows_english_feeling(word: str) -> bool:
    """Whether VADER's lexicon holds the word."""
    return word in vader.valences()


LEXICON_READERS: Final[Mapping[Language, LexiconReader]] = MappingProxyType({"en": read_english, "sw": read_swahili})

# VADER looks for "don't", phones write "don’t".
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
# VADER's own constant that keeps the sum of valences within -1..1.
_VADER_ALPHA = 15.0
# Keeps the logarithm of the number of words near the size of the other inputs.
_LENGTH_SCALE = 3.0
_ENGLISH_NEGATIONS = frozenset(
    "not no never dont cant wont didnt doesnt isnt wasnt aint nothing without couldnt shouldnt wouldnt arent havent"
    " hasnt nobody neither nor".split()
)


def _scores(
    text: str, spoken: int, known: tuple[float, ...], valences: tuple[float, ...], *, is_negated: bool
) -> LexiconScores:
    root = math.sqrt(max(spoken, 1))
    raising = [valence for valence in valences if valence > 0.0]
    lowering = [-valence for valence in valences if valence < 0.0]
    good, bad = math.fsum(raising), math.fsum(lowering)
    of_valence = (*known, good / root, bad / root, max(raising, default=0.0), max(lowering, default=0.0))
    of_form = (
        float(is_negated),
        math.log1p(spoken) / _LENGTH_SCALE,
        float("!" in text),
        float("?" in text),
        float(good == bad == 0.0),
        float(text.isupper()),
    )
    return LexiconScores(inputs=of_valence + of_form, valence_inputs=len(of_valence), valences=valences)
