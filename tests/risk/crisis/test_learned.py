"""The learned reader asks for a review where no expression stands, shows its words, and lowers nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from risk.crisis.harm import HARM_GROUPS
from risk.crisis.learned import KINDS, LearnedModel
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
    assert load_learned_model().read(said)[1] == ()


def test_one_word_said_twice_is_too_little_to_go_by() -> None:
    """The same nearness is reached, and nothing different is there to be shown for it."""
    model = load_learned_model()
    certain = replace(model, biases=model.biases + 30)
    assert {reading.kind for reading in certain.read("i found it there and then i found it again")[1]} <= set(KINDS)
    for said in ("i found found found found", "goodbye me goodbye goodbye goodbye"):
        nearness, readings = certain.read(said)
        assert nearness > 0.5
        assert all(len({said[word.start : word.end] for word in one.deciding}) > 2 for one in readings)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("my husband hits me when he has been drinking and i am scared to go home", "harm_by_others"),
        ("i want to kill my boss and i know where he parks", "harm_to_others"),
    ],
)
def test_harm_to_or_by_others_is_shown_and_has_no_severity_of_self_harm(said: str, kind: str) -> None:
    found = read_crisis_language([said])
    assert kind in {HARM_GROUPS[match.group] for match in found.harm}
    assert (found.severity, found.matches) == (0, ())


def test_it_says_what_it_was_taught_and_how_it_did() -> None:
    provenance = load_learned_model().provenance
    assert set(provenance) >= {"files", "licences", "texts", "talk_below", "held_out"}
    held_out = provenance["held_out"]
    assert isinstance(held_out, dict)
    assert set(held_out) == set(KINDS)


def test_a_model_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "one.npz"
    model = load_learned_model()
    write_learned_model(model, path)
    again: LearnedModel = load_learned_model(path)
    assert np.array_equal(model.word_weights, again.word_weights)
    assert np.array_equal(model.thresholds, again.thresholds)
    assert model.provenance == again.provenance
