"""Lists of baselines and deviations: readable though a value is missing, superseded results on request only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from baselines.models import Baseline, Deviation
from tests.admin.pages import sign_in
from tests.admin.reading import cells_of
from tests.admin.records import make_deviation, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def shown(cast: Cast, **query: str) -> list[list[str]]:
    return cells_of(sign_in(cast.clinician), Deviation, **query)


def test_a_deviation_tells_value_band_and_how_unusual_it_is(cast: Cast) -> None:
    measured: dict[str, Any] = {"current_value": {"value": 0.31}, "baseline_value": {"low": 0.36, "high": 0.48}}
    make_deviation(make_session(cast.person, NOW), "pause", z=2.34, detected_at=NOW, **measured)

    assert shown(cast) == [
        [
            "14 Mar 2026, 15:00",
            cast.person.code,
            "Pauses",
            "31% of the time",
            "36 to 48% of the time",
            "more haltingly than usual",
            "session",
        ]
    ]


@pytest.mark.parametrize(
    ("fields", "value", "expected"),
    [
        ({"current_value": None}, "-", "3.6 to 4.8 syllables a second"),
        ({"baseline_value": None}, "3.1 syllables a second", "-"),
        ({"baseline_value": {"low": "x", "high": None}}, "3.1 syllables a second", "-"),
        ({"current_value": {"value": 123456.789}}, "123456.8 syllables a second", "3.6 to 4.8 syllables a second"),
        ({"current_value": [1]}, "-", "3.6 to 4.8 syllables a second"),
    ],
    ids=str,
)
def test_what_is_missing_is_a_dash(cast: Cast, fields: dict[str, Any], value: str, expected: str) -> None:
    make_deviation(make_session(cast.person, NOW), **fields)
    [cells] = shown(cast)

    assert (cells[3], cells[4]) == (value, expected)


def test_without_a_z_there_is_none(cast: Cast) -> None:
    make_deviation(make_session(cast.person, NOW), z=None)  # type: ignore[arg-type]

    assert shown(cast)[0][5] == "-"


def test_deviations_are_narrowed_by_what_was_measured_and_how_strong(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    for name, score in (("rate", 0.5), ("pitch", 0.96), ("pitch_sd_semitones", 0.9995), ("emotion", 0.95)):
        make_deviation(session, name, deviation_score=score)

    def named(**query: str) -> set[str]:
        return {cells[2] for cells in shown(cast, **query)}

    assert named(measure="pitch_sd_semitones") == {"Melody of speech"}
    assert named(measure="emotion") == {"Mix of emotions"}
    assert named(score="0.95") == {"Pitch", "Melody of speech", "Mix of emotions"}
    assert named(score="0.999") == {"Melody of speech"}
    for nonsense in ({"measure": "mood"}, {"score": "0.5"}, {"score": "nan"}):
        assert named(**nonsense) == set(), nonsense


def test_superseded_deviations_are_shown_on_request(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    make_deviation(session, "rate", is_current=False)
    make_deviation(session, "pitch")

    assert {cells[2] for cells in shown(cast)} == {"Pitch"}
    assert {cells[2] for cells in shown(cast, run="False")} == {"Speech rate"}
    assert {cells[2] for cells in shown(cast, run="all")} == {"Speech rate", "Pitch"}
    assert shown(cast, run="True") == []


def test_a_baseline_says_whether_it_is_still_being_learned(cast: Cast) -> None:
    for name, count, at in (("rate", 2, None), ("pitch_sd_semitones", 12, NOW)):
        Baseline.objects.create(
            user=cast.person, baseline_type=name, baseline_value={}, session_count=count, established_at=at
        )
    rows = cells_of(sign_in(cast.clinician), Baseline)

    assert [(cells[0], cells[2], cells[3]) for cells in rows] == [
        ("Melody of speech", "established", "12"),
        ("Speech rate", "learning", "2"),
    ]
    assert [cells[0] for cells in cells_of(sign_in(cast.clinician), Baseline, measure="rate")] == ["Speech rate"]
