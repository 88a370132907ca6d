"""Changes of one reason together, the weightiest first; none lost, none told twice."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from interfaces.builder import build
from interfaces.pages.change_groups import group_changes
from interfaces.pages.change_wording import read_changes
from interfaces.pattern import PersonPattern
from tests.interfaces.configs import WORDING, config_for
from tests.interfaces.patterns import patterns


def change(what: str, why: str, why_for_clinician: str = "") -> dict[str, Any]:
    return {"what": what, "from": None, "to": None, "why": why, "why_for_clinician": why_for_clinician}


def test_changes_of_one_reason_stand_together_where_the_weightiest_does() -> None:
    groups = group_changes(
        [
            change("layout", "order"),
            change("components.EmotionTimeline.prominence", "simple"),
            change("theme", "help", "critical"),
            change("components.SafetyCheck.prominence", "help", "critical"),
            change("components.WhatsWorking.items", "simple"),
        ]
    )
    assert [(group.why, group.why_for_clinician, [line.label for line in group.lines]) for group in groups] == [
        ("help", "critical", ["Theme", "Safety check"]),
        ("simple", "", ["Course of days", "What seems to help: lines"]),
        ("order", "", ["Order"]),
    ]


def test_reasons_that_differ_for_the_clinician_alone_stay_apart() -> None:
    assert len(group_changes([change("theme", "help", "critical"), change("greeting", "help", "high")])) == 2


def test_what_is_no_log_has_no_groups() -> None:
    assert group_changes(None) == group_changes({"what": "theme"}) == group_changes(["theme"]) == ()


@given(earlier=patterns(), later=patterns())
def test_every_change_is_told_once_with_its_own_reasons(earlier: PersonPattern, later: PersonPattern) -> None:
    logged = [each.as_json() for each in build(later, config_for(earlier), WORDING).changes]
    groups = group_changes(logged)
    told = [line for group in groups for line in group.lines]
    assert sorted(told, key=lambda line: line.what) == sorted(read_changes(logged), key=lambda line: line.what)
    assert all((line.why, line.why_for_clinician) == (g.why, g.why_for_clinician) for g in groups for line in g.lines)
