"""Query strings: every parameter read or named as a fault, none ignored."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from resona.api.filters import (
    ALL_RUNS,
    InvalidQueryError,
    at_least,
    before,
    by_choice,
    by_id,
    by_label,
    by_truth,
    conditions_of,
    read_parameters,
    since,
)

KEY = UUID("01920000-0000-7000-8000-00000012ab3c")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FILTERS = (
    by_id("user", "user_id"),
    by_choice("risk_level", ["low", "high"]),
    by_label("baseline_type"),
    by_truth("human_reviewed"),
    at_least("min_score", "risk_score"),
    since("from", "started_at"),
    before("to", "started_at"),
    ALL_RUNS,
)


def conditions(query: str) -> dict[str, object]:
    return conditions_of(FILTERS, read_parameters(QueryDict(query), FILTERS))


def faults(query: str) -> dict[str, str]:
    with pytest.raises(InvalidQueryError) as caught:
        conditions(query)
    return dict(caught.value.faults)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"is_current": True}),
        ("all_runs=false", {"is_current": True}),
        ("all_runs=true", {}),
        (f"all_runs=true&user={KEY}", {"user_id": KEY}),
        ("all_runs=true&risk_level=high", {"risk_level": "high"}),
        ("all_runs=true&baseline_type=pitch_sd_semitones", {"baseline_type": "pitch_sd_semitones"}),
        ("all_runs=true&human_reviewed=false", {"human_reviewed": False}),
        ("all_runs=true&min_score=0", {"risk_score__gte": 0.0}),
        ("all_runs=true&from=2026-03-01T12:00:00Z", {"started_at__gte": NOON}),
        ("all_runs=true&to=2026-03-01T15:00:00%2B03:00", {"started_at__lt": NOON}),
        (
            "all_runs=true&from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z",
            {"started_at__gte": NOON, "started_at__lt": NOON},
        ),
    ],
)
def test_a_filter_becomes_its_condition(query: str, expected: dict[str, object]) -> None:
    assert conditions(query) == expected


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("user=", {"user"}),
        ("user=1&risk_level=High&min_score=1.1", {"user", "risk_level", "min_score"}),
        ("risk_levels=high", {"risk_levels"}),
        ("USER=1", {"USER"}),
        ("human_reviewed=1", {"human_reviewed"}),
        ("human_reviewed=True", {"human_reviewed"}),
        ("from=2026-03-01", {"from"}),
        ("from=2026-03-01T12:00:00", {"from"}),
        ("baseline_type=Pitch'--", {"baseline_type"}),
        ("min_score=nan", {"min_score"}),
        ("min_score=-0", {"min_score"}),
        ("all_runs=", {"all_runs"}),
        ("user%00=1", {"user\0"}),
        ("user[]=1", {"user[]"}),
        ("=1", {""}),
    ],
)
def test_every_fault_is_named_by_its_parameter(query: str, named: set[str]) -> None:
    assert set(faults(query)) == named


def test_a_parameter_given_twice_is_a_fault_even_with_one_value() -> None:
    assert faults("risk_level=high&risk_level=high") == {"risk_level": "is given more than once"}


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_parameter_falls_silently(name: str, text: str) -> None:
    query = QueryDict(mutable=True)
    query[name] = text
    named: list[str] = []
    values: dict[str, object] = {}
    try:
        values = read_parameters(query, FILTERS)
    except InvalidQueryError as error:
        named = list(error.faults)

    assert named == [name] or (not named and values[name] is not None)
