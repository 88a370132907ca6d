"""A linear model of sentiment: hashed features of the words and scores of a lexicon, through a softmax. Pure.

Of the three logits that of neutral is 0; the other two are
    b_c + sum_i w_ci x_i + s_c (sum_f W_fc) / sqrt(|f|) + s'_c (sum_r R_rc) / sqrt(|r|)
over the lexicon's inputs x, the words and pairs f and the runs of letters r, with W and R whole numbers of one byte.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from risk.stated_emotion.lexicon import LexiconScores
from risk.stated_emotion.values import Probabilities
from risk.stated_emotion.words import Features


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """Columns are the positive and the negative logit."""

    word_weights: NDArray[np.int8]  # (BUCKETS, 2)
    run_weights: NDArray[np.int8]  # (BUCKETS, 2)
    steps: NDArray[np.float32]  # (2, 2): what a whole number is worth, for words and for runs
    input_weights: NDArray[np.float32]  # (inputs, 2)
    bias: NDArray[np.float32]  # (2,)
    provenance: Mapping[str, object]  # data, licence, sha256, seed, scores: as stored with it

    def read(self, features: Features, scores: LexiconScores) -> tuple[Probabilities, list[float]]:
        """Probabilities, and for each word how far it moved the logit of positive against negative."""
        ready = self._ready
        words = _gather(self.word_weights, features.words, ready.word_steps)
        runs = _gather(self.run_weights, features.runs, ready.run_steps)
        inputs = np.array(scores.inputs)
        logits = np.add.reduce(words) + np.add.reduce(runs) + inputs @ self.input_weights + self.bias
        positive, negative = logits.tolist()
        largest = max(positive, negative, 0.0)
        chances = math.exp(positive - largest), math.exp(-largest), math.exp(negative - largest)
        total = math.fsum(chances)
        probabilities = chances[0] / total, chances[1] / total, chances[2] / total
        lexicon_effect = float(inputs[: scores.valence_inputs] @ ready.towards_positive[: scores.valence_inputs])
        return probabilities, _effects(words, runs, features.run_words, scores.valences, lexicon_effect)

    @cached_property
    def _ready(self) -> _Ready:
        return _Ready(
            word_steps=self.steps[0].astype(np.float64),
            run_steps=self.steps[1].astype(np.float64),
            towards_positive=(self.input_weights[:, 0] - self.input_weights[:, 1]).astype(np.float64),
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Ready:
    """What is stored in half the digits, as it is reckoned with."""

    word_steps: NDArray[np.float64]
    run_steps: NDArray[np.float64]
    towards_positive: NDArray[np.float64]  # (inputs,): the positive logit's less the negative's


def _gather(
    weights: NDArray[np.int8], buckets: Sequence[int] | NDArray[np.uint32], steps: NDArray[np.float64]
) -> NDArray[np.float64]:
    found: NDArray[np.float64] = weights.take(buckets, axis=0) * (steps / math.sqrt(max(len(buckets), 1)))
    return found


def _effects(
    words: NDArray[np.float64],
    runs: NDArray[np.float64],
    run_words: NDArray[np.intp],
    valences: Sequence[float],
    lexicon_effect: float,
) -> list[float]:
    """A word's own weight, half of each of its pairs, its runs, and its part of what the lexicon found."""
    count = len(valences)
    of_words = (words[:, 0] - words[:, 1]).tolist()
    of_runs = np.bincount(run_words, weights=runs[:, 0] - runs[:, 1], minlength=count).tolist()
    of_valence = lexicon_effect / (math.fsum(map(abs, valences)) or 1.0)
    pairs = of_words[count:]
    return [
        of_word + (before + after) / 2.0 + of_run + abs(valence) * of_valence
        for of_word, before, after, of_run, valence in zip(of_words, pairs, pairs[1:], of_runs, valences, strict=False)
    ]
