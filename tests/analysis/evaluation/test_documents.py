"""The figures in the pages on the methods are what `evaluate` gives."""

from __future__ import annotations

from typing import Any

import pytest

from resona.management.commands.evaluate import score
from tests.analysis.evaluation.figures import Block, read_blocks
from tests.architecture.modules import ROOT

DATA = ROOT.parent / "shared" / "data"
METHODS = {"voice", "stated", "crisis", "drift"}
# Speed depends on the machine and on what else it does: the page may be off by so much.
SPEEDS = ("_per_second", "real_time_factor")
SPEED_FACTOR = 8.0
# Sums of floats in another order, on another processor.
TOLERANCE = 5e-3


def _leaves(value: Any, name: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {name: value}
    return {key: leaf for part, below in value.items() for key, leaf in _leaves(below, f"{name}/{part}").items()}


def test_every_method_has_a_page_with_its_figures() -> None:
    assert {block.method for block in read_blocks()} == METHODS


@pytest.mark.parametrize("block", read_blocks(), ids=lambda block: f"{block.page} {block.method} {block.data or ''}")
def test_figures_are_those_of_the_evaluation(block: Block) -> None:
    data = None if block.data is None else DATA / block.data
    if data is not None and not data.exists():
        pytest.skip(f"The labelled data is not here: {block.data}.")
    expected, found = _leaves(block.figures), _leaves(dict(score(block.method, data)))
    assert found.keys() == expected.keys()
    for name, figure in expected.items():
        if name.endswith(SPEEDS):
            assert figure / SPEED_FACTOR <= found[name] <= figure * SPEED_FACTOR, name
        else:
            assert found[name] == pytest.approx(figure, rel=TOLERANCE, abs=TOLERANCE), name
