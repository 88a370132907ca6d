"""What triage says and asks, and the buttons it offers to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from risk.pages.row_view import ASSIGN, RECORD, RESPOND, RowView, show_row
from risk.triage_rows import Finding, Kind, TriageRow
from risk.triage_wording import ask_in_words, count_in_words, gaps_in_words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERYTHING = frozenset({RESPOND, RECORD, ASSIGN})
FINDING = Finding(
    kind="crisis",
    id=UUID(int=1),
    person_id=UUID(int=2),
    session_id=UUID(int=3),
    assessment_id=UUID(int=4),
    level="critical",
    since=NOW - HOUR,
    due_at=NOW + timedelta(minutes=40),
    acknowledged_at=None,
    acknowledged_by=None,
    is_historical=False,
    reason="Language of suicidal intent.",
    not_assessed=(),
)
ROW = TriageRow(finding=FINDING, code="P-00002A", name=None, teams=("North",), open_findings=1)
NO_CHANGES: dict[str, object] = {}
ACKNOWLEDGED: dict[str, object] = {"acknowledged_at": NOW - HOUR, "acknowledged_by": "njeri@clinic.example"}


def finding(changes: dict[str, object]) -> Finding:
    return replace(FINDING, **changes)  # type: ignore[arg-type]


def show(changes: dict[str, object] = NO_CHANGES, *, row: TriageRow = ROW, may: frozenset[str] = EVERYTHING) -> RowView:
    row = replace(row, finding=finding(changes))
    return show_row(row, now=NOW, zone=ZoneInfo("Africa/Nairobi"), may=may, next_url="/admin/")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Acknowledge it, read the session now, and decide who contacts this person."),
        ({"level": "high"}, "Acknowledge it, read the session today, and decide who contacts this person."),
        (ACKNOWLEDGED, "Resolve it once it is clear what happened."),
        ({"is_historical": True}, "Look when there is time, and say what you make of it."),
        ({"kind": "assessment"}, "Read the session and record what was done."),
        ({"kind": "session", "not_assessed": ("voice_missing", "voice_unusable")}, "Read the session yourself."),
        ({"kind": "session", "not_assessed": ("voice_missing",)}, "Nothing to do while sessions keep coming."),
    ],
)
def test_each_finding_asks_for_something_a_person_can_do(changes: dict[str, object], words: str) -> None:
    assert ask_in_words(finding(changes)) == words


def test_gaps_make_one_sentence() -> None:
    assert gaps_in_words(()) == ""
    assert gaps_in_words(("voice_missing", "words_missing")) == (
        "No voice, or no emotions of it, came with the session; the session has no words of the person."
    )


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, ""), (2, "and 1 more open"), (7, "and 6 more open")])
def test_more_findings_are_counted(count: int, words: str) -> None:
    assert count_in_words(count) == words


def test_a_row_tells_what_is_due_in_the_clinics_time() -> None:
    view = show()

    assert (view.due, view.due_title, view.is_overdue) == ("due in 40 min", "Sun 1 Mar 2026, 15:40", False)
    assert (view.since, view.since_title) == ("1 h ago", "Sun 1 Mar 2026, 14:00")


def test_what_is_late_is_overdue_whoever_has_acknowledged_it() -> None:
    late: dict[str, object] = {"due_at": NOW - 2 * HOUR}
    seen = show({**late, **ACKNOWLEDGED})

    assert (show(late).due, show(late).is_overdue) == ("overdue by 2 h", True)
    assert (seen.due, seen.is_overdue) == ("overdue by 2 h", True)
    assert seen.acknowledged == "Acknowledged by njeri@clinic.example 1 h ago"


@pytest.mark.parametrize(("level", "words", "tone"), [("high", "high", "high"), (None, "incomplete", "missing")])
def test_a_level_is_a_word_and_none_is_never_low(level: str | None, words: str, tone: str) -> None:
    view = show({"level": level})

    assert (view.level, view.tone) == (words, tone)
    assert show({"level": None, "assessment_id": None}).level == "not assessed"


@pytest.mark.parametrize(
    ("changes", "may", "labels"),
    [
        ({}, EVERYTHING, ["Acknowledge", "Resolve", "False alarm", "Open session"]),
        (ACKNOWLEDGED, EVERYTHING, ["Resolve", "False alarm", "Open session"]),
        ({}, frozenset(), ["Open session"]),
        ({"session_id": None}, EVERYTHING, ["Acknowledge", "Resolve", "Open event", "False alarm"]),
        ({"kind": "assessment"}, EVERYTHING, ["Record action", "Open session"]),
        ({"kind": "assessment"}, frozenset({RESPOND}), ["Open session"]),
        ({"kind": "session", "assessment_id": None}, EVERYTHING, ["Open session"]),
        ({"kind": "session", "not_assessed": ("voice_unusable",)}, EVERYTHING, ["Record action", "Open session"]),
        ({"kind": "session", "not_assessed": ("voice_missing",)}, EVERYTHING, ["Open session"]),
    ],
)
def test_buttons_are_those_the_reader_may_press(
    changes: dict[str, object], may: frozenset[str], labels: list[str]
) -> None:
    buttons = show(changes, may=may).buttons

    assert [button.label for button in buttons] == labels
    assert [button.label for button in buttons if button.posts] == [label for label in labels if label == "Acknowledge"]


@pytest.mark.parametrize(("may", "first"), [(EVERYTHING, "Assign a care team"), (frozenset({RESPOND}), "Acknowledge")])
def test_who_has_no_one_is_assigned_first_by_those_who_may(may: frozenset[str], first: str) -> None:
    assert show(row=replace(ROW, teams=()), may=may).buttons[0].label == first


def test_a_page_does_not_lead_to_itself() -> None:
    own = show_row(ROW, now=NOW, zone=UTC, may=frozenset(), next_url=str(show().session_url))

    assert own.buttons == ()


@pytest.mark.parametrize("kind", ["crisis", "assessment", "session"])
def test_what_is_said_already_is_not_said_twice(kind: Kind) -> None:
    gaps = ("voice_unusable",)
    changes: dict[str, object] = {"kind": kind, "not_assessed": gaps}

    assert show(changes).gaps == "The voice, or part of it, could not be measured reliably."
    assert show({**changes, "reason": gaps_in_words(gaps)}).gaps == ""


@pytest.mark.parametrize(
    ("changes", "shown", "ask"),
    [
        ({"kind": "drift"}, ("to confirm", "medium"), "Look at the course and accept or reset it."),
        (
            {"kind": "drift", "is_confirmed": True},
            ("confirmed", "high"),
            "Look at the course; it stands until someone resets it.",
        ),
        ({"kind": "silence"}, ("quiet", "missing"), "Ask whether all is well."),
    ],
)
def test_a_course_has_a_word_in_the_place_of_a_level(
    changes: dict[str, object], shown: tuple[str, str], ask: str
) -> None:
    about_no_session = {"level": None, "session_id": None, "assessment_id": None, "due_at": None}
    view = show({**about_no_session, **changes})

    assert ((view.level, view.tone), view.ask) == (shown, ask)
    assert [button.label for button in view.buttons] == ["Open the course"]
    assert view.buttons[0].url.endswith("#course")


def test_an_event_that_nobody_could_be_told_of_says_so_after_a_minute() -> None:
    assert show({"untold_since": NOW - timedelta(seconds=60)}).undelivered == ""
    assert show({"untold_since": None}).undelivered == ""
    expected = "Not delivered: nobody could be told of it for 12 min. Tell someone yourself."
    assert show({"untold_since": NOW - timedelta(minutes=12)}).undelivered == expected


@pytest.mark.parametrize(("step", "times"), [(1, "once"), (3, "3 times")])
def test_a_time_that_has_passed_is_said(step: int, times: str) -> None:
    view = show({"escalation_step": step, "escalated_at": NOW - HOUR})

    assert view.escalated == f"Its time has passed {times}, last 1 h ago"
    assert show({}).escalated == ""
