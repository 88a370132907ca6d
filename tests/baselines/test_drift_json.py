"""Stored charts are read again to the last bit, and damaged ones are refused."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines.drift import Alarm, Chart, Drift
from baselines.drift_json import drift_columns, drift_json, read_drift
from baselines.self_starting import RunningScale

NUMBERS = st.floats(-1e6, 1e6)
TIMES = st.datetimes(timezones=st.just(UTC))
charts = st.builds(Chart, level=NUMBERS, since=st.none() | TIMES)
alarms = st.builds(
    Alarm,
    chart=st.sampled_from(["voice", "valence"]),
    direction=st.sampled_from(["decline", "other"]),
    onset_at=TIMES,
    alarmed_at=TIMES,
    passed=st.integers(0, 10),
    measured=st.integers(0, 5),
    confirming=st.integers(0, 2),
    latched_at=st.none() | TIMES,
    is_accepted=st.booleans(),
)
drifts = st.builds(
    Drift,
    voice=charts,
    valence=charts,
    composite=st.builds(RunningScale, k=st.integers(0, 500), sum_squares=st.floats(0, 1e6)),
    alarm=st.none() | alarms,
    shadow=st.none() | st.just({"voice": {"pitch": {"k": 3}}}),
)
AT = datetime(2026, 3, 1, tzinfo=UTC)
ALARMED = Drift(
    voice=Chart(level=0.8, since=AT),
    alarm=Alarm(chart="voice", direction="decline", onset_at=AT, alarmed_at=AT),
)


def stored(drift: Drift) -> Any:
    return orjson.loads(orjson.dumps(drift_json(drift)))


@settings(deadline=None)
@given(drifts)
def test_charts_read_again_are_the_same_to_the_last_bit(drift: Drift) -> None:
    assert read_drift(stored(drift)) == drift


def test_what_is_stored_says_which_thresholds_were_in_force() -> None:
    assert stored(Drift())["version"] == "drift-2"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("voice",), None),
        (("voice", "level"), "0.5"),
        (("voice", "level"), True),
        (("voice", "level"), float("inf")),
        (("voice", "since"), 5),
        (("voice", "since"), "yesterday"),
        (("voice", "since"), "2026-03-01T00:00:00"),
        (("composite", "k"), 1.5),
        (("composite", "k"), -1),
        (("composite", "sum_squares"), -0.1),
        (("alarm", "chart"), "pitch"),
        (("alarm", "direction"), 1),
        (("alarm", "onset_at"), None),
        (("alarm", "passed"), -1),
        (("alarm", "passed"), None),
        (("alarm", "is_accepted"), 1),
        (("shadow",), [1]),
    ],
)
def test_damaged_charts_are_refused(path: tuple[str, ...], value: object) -> None:
    damaged: Any = copy.deepcopy(stored(ALARMED))
    place = damaged
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises((LookupError, TypeError, ValueError)):
        read_drift(damaged)


def test_missing_parts_are_refused() -> None:
    whole = stored(ALARMED)
    for name in whole.keys() - {"version"}:
        with pytest.raises(LookupError):
            read_drift({key: value for key, value in whole.items() if key != name})


def test_alarm_of_the_version_before_has_seen_no_session_and_no_decision() -> None:
    older = stored(ALARMED)
    del older["alarm"]["passed"], older["alarm"]["is_accepted"]
    assert read_drift(older) == ALARMED


def test_what_charts_of_the_version_before_knew_of_valence_is_not_read() -> None:
    """It was learned from all models together; the person's normal has it now, of each apart."""
    known = {"k": 9, "mean": 0.1, "sum_squares": 0.4}
    assert read_drift({**stored(ALARMED), "unpleasantness": known, "shadow_unpleasantness": None}) == ALARMED


def test_columns_repeat_the_alarm_for_lists() -> None:
    columns = drift_columns(ALARMED)
    assert columns.pop("state") == drift_json(ALARMED)
    assert columns == {
        "status": "alarmed",
        "chart": "voice",
        "direction": "decline",
        "onset_at": AT,
        "alarmed_at": AT,
        "latched_at": None,
    }
    assert {value for name, value in drift_columns(Drift()).items() if name not in ("state", "status")} == {None}
