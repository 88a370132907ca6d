"""A person's course: their sessions with everything found in them, read with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from baselines.features import FEATURES_BY_TYPE
from baselines.measures import Reading
from baselines.models import Deviation
from conversations.models import Conversation
from resona.site.records import read_mapping
from risk.models import CrisisEvent, Dissonance, RiskAssessment

# More would be drawn on top of one another; the newest are shown, and that some are missing.
MOST_SESSIONS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseSession:
    """One session and its current findings; None where nothing could be assessed."""

    session: Conversation
    readings: Mapping[str, Reading]
    # What each of the readings that were compared was compared with (baselines.models.Deviation.baseline_value).
    compared_with: Mapping[str, Mapping[str, Any]]
    dissonance: Dissonance | None
    assessment: RiskAssessment | None
    events: tuple[CrisisEvent, ...]

    @property
    def at(self) -> datetime:
        return self.session.started_at

    @property
    def level(self) -> str | None:
        """None where nothing could be assessed."""
        return self.assessment.risk_level if self.assessment else None

    @property
    def shares(self) -> Mapping[str, float]:
        """Shares of the emotions heard."""
        return read_mapping(self.session.emotion_summary)


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Sessions of a period, oldest first."""

    sessions: tuple[CourseSession, ...]
    is_cut: bool  # older ones of the period are left out


def read_course(person_id: UUID, *, since: datetime | None) -> Course:
    """The sessions of a person since then, or all."""
    timed = Conversation.objects.filter(user_id=person_id, is_untimed=False)
    rows = timed.defer("recorded_result").order_by("-started_at", "-id")
    if since is not None:
        rows = rows.filter(started_at__gte=since)
    newest = list(rows[: MOST_SESSIONS + 1])
    shown = newest[:MOST_SESSIONS][::-1]
    return Course(sessions=tuple(with_findings(shown)), is_cut=len(newest) > MOST_SESSIONS)


def with_findings(sessions: Sequence[Conversation]) -> list[CourseSession]:
    """These sessions with what is currently found in them: four statements."""
    ids = [session.id for session in sessions]
    current: dict[str, Any] = {"session_id__in": ids, "is_current": True}
    deviations = _by_session(Deviation.objects.filter(**current).order_by("deviation_type"))
    dissonances = {row.session_id: row for row in Dissonance.objects.filter(**current).order_by()}
    assessments = {row.session_id: row for row in RiskAssessment.objects.filter(**current).order_by()}
    events: defaultdict[UUID | None, list[CrisisEvent]] = defaultdict(list)
    raised = CrisisEvent.objects.filter(conversation_id__in=ids).select_related("acknowledged_by", "resolved_by")
    for event in raised.order_by("created_at"):
        events[event.conversation_id].append(event)
    return [
        CourseSession(
            session=session,
            readings=read_readings(session, deviations[session.id]),
            compared_with={row.deviation_type: read_mapping(row.baseline_value) for row in deviations[session.id]},
            dissonance=dissonances.get(session.id),
            assessment=assessments.get(session.id),
            events=tuple(events[session.id]),
        )
        for session in sessions
    ]


def read_readings(session: Conversation, deviations: Iterable[Deviation]) -> dict[str, Reading]:
    """Everything measured of a session: against what was expected or, while learning, by itself."""
    features = read_mapping(session.voice_features)
    readings = {
        measure: Reading(measure=measure, value=float(value))
        for measure, feature in FEATURES_BY_TYPE.items()
        if isinstance(value := features.get(feature.key), int | float) and feature.accepts(value)
    }
    for deviation in deviations:
        reading = _read_deviation(deviation)
        if reading is not None:
            readings[reading.measure] = reading
    return readings


def _read_deviation(deviation: Deviation) -> Reading | None:
    value = _number(read_mapping(deviation.current_value), "value")
    if value is None:
        return None
    band = read_mapping(deviation.baseline_value)
    k = _number(band, "k")
    return Reading(
        measure=deviation.deviation_type,
        value=value,
        expected=_number(band, "expected"),
        low=_number(band, "low"),
        high=_number(band, "high"),
        z=deviation.z,
        k=None if k is None else int(k),
    )


def _number(values: Mapping[str, Any], key: str) -> float | None:
    value = values.get(key)
    return float(value) if isinstance(value, int | float) else None


def _by_session(deviations: Iterable[Deviation]) -> defaultdict[UUID, list[Deviation]]:
    grouped: defaultdict[UUID, list[Deviation]] = defaultdict(list)
    for deviation in deviations:
        grouped[deviation.session_id].append(deviation)
    return grouped
