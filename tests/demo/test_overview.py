"""The triage list on a terminal: one line a person, cut to its width, with what is most urgent in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from resona.demo.overview import describe_triage
from risk.triage_rows import Finding, GroupKey, Triage, TriageGroup, TriageRow
from risk.triage_wording import GROUPS

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(code: str = "P-1A2B3C", teams: tuple[str, ...] = ("North team",), **fields: Any) -> TriageRow:
    values: dict[str, Any] = {
        "kind": "crisis",
        "level": "critical",
        "since": NOW - 3 * HOUR,
        "due_at": NOW - 2 * HOUR,
        "acknowledged_at": None,
        "acknowledged_by": None,
        "is_historical": False,
        "reason": "Language of suicidal intent.",
        "not_assessed": (),
        **fields,
    }
    finding = Finding(id=uuid4(), person_id=uuid4(), session_id=uuid4(), assessment_id=None, **values)
    return TriageRow(finding=finding, code=code, name="Amina Odhiambo", teams=teams, open_findings=1)


def lines(*rows: TriageRow, key: GroupKey = "crisis", width: int = 200) -> list[str]:
    groups = (TriageGroup(key=key, rows=rows, has_more=False),)
    return list(describe_triage(Triage(made_at=NOW, groups=groups), width=width))


def test_a_line_tells_level_person_time_team_and_reason() -> None:
    heading, line = lines(row())

    assert heading == GROUPS["crisis"].title
    for shown in ("critical", "P-1A2B3C", "overdue by 2 h", "North team", "Language of suicidal intent."):
        assert shown in line
    assert "Amina" not in line


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_at": NOW + HOUR}, "due in 1 h"),
        ({"due_at": None}, "3 h ago"),
        ({"acknowledged_at": NOW}, "overdue by 2 h"),
        ({"acknowledged_at": NOW, "due_at": None}, "3 h ago"),
        ({"level": None}, "not assessed"),
    ],
)
def test_the_time_is_the_one_that_counts(fields: dict[str, Any], words: str) -> None:
    assert words in lines(row(**fields))[1]


def test_without_a_team_no_one_is_responsible_and_with_two_both_are() -> None:
    assert "no one responsible" in lines(row(teams=()))[1]
    assert "North team, South team" in lines(row(teams=("North team", "South team")))[1]


@pytest.mark.parametrize("width", [20, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    cut = lines(row(), width=width)

    assert all(len(line) <= width for line in cut)
    assert cut[1].endswith("…")


def test_a_line_that_just_fits_is_not_cut() -> None:
    whole = lines(row())[1]

    assert lines(row(), width=len(whole))[1] == whole


def test_columns_stand_below_one_another() -> None:
    first, second = lines(row("P-000001"), row("P-000002", level="medium", due_at=None))[1:]

    assert first.index("P-") == second.index("P-")
    assert first.index("North") == second.index("North")


def test_a_list_of_nobody_says_so() -> None:
    assert lines() == ["Nobody waits for anyone."]
