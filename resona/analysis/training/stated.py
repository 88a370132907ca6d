"""Learns the linear model of stated emotion from labelled texts. The same texts give the same model.

Multinomial logistic regression with classes weighted alike, ridge penalty and L-BFGS (Byrd et al. 1995). Against
neutral the logits are strength + side (positive) and strength - side (negative): whether a text feels at all and which
way are learnt together but held back apart, as the one is harder to learn than the other. Features are weighted by
their rarity, log((1+n)/(1+n_f)) + 1, before the penalty applies. A single temperature (Guo et al. 2017) makes
confidence mean what it says: it is fitted on predictions for groups of texts that were not learnt from.
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
from scipy.optimize import minimize, minimize_scalar

from resona.analysis.evaluation.labelled_texts import LabelledText
from resona.analysis.evaluation.scores import area_under_curve, macro_f1
from risk.stated_emotion.lexicon import LEXICON_READERS
from risk.stated_emotion.model import LinearModel
from risk.stated_emotion.values import SENTIMENTS, Language
from risk.stated_emotion.words import BUCKETS, hash_features, read_words

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

CLASSES: Final = len(SENTIMENTS)
FOLDS: Final = 5
# Rows: strength and side; columns: what each adds to the logit of positive, neutral and negative.
_LOGITS_OF: Final[Floats] = np.array([[1.0, 0.0, 1.0], [1.0, 0.0, -1.0]])
_SCORES: Final = len(_LOGITS_OF)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingPolicy:
    """Chosen by cross-validation within the training files, on a coarse grid."""

    # Of the weights of hashed features, relative to the mean loss of a text: of feeling against neutral.
    strength_penalty: float
    # And of positive against negative.
    side_penalty: float
    # Of the weights of the lexicon's inputs: few and meaningful, so they are held back less.
    input_penalty: float
    # Runs of letters count so much of what words and pairs do.
    run_scale: float
    most_iterations: int = 120


POLICIES: Final[Mapping[Language, TrainingPolicy]] = {
    "en": TrainingPolicy(strength_penalty=4e-3, side_penalty=1.2e-2, input_penalty=2e-4, run_scale=0.7),
    # News and feelings look alike in tweets: strength is hard to learn, and what is guessed of it blurs the side.
    "sw": TrainingPolicy(strength_penalty=1e-1, side_penalty=3e-2, input_penalty=1e-2, run_scale=1.5),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CrossValidated:
    """How texts were read that the model had not learnt from, within the training file."""

    macro_f1: float
    auc_positive_negative: float
    temperature: float


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Texts:
    """Labelled texts as numbers: rows are texts."""

    features: sparse.csr_matrix  # (n, 2 * BUCKETS): words and pairs, then runs of letters
    inputs: Floats  # (n, inputs)
    labels: Integers  # (n,): places in SENTIMENTS
    folds: Integers  # (n,)

    def only(self, rows: NDArray[np.bool_]) -> _Texts:
        places = np.flatnonzero(rows)
        return _Texts(
            features=self.features[places],
            inputs=self.inputs[places],
            labels=self.labels[places],
            folds=self.folds[places],
        )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Weights:
    """Columns are strength and side."""

    features: Floats  # (2 * BUCKETS, 2)
    inputs: Floats  # (inputs, 2)
    bias: Floats  # (2,)

    def logits(self, texts: _Texts) -> Floats:
        """Of the sentiments; that of neutral is 0. Shape (n, 3)."""
        found: Floats = (texts.features @ self.features + texts.inputs @ self.inputs + self.bias) @ _LOGITS_OF
        return found


def train_stated_emotion(
    texts: Sequence[LabelledText], language: Language, policy: TrainingPolicy | None = None
) -> tuple[LinearModel, CrossValidated]:
    """A model without provenance, and how it did in cross-validation.

    Raises ValueError when one of the sentiments is missing from a part.
    """
    policy = policy or POLICIES[language]
    given = _numbered(texts, language, policy)
    held_out = _predict_held_out(given, policy)
    temperature = _fit_temperature(held_out, given.labels)
    model = _quantised(_fit(given, policy), policy, temperature)
    chances = _softmax(held_out / temperature)
    scores = CrossValidated(
        macro_f1=macro_f1(given.labels.tolist(), chances.argmax(axis=1).tolist(), classes=CLASSES),
        auc_positive_negative=_auc(chances, given.labels),
        temperature=temperature,
    )
    return model, scores


def with_provenance(model: LinearModel, provenance: Mapping[str, object]) -> LinearModel:
    """The model, saying where it is from."""
    return replace(model, provenance=provenance)


def _numbered(texts: Sequence[LabelledText], language: Language, policy: TrainingPolicy) -> _Texts:
    read_scores = LEXICON_READERS[language]
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    inputs = []
    for row, one in enumerate(texts):
        words = read_words(one.text)
        features = hash_features(words.texts)
        of_runs = features.runs.tolist()
        for buckets, offset, scale in ((features.words, 0, 1.0), (of_runs, BUCKETS, policy.run_scale)):
            rows += [row] * len(buckets)
            columns += [offset + bucket for bucket in buckets]
            values += [scale / math.sqrt(max(len(buckets), 1))] * len(buckets)
        inputs.append(read_scores(one.text, words).inputs)
    return _Texts(
        features=sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), 2 * BUCKETS)),
        inputs=np.asarray(inputs),
        labels=np.asarray([SENTIMENTS.index(one.sentiment) for one in texts]),
        folds=np.asarray([crc32(one.group.encode()) % FOLDS for one in texts]),
    )


def _predict_held_out(texts: _Texts, policy: TrainingPolicy) -> Floats:
    """Logits of each text from a model that saw nothing of its group."""
    logits = np.zeros((len(texts.labels), CLASSES))
    for fold in range(FOLDS):
        is_out = texts.folds == fold
        logits[is_out] = _fit(texts.only(~is_out), policy).logits(texts.only(is_out))
    return logits


def _fit(texts: _Texts, policy: TrainingPolicy) -> _Weights:
    """Weights for the features and inputs as they are; rarity and standardisation are undone again."""
    occurring = np.flatnonzero(texts.features.getnnz(axis=0))  # the others would stay 0
    features = texts.features[:, occurring]
    rarity = _rarity(features)
    features = (features @ sparse.diags(rarity)).tocsr()
    turned = features.T.tocsr()
    mean, deviation = texts.inputs.mean(axis=0), texts.inputs.std(axis=0)
    deviation = np.where(deviation > 0.0, deviation, 1.0)
    inputs = (texts.inputs - mean) / deviation
    weights, wanted = _text_weights(texts.labels)[:, None], np.eye(CLASSES)[texts.labels]
    split, split_inputs = features.shape[1] * _SCORES, (features.shape[1] + inputs.shape[1]) * _SCORES
    penalties = np.zeros(split_inputs + _SCORES)
    penalties[:split:_SCORES], penalties[1:split:_SCORES] = policy.strength_penalty, policy.side_penalty
    penalties[split:split_inputs] = policy.input_penalty

    def loss(flat: Floats) -> tuple[float, Floats]:
        of_features, of_inputs = flat[:split].reshape(-1, _SCORES), flat[split:split_inputs].reshape(-1, _SCORES)
        chances = _softmax((features @ of_features + inputs @ of_inputs + flat[split_inputs:]) @ _LOGITS_OF)
        gap = ((chances - wanted) * weights) @ _LOGITS_OF.T
        size = -float((weights * wanted * np.log(np.maximum(chances, _SMALLEST))).sum())
        slopes = ((turned @ gap).ravel(), (inputs.T @ gap).ravel(), gap.sum(axis=0))
        return size + 0.5 * float((penalties * flat * flat).sum()), np.concatenate(slopes) + penalties * flat

    found = minimize(
        loss, np.zeros(len(penalties)), jac=True, method="L-BFGS-B", options={"maxiter": policy.most_iterations}
    ).x
    of_features = np.zeros((texts.features.shape[1], _SCORES))
    of_features[occurring] = found[:split].reshape(-1, _SCORES) * rarity[:, None]
    of_inputs = found[split:split_inputs].reshape(-1, _SCORES) / deviation[:, None]
    return _Weights(
        features=of_features,
        inputs=of_inputs,
        bias=found[split_inputs:] - mean @ of_inputs,
    )


# Keeps a logarithm finite.
_SMALLEST = 1e-12
# A weight of one byte.
_LARGEST_WHOLE = 127
# Weights beyond this quantile of what is not zero are cut to it: a few huge ones would make all steps coarse.
_KEPT_QUANTILE = 0.9999


def _rarity(features: sparse.csr_matrix) -> Floats:
    count, occurs_in = features.shape[0], features.getnnz(axis=0)
    rarity: Floats = np.log((1.0 + count) / (1.0 + occurs_in)) + 1.0
    return rarity


def _text_weights(labels: Integers) -> Floats:
    """Each sentiment weighs the same in all, and all texts together 1."""
    counts = np.bincount(labels, minlength=CLASSES)
    if not counts.all():
        raise ValueError(f"Each of {', '.join(SENTIMENTS)} is needed, in every part of the texts.")
    weights: Floats = (1.0 / (CLASSES * counts))[labels]
    return weights


def _fit_temperature(logits: Floats, labels: Integers) -> float:
    """The largest probability is to be the share of texts so read that are read right, of texts as they come."""
    is_right = logits.argmax(axis=1) == labels

    def loss(log_temperature: float) -> float:
        confidence = _softmax(logits / math.exp(log_temperature)).max(axis=1)
        return -float(np.log(np.maximum(np.where(is_right, confidence, 1.0 - confidence), _SMALLEST)).mean())

    return math.exp(float(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def _quantised(weights: _Weights, policy: TrainingPolicy, temperature: float) -> LinearModel:
    """Against neutral, with temperature and scale of the runs inside the weights."""
    of_features, inputs, bias = (
        (part @ _LOGITS_OF)[..., [0, 2]] / temperature for part in (weights.features, weights.inputs, weights.bias)
    )
    words, word_steps = _in_bytes(of_features[:BUCKETS])
    runs, run_steps = _in_bytes(of_features[BUCKETS:] * policy.run_scale)
    return LinearModel(
        word_weights=words,
        run_weights=runs,
        steps=np.asarray([word_steps, run_steps], dtype=np.float32),
        input_weights=inputs.astype(np.float32),
        bias=bias.astype(np.float32),
        provenance={},
    )


def _in_bytes(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    sizes = np.abs(weights)
    steps = np.asarray([np.quantile(column[column > 0.0], _KEPT_QUANTILE) for column in sizes.T]) / _LARGEST_WHOLE
    whole = np.clip(np.rint(weights / steps), -_LARGEST_WHOLE, _LARGEST_WHOLE)
    return whole.astype(np.int8), steps


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = powers / powers.sum(axis=1, keepdims=True)
    return chances


def _auc(chances: Floats, labels: Integers) -> float:
    valences = chances[:, 0] - chances[:, 2]
    return area_under_curve(valences[labels == 0].tolist(), valences[labels == CLASSES - 1].tolist())
