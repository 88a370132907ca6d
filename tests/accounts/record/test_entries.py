"""What is ordinary is told together, where nothing stands between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from resona.accounts.record.entries import Ordinary, RecordEntry, RecordRun, with_runs

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(day: int) -> RecordEntry:
    at = START + day * DAY
    return RecordEntry(at=at, source="note", key=str(day), kind="notes", known_at=at, text=f"{day}")


def ordinary(day: int, *, is_partial: bool = False) -> Ordinary:
    return Ordinary(at=START + day * DAY, is_partial=is_partial)


def run(count: int, first: int, last: int, partial: int = 0) -> RecordRun:
    return RecordRun(count=count, partial=partial, first_at=START + first * DAY, last_at=START + last * DAY)


@pytest.mark.parametrize(
    ("entries", "rows", "told"),
    [
        ([], [], []),
        ([], [ordinary(3), ordinary(2), ordinary(1)], [run(3, 1, 3)]),
        ([entry(2)], [], [entry(2)]),
        ([entry(3)], [ordinary(5), ordinary(4), ordinary(2)], [run(2, 4, 5), entry(3), run(1, 2, 2)]),
        ([entry(5), entry(4)], [ordinary(3)], [entry(5), entry(4), run(1, 3, 3)]),
        ([entry(5), entry(2)], [ordinary(4), ordinary(3, is_partial=True)], [entry(5), run(2, 3, 4, 1), entry(2)]),
        # Of the same moment, what is told by itself comes first
        ([entry(2)], [ordinary(2)], [entry(2), run(1, 2, 2)]),
    ],
)
def test_runs_stand_between_entries(
    entries: list[RecordEntry], rows: list[Ordinary], told: list[RecordEntry | RecordRun]
) -> None:
    assert list(with_runs(entries, rows)) == told
