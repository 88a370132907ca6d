"""The figures in the pages on the methods are what `evaluate` gives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from resona.management.commands.evaluate import score
from tests.architecture.modules import ROOT

DATA = ROOT.parent / "shared" / "data"
# `evaluate voice --data emodb`, then the object it gives.
BLOCK = re.compile(r"`evaluate (?P<method>\w+)(?: --data (?P<data>\S+))?`\n+```json\n(?P<figures>.*?)\n```", re.DOTALL)
METHODS = {"voice", "stated", "crisis", "drift"}
# Speed depends on the machine and on what else it does: the page may be off by so much.
SPEEDS = ("_per_second", "real_time_factor")
SPEED_FACTOR = 8.0
# Sums of floats in another order, on another processor.
TOLERANCE = 5e-3


@dataclass(frozen=True, kw_only=True)
class Block:
    """Figures on a page, and the evaluation they are of."""

    page: str
    method: str
    data: str | None
    figures: dict[str, Any]


def _blocks() -> list[Block]:
    pages = sorted(path for room in ("baselines", "conversations", "risk") for path in (ROOT / room).glob("*.md"))
    return [
        Block(page=path.name, method=found["method"], data=found["data"], figures=json.loads(found["figures"]))
        for path in pages
        for found in BLOCK.finditer(path.read_text(encoding="utf-8"))
    ]


def _leaves(value: Any, name: str = "") -> dict[str, Any]:
    if not isinstance(value, dict):
        return {name: value}
    return {key: leaf for part, below in value.items() for key, leaf in _leaves(below, f"{name}/{part}").items()}


def test_every_method_has_a_page_with_its_figures() -> None:
    assert {block.method for block in _blocks()} == METHODS


@pytest.mark.parametrize("block", _blocks(), ids=lambda block: f"{block.page} {block.method} {block.data or ''}")
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
