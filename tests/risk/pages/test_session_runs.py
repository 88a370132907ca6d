"""Which sessions fold into one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from risk.pages.session_runs import fold_runs

START = datetime(2026, 11, 20, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    at: datetime
    alike: str | None


def lines(kinds: str) -> list[Line]:
    """Newest first, a day apart: `.` unremarkable, `v` so but without a voice, `!` one that asks for a look."""
    alike = {".": "", "v": "No voice came with the session.", "!": None}
    return [Line(at=START - timedelta(days=day), alike=alike[kind]) for day, kind in enumerate(kinds)]


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ("", []),
        (".", [1]),
        ("!!!", [1, 2]),
        # The newest is shown, and two are no run.
        ("...", [1, 2]),
        ("....", [1, "3 unremarkable sessions, 17 Nov 2026 to 19 Nov 2026"]),
        ("!...!...", [1, "3 unremarkable sessions, 17 Nov 2026 to 19 Nov 2026", 1, "3 unremarkable sessions, 13 Nov"]),
        # What was not assessed in one was in all of a run.
        ("!..vvv", [1, 2, "3 unremarkable sessions, 15 Nov 2026 to 17 Nov 2026"]),
    ],
)
def test_runs_of_unremarkable_sessions_fold(kinds: str, shown: list[object]) -> None:
    runs = fold_runs(lines(kinds), UTC)
    assert len(runs) == len(shown)
    for run, expected in zip(runs, shown, strict=True):
        assert run.title.startswith(expected) if isinstance(expected, str) else len(run.lines) == expected
    assert sum(len(run.lines) for run in runs) == len(kinds)


def test_a_run_says_what_was_not_assessed_in_each() -> None:
    assert fold_runs(lines("!vvv"), UTC)[1].note == "No voice came with the session."


def test_sessions_of_one_day_are_of_that_day() -> None:
    [_, run] = fold_runs([Line(at=START, alike="")] * 4, UTC)
    assert run.title == "3 unremarkable sessions, 20 Nov 2026"
