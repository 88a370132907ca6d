"""One person's course: what was measured and expected, felt and found, session by session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from baselines.features import FEATURES, number_in
from baselines.models import Deviation
from conversations.models import Conversation
from risk.models import Dissonance, RiskAssessment

Json = dict[str, Any]

DISSONANCE_FIELDS = ("stated_emotion", "actual_emotion", "dissonance_score", "interpretation", "risk_level")
RISK_FIELDS = ("risk_score", "risk_level", "needs_review", "not_assessed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What one session gave."""

    id: UUID
    started_at: datetime
    features: Mapping[str, Any]  # VoiceFeatures


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One thing measured in a session, beside what was expected of this person."""

    deviation_type: str
    value: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    z: float | None = None


def read_timeline(person_id: UUID, *, since: datetime | None, until: datetime | None) -> Json:
    """The course from `since` up to, but without, `until`, in four statements however long it is.

    Points stand at the start of their session and in the order of time.
    """
    sessions = _started(Conversation.objects.filter(user_id=person_id, is_untimed=False), "started_at", since, until)
    rows = list(sessions.order_by("started_at", "id").values("id", "started_at", "voice_features", "emotion_summary"))
    measured = [
        Measured(id=row["id"], started_at=row["started_at"], features=row["voice_features"] or {}) for row in rows
    ]
    deviations = _of_sessions(Deviation.objects.filter(user_id=person_id), since, until)
    return {
        "user_id": person_id,
        "from": since,
        "to": until,
        "series": series_of(measured, _compared(deviations)),
        "emotions": [
            {"session_id": row["id"], "at": row["started_at"], "shares": row["emotion_summary"]}
            for row in rows
            if row["emotion_summary"]
        ],
        "dissonance": _findings(Dissonance.objects.filter(user_id=person_id), since, until, DISSONANCE_FIELDS),
        "risk": _findings(RiskAssessment.objects.filter(user_id=person_id), since, until, RISK_FIELDS),
    }


def series_of(sessions: Sequence[Measured], compared: Mapping[UUID, Sequence[Compared]]) -> dict[str, list[Json]]:
    """One series a thing measured. Where there was nothing to compare with yet, a value has no band."""
    series: defaultdict[str, list[Json]] = defaultdict(list)
    for session in sessions:
        points = {point.deviation_type: point for point in _values(session.features)}
        points |= {point.deviation_type: point for point in compared.get(session.id, ())}
        for name, point in points.items():
            series[name].append(
                {
                    "session_id": session.id,
                    "at": session.started_at,
                    "value": point.value,
                    "expected": point.expected,
                    "low": point.low,
                    "high": point.high,
                    "z": point.z,
                }
            )
    return dict(series)


def _values(features: Mapping[str, Any]) -> Iterator[Compared]:
    """What can be believed: anything else was compared with nothing, and would only stretch the scale of the rest."""
    for feature in FEATURES:
        value = number_in(features, feature)
        if value is not None and feature.accepts(value):
            yield Compared(deviation_type=feature.deviation_type, value=value)


def _compared(deviations: QuerySet[Deviation]) -> dict[UUID, list[Compared]]:
    by_session: defaultdict[UUID, list[Compared]] = defaultdict(list)
    rows = deviations.values_list("session_id", "deviation_type", "current_value", "baseline_value", "z")
    for session_id, deviation_type, current, baseline, z in rows:
        expected = baseline or {}
        by_session[session_id].append(
            Compared(
                deviation_type=deviation_type,
                value=(current or {}).get("value"),
                expected=expected.get("expected"),
                low=expected.get("low"),
                high=expected.get("high"),
                z=z,
            )
        )
    return by_session


def _findings(
    findings: QuerySet[Any], since: datetime | None, until: datetime | None, fields: Iterable[str]
) -> list[Json]:
    rows = _of_sessions(findings, since, until).order_by("session__started_at", "session_id")
    return list(rows.values("session_id", *fields, at=F("session__started_at")))


def _of_sessions(findings: QuerySet[Any], since: datetime | None, until: datetime | None) -> QuerySet[Any]:
    return _started(findings.filter(is_current=True, session__is_untimed=False), "session__started_at", since, until)


def _started(rows: QuerySet[Any], column: str, since: datetime | None, until: datetime | None) -> QuerySet[Any]:
    if since is not None:
        rows = rows.filter(**{f"{column}__gte": since})
    return rows if until is None else rows.filter(**{f"{column}__lt": until})
