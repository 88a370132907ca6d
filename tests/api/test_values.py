"""Texts of a query string as values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.api.values import (
    ValueTextError,
    read_choice,
    read_count,
    read_id,
    read_label,
    read_share,
    read_time,
    read_truth,
)

READERS: list[Callable[[str], Any]] = [
    read_id,
    read_time,
    read_share,
    read_truth,
    read_label,
    read_choice(("low", "high")),
    read_count(1, 200),
]
# The first hours of the year 1 cannot be told in UTC.
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=3))])).filter(lambda time: time.year > 1)
EVENING = datetime(2026, 3, 1, 18, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-01T18:20:00Z", EVENING),
        ("2026-03-01t18:20:00z", EVENING),
        ("2026-03-01T21:20:00+03:00", EVENING),
        ("2026-03-01T21:20:00 03:00", EVENING),  # the plus sign was not escaped
        ("2026-03-01T13:20:00-05:00", EVENING),
        ("2026-03-01T18:20:00.25Z", EVENING + timedelta(microseconds=250_000)),
    ],
)
def test_a_time_with_a_zone_is_an_instant(text: str, value: datetime) -> None:
    assert read_time(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-01",
        "2026-03-01T18:20:00",
        "2026-03-01 18:20:00Z",
        "2026-02-30T00:00:00Z",
        "2026-W09-7T00:00:00Z",
        "now",
        "20260301T182000Z",
        "2026-03-01T24:00:01Z",
        "0001-01-01T00:00:00+14:00",
        "2026-03-01T18:20:00+25:00",
        "\u0662026-03-01T18:20:00Z",
    ],
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be a time with its zone"):
        read_time(text)


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("1", 1.0), ("0.75", 0.75), ("1e-3", 0.001), ("1.0", 1.0)])
def test_a_share_is_a_plain_number(text: str, value: float) -> None:
    assert read_share(text) == value


@pytest.mark.parametrize(
    "text", ["", "1.01", "-0.1", "nan", "inf", "1_0", "0,5", "0x1", " 0.5", "\u0661", "1e999", "1e-9999"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be a number from 0 to 1"):
        read_share(text)


@pytest.mark.parametrize(
    "text", ["", "0192f0c17d2a70008000000000000000", "{0192f0c1-7d2a-7000-8000-00000000000}", "x" * 36]
)
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be a UUID"):
        read_id(text)


@pytest.mark.parametrize("text", ["", "True", "1", "yes", "TRUE", "false "])
def test_what_is_neither_true_nor_false_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be true or false"):
        read_truth(text)


@pytest.mark.parametrize("text", ["", "Pitch", "pitch\0", "a" * 51, "pitch;--", "1st", "pitch "])
def test_what_is_no_label_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be a name"):
        read_label(text)


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("200", 200), ("007", 7)])
def test_a_count_is_a_whole_number_in_its_range(text: str, value: int) -> None:
    assert read_count(1, 200)(text) == value


@pytest.mark.parametrize("text", ["", "0", "201", "-1", "1.5", "1e1", "\u0661", "9" * 5000])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueTextError, match="must be a whole number from 1 to 200"):
        read_count(1, 200)(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in READERS:
        try:
            value = reader(text)
        except ValueTextError as error:
            value = str(error)
        assert value is not None


@given(st.uuids(), TIMES, st.floats(0.001, 1))
def test_what_python_writes_is_read(row_id: UUID, time: datetime, share: float) -> None:
    assert read_id(str(row_id)) == row_id
    assert read_time(time.isoformat()) == time
    assert read_time(time.isoformat()).tzinfo is UTC
    assert read_share(repr(share)) == share
