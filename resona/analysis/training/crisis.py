"""Learns the second reader of crisis language from labelled texts. The same texts give the same model.

Logistic regression with a ridge penalty and L-BFGS (Byrd et al. 1995); features are weighted by their rarity,
log((1+n)/(1+n_f)) + 1, before the penalty applies. The threshold is the score that all but a few lines of everyday talk
stay below when the model that scores them has not learnt from their group.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from resona.analysis.evaluation.scores import area_under_curve
from risk.crisis.folding import fold
from risk.crisis.learned import LearnedModel
from risk.stated_emotion.words import BUCKETS, hash_features, read_words

Floats: TypeAlias = NDArray[np.float64]

FOLDS: Final = 5
# Relative to the mean loss of a text.
PENALTY: Final = 3e-4
# Runs of letters count so much of what words and pairs do.
RUN_SCALE: Final = 0.7
# Everyday talk outnumbers the rest many times; each line of it weighs so much of what a phrase does.
TALK_WEIGHT: Final = 0.15
# Share of everyday talk below the threshold.
TALK_BELOW: Final = 0.9999
MOST_ITERATIONS: Final = 100
_LARGEST_WHOLE: Final = 127
_KEPT_QUANTILE: Final = 0.9999


@dataclass(frozen=True, kw_only=True, slots=True)
class CrisisText:
    """A text to learn from."""

    text: str
    is_crisis: bool
    is_talk: bool  # everyday talk, on which the threshold is chosen
    group: str  # texts of one group belong together


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOut:
    """How texts were read by models that had not learnt from their group."""

    auc: float  # of crisis against all that is no everyday talk
    recall: float  # at the threshold
    false_alarms: float  # at the threshold, among what is neither crisis nor everyday talk


def train_crisis_words(texts: Sequence[CrisisText], provenance: Mapping[str, object]) -> tuple[LearnedModel, HeldOut]:
    """A model and how its like did in cross-validation; the scores join the provenance.

    Raises ValueError without crisis, everyday talk and other texts.
    """
    features = _features([one.text for one in texts])
    is_crisis = np.array([one.is_crisis for one in texts])
    is_talk = np.array([one.is_talk for one in texts])
    folds = np.array([crc32(one.group.encode()) % FOLDS for one in texts])
    weights = np.where(is_talk, TALK_WEIGHT, 1.0)
    scores = np.zeros(len(texts))
    for fold_number in range(FOLDS):
        is_out = folds == fold_number
        kept = np.flatnonzero(~is_out)
        learnt, bias = _fit(features[kept], is_crisis[kept], weights[kept])
        scores[is_out] = features[np.flatnonzero(is_out)] @ learnt + bias
    threshold = float(np.quantile(scores[is_talk], TALK_BELOW))
    others = ~is_crisis & ~is_talk
    held_out = HeldOut(
        auc=area_under_curve(scores[is_crisis].tolist(), scores[others].tolist()),
        recall=float((scores[is_crisis] >= threshold).mean()),
        false_alarms=float((scores[others] >= threshold).mean()),
    )
    learnt, bias = _fit(features, is_crisis, weights)
    model = _quantised(learnt, bias, threshold)
    figures = {"auc": held_out.auc, "recall": held_out.recall, "false_alarms": held_out.false_alarms}
    rounded = {f"held_out_{name}": round(figure, 4) for name, figure in figures.items()}
    return replace(model, provenance={**provenance, "folds": FOLDS, "talk_below": TALK_BELOW, **rounded}), held_out


def _features(texts: Sequence[str]) -> sparse.csr_matrix:
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        found = hash_features(read_words(fold(text).text).texts)
        for buckets, offset, scale in ((found.words, 0, 1.0), (found.runs.tolist(), BUCKETS, RUN_SCALE)):
            rows += [row] * len(buckets)
            columns += [offset + bucket for bucket in buckets]
            values += [scale / math.sqrt(max(len(buckets), 1))] * len(buckets)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), 2 * BUCKETS))


def _fit(features: sparse.csr_matrix, is_crisis: NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Weights for the features as they are, and the bias; rarity is undone again."""
    occurs_in = features.getnnz(axis=0)
    occurring = np.flatnonzero(occurs_in)
    rarity = np.log((1.0 + features.shape[0]) / (1.0 + occurs_in[occurring])) + 1.0
    weighted = (features[:, occurring] @ sparse.diags(rarity)).tocsr()
    turned = weighted.T.tocsr()
    share, sign = weights / weights.sum(), np.where(is_crisis, 1.0, -1.0)

    def loss(flat: Floats) -> tuple[float, Floats]:
        margins = (weighted @ flat[:-1] + flat[-1]) * sign
        gap = -share * sign / (1.0 + np.exp(margins))
        size = float((share * np.logaddexp(0.0, -margins)).sum() + 0.5 * PENALTY * (flat[:-1] ** 2).sum())
        return size, np.append(turned @ gap + PENALTY * flat[:-1], gap.sum())

    found = minimize(
        loss, np.zeros(len(occurring) + 1), jac=True, method="L-BFGS-B", options={"maxiter": MOST_ITERATIONS}
    ).x
    learnt = np.zeros(features.shape[1])
    learnt[occurring] = found[:-1] * rarity
    return learnt, float(found[-1])


def _quantised(learnt: Floats, bias: float, threshold: float) -> LearnedModel:
    words, word_step = _in_bytes(learnt[:BUCKETS])
    runs, run_step = _in_bytes(learnt[BUCKETS:] * RUN_SCALE)
    return LearnedModel(
        word_weights=words,
        run_weights=runs,
        steps=(word_step, run_step),
        bias=bias,
        threshold=threshold,
        provenance={},
    )


def _in_bytes(weights: Floats) -> tuple[NDArray[np.int8], float]:
    sizes = np.abs(weights)
    step = float(np.quantile(sizes[sizes > 0.0], _KEPT_QUANTILE)) / _LARGEST_WHOLE
    return np.clip(np.rint(weights / step), -_LARGEST_WHOLE, _LARGEST_WHOLE).astype(np.int8), step
