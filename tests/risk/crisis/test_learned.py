"""The learned reader asks for a review where no expression stands, shows its words, and lowers nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from risk.crisis.learned import LearnedModel
from risk.crisis.learned_file import load_learned_model, write_learned_model
from risk.crisis.patterns import LEARNED
from risk.language import read_crisis_language

SAID = "i have picked the place and after sunday nobody needs to look for me"


def test_what_no_expression_names_asks_for_a_review_and_shows_its_words() -> None:
    found = read_crisis_language([SAID])
    assert (found.severity, {match.group for match in found.matches}) == (2, {LEARNED})
    assert all(SAID[match.start : match.end].isalpha() for match in found.matches)


@pytest.mark.parametrize("said", ["i want to kill myself", "nothing makes me want to die, honestly"])
def test_it_is_silent_where_the_expressions_have_judged(said: str) -> None:
    assert LEARNED not in {match.group for match in read_crisis_language([said]).matches}


@pytest.mark.parametrize("said", ["", "ok", "see you at the match then", "the train was late again this morning"])
def test_everyday_talk_is_not_like_crisis(said: str) -> None:
    assert not load_learned_model().read(said).is_like_crisis


def test_one_word_said_twice_is_too_little_to_go_by() -> None:
    """The same score is reached, and nothing different is there to be shown for it."""
    model = load_learned_model()
    certain = replace(model, bias=model.bias + 20)
    assert certain.read("i found it there and then i found it again").score >= model.threshold
    for said in ("i found found found found", "goodbye me goodbye goodbye goodbye"):
        reading = certain.read(said)
        assert reading.score >= model.threshold
        assert not reading.is_like_crisis


def test_it_says_what_it_was_taught_and_how_it_did() -> None:
    provenance = load_learned_model().provenance
    assert set(provenance) >= {"files", "licences", "texts", "held_out_auc", "held_out_recall", "held_out_false_alarms"}


def test_a_model_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    model = load_learned_model()
    write_learned_model(model, path)
    again: LearnedModel = load_learned_model(path)
    assert np.array_equal(model.word_weights, again.word_weights)
    assert (model.steps, model.bias, model.threshold) == (again.steps, again.bias, again.threshold)
