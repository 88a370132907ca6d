"""A second reader, learned from examples: linear models of words and letters, one for each kind it knows. Pure.

The score of a kind is the logit
    b + s (sum_f W_f) / sqrt(|f|) + s' (sum_r R_r) / sqrt(|r|)
over the words and pairs f and the runs of letters r of a message, with W and R whole numbers of one byte. From its
threshold on, the words are like those of people in crisis, who threaten others or whom others harm: it asks for a
review and says which words decided. From a second threshold on it is certain.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from risk.stated_emotion.words import Words, hash_features, hash_words, read_words, words_in

Kind: TypeAlias = Literal["self_harm", "harm_to_others", "harm_by_others"]
# The columns of a model.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class DecidingWord:
    """A word that moved the score, by its place in the text."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnedReading:
    """A kind whose examples a message is like."""

    kind: Kind
    score: float
    is_certain: bool
    deciding: tuple[DecidingWord, ...]  # in the order of the text


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnedModel:
    """Weights of hashed features towards each of KINDS, in columns."""

    word_weights: NDArray[np.int8]  # (BUCKETS, kinds)
    run_weights: NDArray[np.int8]  # (BUCKETS, kinds)
    steps: NDArray[np.float64]  # (2, kinds): what a whole number is worth, for words and for runs
    biases: NDArray[np.float64]  # (kinds,)
    # Of the score, chosen on everyday talk that was not learnt from, and on all ordinary texts.
    thresholds: NDArray[np.float64]  # (kinds,)
    certain_from: NDArray[np.float64]  # (kinds,)
    provenance: Mapping[str, object]

    def read(self, text: str) -> tuple[float, tuple[LearnedReading, ...]]:
        """How near a folded message comes to words of self-harm, from 0 to 1, and the kinds that it is like."""
        said = words_in(text)
        if len(said) < _FEWEST_WORDS:
            return 0.0, ()
        buckets = hash_words(said)
        of_words = self.word_weights.take(buckets, axis=0)
        word_step = self.steps[0] / math.sqrt(len(buckets))
        scores = of_words.sum(axis=0) * word_step + self.biases
        near = scores >= self.thresholds - _RUNS_WITHIN[: len(scores)]
        if not near.any():
            return self._nearness(scores), ()
        features = hash_features(said)
        of_runs = self.run_weights.take(features.runs, axis=0)
        run_step = self.steps[1] / math.sqrt(max(len(features.runs), 1))
        scores += of_runs.sum(axis=0) * run_step
        words = read_words(text)
        return self._nearness(scores), tuple(
            reading
            for row in np.flatnonzero(near & (scores >= self.thresholds)).tolist()
            for reading in self._reading(
                row,
                float(scores[row]),
                words,
                _effects(of_words[:, row] * word_step[row], of_runs[:, row] * run_step[row], features.run_words),
            )
        )

    def _nearness(self, scores: NDArray[np.float64]) -> float:
        return 1.0 / (1.0 + math.exp((self.thresholds[0] - scores[0]) / _NEARNESS_SCALE))

    def _reading(self, row: int, score: float, words: Words, effects: NDArray[np.float64]) -> Iterator[LearnedReading]:
        deciding = _deciding(words, effects)
        if len({words.texts[place] for place in deciding}) >= _FEWEST_DECIDING:
            yield LearnedReading(
                kind=KINDS[row],
                score=score,
                is_certain=score >= self.certain_from[row],
                deciding=tuple(
                    DecidingWord(start=words.spans[place][0], end=words.spans[place][1], weight=float(effects[place]))
                    for place in deciding
                ),
            )


_FEWEST_WORDS: Final = 4
# Runs of letters are slow to hash and seldom add more than this: they are weighed where the words come so near a kind.
_RUNS_WITHIN: Final = np.array([3.0, 1.5, 1.5])
# Of the score: so far below the threshold nearness falls from a half to a quarter.
_NEARNESS_SCALE: Final = 2.0
# Words shown for one message.
_MOST_DECIDING: Final = 3
# Different words among them: one that is said twice is too little to go by.
_FEWEST_DECIDING: Final = 3


def _effects(
    of_words: NDArray[np.float64], of_runs: NDArray[np.float64], run_words: NDArray[np.intp]
) -> NDArray[np.float64]:
    """What each word adds, by itself and by its letters; of n words and n + 1 pairs the words stand first."""
    count = len(of_words) // 2
    effects: NDArray[np.float64] = of_words[:count] + np.bincount(run_words, weights=of_runs, minlength=count)
    return effects


def _deciding(words: Words, effects: NDArray[np.float64]) -> list[int]:
    """Places of the words that moved the score most, in the order of the text."""
    ordered = sorted(range(len(words.texts)), key=lambda place: -effects[place])
    return sorted(
        place for place in ordered[:_MOST_DECIDING] if effects[place] > 0.0 and words.texts[place][0].isalnum()
    )
