"""What was measured, beside the bar it has to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import orjson


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measurement. With a floor, the bar is for the ratio to it; without, for the value itself."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    bar: float | None = None  # None: printed for whoever wants to know
    is_reached: Literal["from below", "from above"] = "from below"  # at most the bar, or at least

    @property
    def judged(self) -> float:
        return self.value if self.floor is None else self.value / self.floor

    @property
    def passes(self) -> bool:
        if self.bar is None:
            return True
        return self.judged <= self.bar if self.is_reached == "from below" else self.judged >= self.bar


def as_table(figures: Sequence[Figure]) -> str:
    """One line a figure: value, floor, ratio, bar and verdict."""
    rows = [("", "measured", "floor", "ratio", "bar", ""), *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in rows)
    )


def as_json(figures: Sequence[Figure]) -> str:
    """One object: each figure by its name."""
    return orjson.dumps(
        {
            figure.name: {
                "value": figure.value,
                "unit": figure.unit,
                "floor": figure.floor,
                "ratio": None if figure.floor is None else figure.judged,
                "bar": figure.bar,
                "passes": figure.passes,
            }
            for figure in figures
        },
        option=orjson.OPT_INDENT_2,
    ).decode()


def _cells(figure: Figure) -> tuple[str, ...]:
    has_floor = figure.floor is not None
    limit = "at most" if figure.is_reached == "from below" else "at least"
    return (
        figure.name,
        f"{figure.value:,.2f} {figure.unit}",
        f"{figure.floor:,.2f}" if has_floor else "",
        f"{figure.judged:.2f}" if has_floor else "",
        "" if figure.bar is None else f"{limit} {figure.bar:g}",
        "" if figure.bar is None else ("ok" if figure.passes else "MISSED"),
    )
