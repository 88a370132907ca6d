"""The charts of gradual decline as JSON: what is stored of `Drift`, and strictly read again. Pure."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final, TypeVar

from baselines.drift import Alarm, Chart, ChartName, Direction, Drift
from baselines.drift_policy import DRIFT_POLICY
from baselines.self_starting import RunningScale

_CHARTS: Final[Mapping[str, ChartName]] = {"voice": "voice", "valence": "valence"}
_DIRECTIONS: Final[Mapping[str, Direction]] = {"decline": "decline", "other": "other"}

_Label = TypeVar("_Label", bound=str)


def drift_json(drift: Drift) -> dict[str, object]:
    """What is stored; of constant size, but for the caller's own shadow."""
    return {
        "version": DRIFT_POLICY.version,
        "voice": _chart_json(drift.voice),
        "valence": _chart_json(drift.valence),
        "composite": {"k": drift.composite.k, "sum_squares": drift.composite.sum_squares},
        "alarm": None if drift.alarm is None else _alarm_json(drift.alarm),
        "shadow": None if drift.shadow is None else dict(drift.shadow),
    }


def drift_columns(drift: Drift) -> dict[str, object]:
    """What a row of `user_drifts` holds, but for whose it is."""
    alarm = drift.alarm
    return {
        "state": drift_json(drift),
        "status": drift.status,
        "chart": alarm and alarm.chart,
        "direction": alarm and alarm.direction,
        "onset_at": alarm and alarm.onset_at,
        "alarmed_at": alarm and alarm.alarmed_at,
        "latched_at": alarm and alarm.latched_at,
    }


def read_drift(stored: Mapping[str, object]) -> Drift:
    """What `drift_json` gave. Raises LookupError, TypeError or ValueError where anything is missing or damaged."""
    composite = _object(stored["composite"])
    alarm, shadow = stored["alarm"], stored["shadow"]
    return Drift(
        voice=_read_chart(stored["voice"]),
        valence=_read_chart(stored["valence"]),
        composite=RunningScale(k=_count(composite["k"]), sum_squares=_square(composite["sum_squares"])),
        alarm=None if alarm is None else _read_alarm(_object(alarm)),
        shadow=None if shadow is None else _object(shadow),
    )


def _chart_json(chart: Chart) -> dict[str, object]:
    return {"level": chart.level, "since": _time_json(chart.since)}


def _alarm_json(alarm: Alarm) -> dict[str, object]:
    return {
        "chart": alarm.chart,
        "direction": alarm.direction,
        "onset_at": _time_json(alarm.onset_at),
        "alarmed_at": _time_json(alarm.alarmed_at),
        "passed": alarm.passed,
        "measured": alarm.measured,
        "confirming": alarm.confirming,
        "latched_at": _time_json(alarm.latched_at),
        "is_accepted": alarm.is_accepted,
    }


def _time_json(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _read_chart(stored: object) -> Chart:
    chart = _object(stored)
    return Chart(level=_number(chart["level"]), since=_optional_time(chart["since"]))


def _read_alarm(stored: Mapping[str, object]) -> Alarm:
    return Alarm(
        chart=_label(_CHARTS, stored["chart"]),
        direction=_label(_DIRECTIONS, stored["direction"]),
        onset_at=_time(stored["onset_at"]),
        alarmed_at=_time(stored["alarmed_at"]),
        passed=_count(stored.get("passed", 0)),  # not stored of alarms of drift-1
        measured=_count(stored["measured"]),
        confirming=_count(stored["confirming"]),
        latched_at=_optional_time(stored["latched_at"]),
        is_accepted=_flag(stored.get("is_accepted", False)),  # likewise
    )


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("Stored charts hold something that is no object.")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError("Stored charts hold something that is no number.")
    if not math.isfinite(value):
        raise ValueError("Stored charts hold a number that is not finite.")
    return float(value)


def _square(value: object) -> float:
    square = _number(value)
    if square < 0.0:
        raise ValueError("Stored charts hold a sum of squares below 0.")
    return square


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("Stored charts hold something that is no count.")
    if value < 0:
        raise ValueError("Stored charts hold a count below 0.")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("Stored charts hold something that is neither true nor false.")
    return value


def _label(labels: Mapping[str, _Label], value: object) -> _Label:
    if not isinstance(value, str):
        raise TypeError("Stored charts hold something that is no label.")
    return labels[value]


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError("Stored charts hold something that is no time.")
    time = datetime.fromisoformat(value)
    if time.tzinfo is None:
        raise ValueError("Stored charts hold a time without a zone.")
    return time


def _optional_time(value: object) -> datetime | None:
    return None if value is None else _time(value)
