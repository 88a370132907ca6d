"""A linear model of sentiment: hashed features of the words and scores of a lexicon, through a softmax.

Of the three logits that of neutral is 0; the other two are
    b_c + sum_i w_ci x_i + s_c (sum_f W_fc) / sqrt(|f|) + s'_c (sum_r R_rc) / sqrt(|r|)
over the lexicon's inputs x, the words and pairs f and the runs of letters r, with W and R whole numbers of one byte.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.stated_emotion.lexicon import LexiconScores
from risk.stated_emotion.values import Probabilities
from risk.stated_emotion.words import Features


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
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
        words = _gather(self.word_weights, features.words, self.steps[0])
        runs = _gather(self.run_weights, features.runs, self.steps[1])
        inputs = np.asarray(scores.inputs, dtype=np.float64)
        positive, negative = (words.sum(axis=0) + runs.sum(axis=0) + inputs @ self.input_weights + self.bias).tolist()
        largest = max(positive, negative, 0.0)
        chances = math.exp(positive - largest), math.exp(-largest), math.exp(negative - largest)
        total = math.fsum(chances)
        probabilities = chances[0] / total, chances[1] / total, chances[2] / total
        return probabilities, self._effects(words, runs, features.run_words, scores)

    def _effects(
        self, words: NDArray[np.float64], runs: NDArray[np.float64], run_words: NDArray[np.intp], scores: LexiconScores
    ) -> list[float]:
        """A word's own weight, half of each of its pairs, its runs, and its part of what the lexicon found."""
        count = len(scores.valences)
        of_words = words[:, 0] - words[:, 1]
        of_runs = np.bincount(run_words, weights=runs[:, 0] - runs[:, 1], minlength=count)
        size = math.fsum(map(abs, scores.valences)) or 1.0
        of_lexicon = np.abs(scores.valences) * (self._lexicon_effect(scores) / size)
        pairs = (of_words[count:-1] + of_words[count + 1 :]) / 2.0
        effects: list[float] = (of_words[:count] + pairs + of_runs + of_lexicon).tolist()
        return effects

    def _lexicon_effect(self, scores: LexiconScores) -> float:
        towards = self.input_weights[: scores.valence_inputs]
        valence_inputs = np.asarray(scores.inputs[: scores.valence_inputs], dtype=np.float64)
        return float(valence_inputs @ (towards[:, 0] - towards[:, 1]))


def _gather(
    weights: NDArray[np.int8], buckets: Sequence[int] | NDArray[np.uint32], steps: NDArray[np.float32]
) -> NDArray[np.float64]:
    scale = steps.astype(np.float64) / math.sqrt(max(len(buckets), 1))
    found: NDArray[np.float64] = weights.take(np.asarray(buckets, dtype=np.intp), axis=0) * scale
    return found
