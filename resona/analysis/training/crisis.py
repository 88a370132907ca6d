"""Learns the second reader of crisis language from labelled texts. The same texts give the same model.

Logistic regression with a ridge penalty and L-BFGS (Byrd et al. 1995); features are weighted by their rarity,
log((1+n)/(1+n_f)) + 1, before the penalty applies. The threshold is the score that all but a few lines of everyday talk
stay below when the model that scores them has not learnt from their group.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from resona.analysis.evaluation.scores import area_under_curve
from risk.crisis.folding import fold
from risk.crisis.learned import KINDS, Kind, LearnedModel
from risk.stated_emotion.words import BUCKETS, hash_features, read_words

Floats: TypeAlias = NDArray[np.float64]

FOLDS: Final = 5
# Relative to the mean loss of a text.
PENALTY: Final = 3e-4
# Runs of letters count so much of what words and pairs do.
RUN_SCALE: Final = 0.7
# Everyday talk outnumbers the rest many times; each line of it weighs so much of what a phrase does.
TALK_WEIGHT: Final = 0.4
# Share of everyday talk below the threshold of a kind.
TALK_BELOW: Final[Mapping[Kind, float]] = MappingProxyType(
    {"self_harm": 0.99995, "harm_to_others": 0.9995, "harm_by_others": 0.9995}
)
# Above that share: other talk is not this talk.
MARGIN: Final[Mapping[Kind, float]] = MappingProxyType({"self_harm": 0.2, "harm_to_others": 0.0, "harm_by_others": 0.0})
MOST_ITERATIONS: Final = 100
_LARGEST_WHOLE: Final = 127
_KEPT_QUANTILE: Final = 0.9999


@dataclass(frozen=True, kw_only=True, slots=True)
class CrisisText:
    """A text to learn from."""

    text: str
    kind: Kind | None
    is_talk: bool  # everyday talk, on which the thresholds are chosen
    group: str  # texts of one group belong together


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOut:
    """How texts were read by models that had not learnt from their group."""

    auc: float  # of the kind against all that is of no kind and no everyday talk
    recall: float  # at the threshold
    certain: float  # the share of the kind above all texts of no kind
    false_alarms: float  # at the threshold, among what is of no kind and no everyday talk


def train_crisis_words(
    texts: Sequence[CrisisText], provenance: Mapping[str, object], kinds: Sequence[Kind] = KINDS
) -> tuple[LearnedModel, Mapping[Kind, HeldOut]]:
    """A model and how its like did in cross-validation, by kind; the scores join the provenance. `kinds` are the first
    of KINDS.

    Raises ValueError without texts of each kind, of no kind, and everyday talk.
    """
    features = _features([one.text for one in texts])
    learnt = {kind: _learn(kind, texts, features) for kind in kinds}
    figures = {
        kind: {name: round(figure, 4) for name, figure in asdict(one.held_out).items()} for kind, one in learnt.items()
    }
    model = _quantised(list(learnt.values()))
    told = {**provenance, "folds": FOLDS, "talk_below": dict(TALK_BELOW), "margin": dict(MARGIN), "held_out": figures}
    return replace(model, provenance=told), {kind: one.held_out for kind, one in learnt.items()}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Learnt:
    """Weights of the features as they are, and what is held against their sum."""

    weights: Floats
    bias: float
    threshold: float
    certain_from: float
    held_out: HeldOut


def _learn(kind: Kind, texts: Sequence[CrisisText], features: sparse.csr_matrix) -> _Learnt:
    is_kind = np.array([one.kind == kind for one in texts])
    is_talk = np.array([one.is_talk for one in texts])
    is_none = np.array([one.kind is None for one in texts])
    folds = np.array([crc32(one.group.encode()) % FOLDS for one in texts])
    if not (is_kind.any() and is_talk.any() and (is_none & ~is_talk).any()):
        raise ValueError(f"There must be texts of {kind}, of no kind, and everyday talk to learn from.")
    importance = np.where(is_talk, TALK_WEIGHT, 1.0)
    scores = np.zeros(len(texts))
    for fold_number in range(FOLDS):
        is_out = folds == fold_number
        kept = np.flatnonzero(~is_out)
        weights, bias = _fit(features[kept], is_kind[kept], importance[kept])
        scores[is_out] = features[np.flatnonzero(is_out)] @ weights + bias
    threshold = float(np.quantile(scores[is_talk], TALK_BELOW[kind])) + MARGIN[kind]
    certain_from = max(float(scores[is_none].max()), threshold)
    others = is_none & ~is_talk
    held_out = HeldOut(
        auc=area_under_curve(scores[is_kind].tolist(), scores[others].tolist()),
        recall=float((scores[is_kind] >= threshold).mean()),
        certain=float((scores[is_kind] > certain_from).mean()),
        false_alarms=float((scores[others] >= threshold).mean()),
    )
    weights, bias = _fit(features, is_kind, importance)
    return _Learnt(weights=weights, bias=bias, threshold=threshold, certain_from=certain_from, held_out=held_out)


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


def _fit(features: sparse.csr_matrix, is_kind: NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Weights for the features as they are, and the bias; rarity is undone again."""
    occurs_in = features.getnnz(axis=0)
    occurring = np.flatnonzero(occurs_in)
    rarity = np.log((1.0 + features.shape[0]) / (1.0 + occurs_in[occurring])) + 1.0
    weighted = (features[:, occurring] @ sparse.diags(rarity)).tocsr()
    turned = weighted.T.tocsr()
    share, sign = weights / weights.sum(), np.where(is_kind, 1.0, -1.0)

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


def _quantised(learnt: Sequence[_Learnt]) -> LearnedModel:
    words = [_in_bytes(one.weights[:BUCKETS]) for one in learnt]
    runs = [_in_bytes(one.weights[BUCKETS:] * RUN_SCALE) for one in learnt]
    return LearnedModel(
        word_weights=np.stack([weights for weights, _ in words], axis=1),
        run_weights=np.stack([weights for weights, _ in runs], axis=1),
        steps=np.array([[step for _, step in words], [step for _, step in runs]]),
        biases=np.array([one.bias for one in learnt]),
        thresholds=np.array([one.threshold for one in learnt]),
        certain_from=np.array([one.certain_from for one in learnt]),
        provenance={},
    )


def _in_bytes(weights: Floats) -> tuple[NDArray[np.int8], float]:
    sizes = np.abs(weights)
    step = float(np.quantile(sizes[sizes > 0.0], _KEPT_QUANTILE)) / _LARGEST_WHOLE
    return np.clip(np.rint(weights / step), -_LARGEST_WHOLE, _LARGEST_WHOLE).astype(np.int8), step
