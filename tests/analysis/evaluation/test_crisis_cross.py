"""Corpora of any columns and labels, scored by the shipped readers or by what the other corpora taught."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from resona.analysis.evaluation.crisis_cross import Mapped, evaluate_across, evaluate_mapped
from resona.analysis.evaluation.scores import interval_of

MAPPED = Mapped(text="said", label="what", crisis=frozenset({"danger"}), others=frozenset({"calm"}))


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_columns_and_labels_are_those_that_are_named(tmp_path: Path) -> None:
    rows = [("i want to kill myself", "danger"), ("i want to die", "danger"), ("see you", "calm"), ("?", "unsure")]
    scores = evaluate_mapped(write(tmp_path / "own.csv", ("said", "what"), rows), MAPPED)
    assert scores["texts"] == 3
    assert scores["recall"] == [1.0, 1.0, 1.0]
    assert scores["false_alarms"] == [0.0, 0.0, 0.0]


def test_each_corpus_is_scored_by_what_the_others_taught(tmp_path: Path) -> None:
    words = ["lantern", "pebble", "harbour", "saddle"]
    crisis = [(f"i follow the {word} into the grey water {number}", "danger") for word in words for number in range(6)]
    calm = [(f"i bought a {word} at the market {number}", "calm") for word in words for number in range(6)]
    one, two = (write(tmp_path / f"{name}.csv", ("said", "what"), crisis + calm) for name in ("one", "two"))
    lines = [(f"pass me the salt please {n}",) for n in range(40)]
    talk, more = (write(tmp_path / f"{name}.csv", ("Utterance",), lines) for name in ("talk", "more"))
    scores = evaluate_across([one, two, talk, more], MAPPED)
    assert set(scores) == {"one.csv", "two.csv", "talk.csv", "more.csv"}
    figures = scores["one.csv"]
    assert isinstance(figures, dict)
    assert figures["auc"][0] > 0.9  # no expression names it: the other file taught it


def test_without_talk_there_is_no_threshold(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", ("said", "what"), [("a b c d", "danger"), ("e f g h", "calm")])
    two = write(tmp_path / "two.csv", ("said", "what"), [("i j k l", "danger"), ("m n o p", "calm")])
    with pytest.raises(ValueError, match="everyday talk"):
        evaluate_across([path, two], MAPPED)


def test_an_interval_holds_the_figure_and_narrows_with_the_sample() -> None:
    few, many = (interval_of(lambda one, _: sum(one) / len(one), [0.0, 1.0] * size, ()) for size in (10, 200))
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
