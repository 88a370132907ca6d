"""Training of the model of stated emotion: it learns, the same texts give the same model, chance teaches nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from resona.analysis.evaluation.labelled_texts import LabelledText, read_labelled_texts
from resona.analysis.training.stated import TrainingPolicy, train_stated_emotion, with_provenance
from risk.stated_emotion.lexicon import read_english
from risk.stated_emotion.model import LinearModel
from risk.stated_emotion.values import SENTIMENTS
from risk.stated_emotion.words import hash_features, read_words
from tests.analysis.evaluation.labelled_talk import write_meld

POLICY = TrainingPolicy(
    strength_penalty=4e-3, side_penalty=1.2e-2, input_penalty=2e-4, run_scale=0.7, most_iterations=15
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[LabelledText, ...]:
    return read_labelled_texts(write_meld(tmp_path_factory.mktemp("talk") / "talk.csv")).texts


def chances(model: LinearModel, text: str) -> tuple[float, ...]:
    words = read_words(text)
    return model.read(hash_features(words.texts), read_english(text, words))[0]


def test_it_learns_what_is_there_and_says_so(texts: tuple[LabelledText, ...]) -> None:
    model, scores = train_stated_emotion(texts, "en", POLICY)
    for one in texts:
        read = chances(model, one.text)
        assert math.fsum(read) == pytest.approx(1.0)
        assert SENTIMENTS[read.index(max(read))] == one.sentiment
    assert scores.macro_f1 > 0.95
    assert scores.auc_positive_negative > 0.95


def test_labels_of_chance_cannot_be_learnt(texts: tuple[LabelledText, ...]) -> None:
    # The sentiment turns with the subject, of which a fold has never seen the ones it is to judge.
    turned = [
        LabelledText(text=one.text, sentiment=SENTIMENTS[(number // 12 + number % 3) % 3], group=one.group)
        for number, one in enumerate(texts)
    ]
    assert train_stated_emotion(turned, "en", POLICY)[1].macro_f1 < 0.6


def test_the_same_texts_give_the_same_model(texts: tuple[LabelledText, ...]) -> None:
    (one, _), (same, _) = (train_stated_emotion(texts, "en", POLICY) for _ in range(2))
    for name in ("word_weights", "run_weights", "steps", "input_weights", "bias"):
        assert np.array_equal(getattr(one, name), getattr(same, name))


def test_a_sentiment_without_texts_is_an_error(texts: tuple[LabelledText, ...]) -> None:
    with pytest.raises(ValueError, match="positive, neutral, negative"):
        train_stated_emotion([one for one in texts if one.sentiment != "neutral"], "en", POLICY)


def test_a_word_that_was_always_good_moves_towards_positive(texts: tuple[LabelledText, ...]) -> None:
    model, _ = train_stated_emotion(texts, "en", POLICY)
    words = read_words("lovely table")
    _, effects = model.read(hash_features(words.texts), read_english("lovely table", words))
    assert effects[0] > abs(effects[1])


@pytest.mark.parametrize(
    ("held_back", "sign"), [(replace(POLICY, side_penalty=1e6), 1.0), (replace(POLICY, strength_penalty=1e6), -1.0)]
)
def test_strength_and_side_are_held_back_apart(
    texts: tuple[LabelledText, ...], held_back: TrainingPolicy, sign: float
) -> None:
    # Without a side, a word moves positive and negative alike against neutral; without strength, one against the other.
    model, _ = train_stated_emotion(texts, "en", held_back)
    moved = model.word_weights * model.steps[0]
    assert np.abs(moved).max() > 0.0
    assert moved[:, 0] == pytest.approx(sign * moved[:, 1], abs=2.0 * float(model.steps[0].max()))
    free, _ = train_stated_emotion(texts, "en", POLICY)
    moved = free.word_weights * free.steps[0]
    assert np.abs(moved[:, 0] - sign * moved[:, 1]).max() > 10.0 * float(free.steps[0].max())


def test_provenance_is_added_and_changes_nothing_else(texts: tuple[LabelledText, ...]) -> None:
    model, _ = train_stated_emotion(texts, "en", POLICY)
    said = with_provenance(model, {"data": "made up"})
    assert said.provenance == {"data": "made up"}
    assert said.word_weights is model.word_weights
