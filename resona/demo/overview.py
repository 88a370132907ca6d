"""The triage list of the demo as plain text, for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from resona.site.times import ago_in_words, due_in_words
from risk.triage_rows import Finding, Triage, TriageRow
from risk.triage_wording import GROUPS, level_in_words

# Columns: the longest usual text and a gap.
_LEVEL_WIDTH: Final = 14  # "not assessed"
_TIME_WIDTH: Final = 24  # "overdue by 1 h 50 min"
_TEAM_WIDTH: Final = 20  # "no one responsible"
_INDENT: Final = "  "


def describe_triage(triage: Triage, *, width: int) -> Iterator[str]:
    """Lines of at most `width` characters: a heading a group; level, person, time, who is responsible, and why."""
    if triage.is_empty:
        yield "Nobody waits for anyone."
    for group in triage.groups:
        if group.rows:
            yield GROUPS[group.key].title
        for row in group.rows:
            yield _cut(_line(row, triage.made_at), width)


def _line(row: TriageRow, now: datetime) -> str:
    finding = row.finding
    team = ", ".join(row.teams) or "no one responsible"
    level = f"{level_in_words(finding):{_LEVEL_WIDTH}}"
    return f"{_INDENT}{level}{row.code}  {_time(finding, now):{_TIME_WIDTH}}{team:{_TEAM_WIDTH}}{finding.reason}"


def _time(finding: Finding, now: datetime) -> str:
    """By when someone must act, acknowledged or not; without a time due, when the session was."""
    if finding.due_at is not None:
        return due_in_words(finding.due_at, now)
    return ago_in_words(finding.since, now)


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"
