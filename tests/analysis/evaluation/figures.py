"""The figures on the pages about the methods. That they are what `evaluate` gives is a test of its own."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.architecture.modules import ROOT

# `evaluate voice --data emodb`, then the object it gives.
BLOCK = re.compile(r"`evaluate (?P<method>\w+)(?: --data (?P<data>\S+))?`\n+```json\n(?P<figures>.*?)\n```", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Figures on a page, and the evaluation they are of."""

    page: str
    method: str
    data: str | None
    figures: dict[str, Any]


def read_blocks() -> list[Block]:
    pages = sorted(path for room in ("baselines", "conversations", "risk") for path in (ROOT / room).glob("*.md"))
    """Those of all pages."""
    return [
        Block(page=path.name, method=found["method"], data=found["data"], figures=json.loads(found["figures"]))
        for path in pages
        for found in BLOCK.finditer(path.read_text(encoding="utf-8"))
    ]


def figures_of(method: str, data: str) -> dict[str, Any]:
    """What a page says of this evaluation."""
    (figures,) = (block.figures for block in read_blocks() if (block.method, block.data) == (method, data))
    return figures
