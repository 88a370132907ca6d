"""A second reader of crisis language, learned from examples: a linear model of words and letters. Pure.

Its score is the logit
    b + s (sum_f W_f) / sqrt(|f|) + s' (sum_r R_r) / sqrt(|r|)
over the words and pairs f and the runs of letters r of a message, with W and R whole numbers of one byte. From its
threshold on, the words are like those of people in crisis: it asks for a review and says which words decided.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from risk.stated_emotion.words import Words, hash_features, hash_words, read_words, words_in


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidingWord:
    """A word that moved the score, by its place in the text."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnedReading:
    """What the model says of one message."""

    score: float
    is_like_crisis: bool
    deciding: tuple[DecidingWord, ...]  # in the order of the text, none unless it is like crisis


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnedModel:
    """Weights of hashed features towards crisis."""

    word_weights: NDArray[np.int8]  # (BUCKETS,)
    run_weights: NDArray[np.int8]  # (BUCKETS,)
    steps: tuple[float, float]  # what a whole number is worth, for words and for runs
    bias: float
    threshold: float  # of the score, chosen on everyday talk that was not learnt from
    provenance: Mapping[str, object]

    def read(self, text: str) -> LearnedReading:
        """Score a folded message; one too short, without the speaker in it or far from crisis has the lowest."""
        said = words_in(text)
        if len(said) < _FEWEST_WORDS or not _SPEAKER.search(text):
            return _NOTHING
        of_words = self._weigh_words(said)
        if float(of_words.sum()) + self.bias < self.threshold - _RUNS_WITHIN:
            return _NOTHING
        features = hash_features(said)
        of_runs: NDArray[np.float64] = self.run_weights.take(features.runs).astype(np.float64) * (
            self.steps[1] / math.sqrt(max(len(features.runs), 1))
        )
        score = float(of_words.sum() + of_runs.sum()) + self.bias
        if score < self.threshold:
            return LearnedReading(score=score, is_like_crisis=False, deciding=())
        effects: NDArray[np.float64] = of_words[: len(said)] + np.bincount(
            features.run_words, weights=of_runs, minlength=len(said)
        )
        deciding = _deciding(read_words(text), effects)
        is_like_crisis = len({text[word.start : word.end].lower() for word in deciding}) >= _FEWEST_DECIDING
        return LearnedReading(score=score, is_like_crisis=is_like_crisis, deciding=deciding if is_like_crisis else ())

    def _weigh_words(self, words: Sequence[str]) -> NDArray[np.float64]:
        buckets = hash_words(words)
        weights: NDArray[np.float64] = self.word_weights.take(buckets).astype(np.float64) * (
            self.steps[0] / math.sqrt(len(buckets))
        )
        return weights


_FEWEST_WORDS: Final = 4
# Runs of letters are slow to hash and seldom add more than this: they are weighed where the words come so near.
_RUNS_WITHIN: Final = 3.0
# Words shown for one message.
_MOST_DECIDING: Final = 3
# Different words among them: one that is said twice is too little to go by.
_FEWEST_DECIDING: Final = 3
_NOTHING: Final = LearnedReading(score=-math.inf, is_like_crisis=False, deciding=())
# The first person of English, and the prefixes of the first person of Swahili and Sheng.
_SPEAKER: Final = re.compile(
    r"\b(?:i|i'?m|im|i'?ve|ive|i'?d|i'?ll|me|my|myself|mine|mimi|mi|[ywzl]angu|n[ai]\w{3,}|si\w{3,})\b", re.IGNORECASE
)


def _deciding(words: Words, effects: NDArray[np.float64]) -> tuple[DecidingWord, ...]:
    ordered = sorted(range(len(words.texts)), key=lambda place: -effects[place])
    chosen = sorted(
        place for place in ordered[:_MOST_DECIDING] if effects[place] > 0.0 and words.texts[place][0].isalnum()
    )
    return tuple(
        DecidingWord(start=words.spans[place][0], end=words.spans[place][1], weight=float(effects[place]))
        for place in chosen
    )
