"""From rows of the database to findings as a clinician reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, cast
from uuid import UUID

from baselines.drift import ChartName, Direction
from baselines.drift_wording import observe
from baselines.models import UserDrift
from conversations.models import Conversation
from resona.accounts.models import User
from resona.site.times import day_in_words
from risk.clock import due_time, overdue_since, untold_since
from risk.levels import level_in_words
from risk.models import LEVELS, CrisisEvent, Level, RiskAssessment
from risk.pattern_wording import silence_in_words
from risk.policy import POLICY
from risk.quiet import QuietPerson
from risk.triage_order import CURRENT_FOR
from risk.triage_rows import Finding
from risk.triage_wording import gaps_in_words
from risk.unassigned import UnassignedPerson
from risk.wording import is_failure, reason_in_words, reasons_in_words

_SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "questionnaire": "An answer to a questionnaire calls for somebody.",
        "help_request": "Asked for help now.",
        "safety_check": "Asked whether they are safe, they did not say yes.",
        "staff": "A member of staff raised it.",
    }
)
# On triage and on the page of the event alike.
_WRITTEN: Final = "What was written stands with the event."


def read_assessments(session_ids: Iterable[UUID]) -> dict[UUID, RiskAssessment]:
    """The current assessments of these sessions, with one statement."""
    current = RiskAssessment.objects.filter(session_id__in=set(session_ids), is_current=True).order_by()
    return {assessment.session_id: assessment for assessment in current}


def event_finding(event: CrisisEvent, assessment: RiskAssessment | None) -> Finding:
    """A crisis event, explained by the current assessment of its session."""
    return Finding(
        kind="crisis",
        id=event.id,
        person_id=event.user_id,
        session_id=event.conversation_id,
        assessment_id=assessment.id if assessment else None,
        level=event.risk_level,
        since=event.conversation.started_at if event.conversation else event.created_at,
        due_at=due_time(event),
        acknowledged_at=event.acknowledged_at,
        acknowledged_by=staff_name(event.acknowledged_by),
        is_historical=event.is_historical,
        reason=_reason_of_event(event, assessment),
        not_assessed=tuple(assessment.not_assessed) if assessment else (),
        escalation_step=event.escalation_step,
        escalated_at=event.escalated_at,
        told_again_at=event.next_due_at if overdue_since(event) else None,
        untold_since=untold_since(event),
    )


def assessment_finding(assessment: RiskAssessment, *, now: datetime) -> Finding:
    """An assessment that waits for a human; one that is low in what could be assessed has no level."""
    gaps = tuple(assessment.not_assessed)
    is_unknown = assessment.risk_level == Level.LOW and bool(gaps)
    is_old = _is_old(assessment.session, now)
    return Finding(
        kind="assessment",
        id=assessment.id,
        person_id=assessment.user_id,
        session_id=assessment.session_id,
        assessment_id=assessment.id,
        level=None if is_unknown else assessment.risk_level,
        since=assessment.session.started_at,
        due_at=None if is_old else assessment.review_due_at,
        acknowledged_at=None,
        acknowledged_by=None,
        is_historical=assessment.session.is_historical,
        reason=_rest_in_words(assessment, gaps) if is_unknown else reason_in_words(assessment.risk_factors),
        not_assessed=gaps,
        is_old=is_old,
    )


def session_finding(session: Conversation, assessment: RiskAssessment | None, *, now: datetime) -> Finding:
    """A session that was not assessed, or not fully: it has no level, least of all a low one."""
    gaps = tuple(session.not_assessed)
    is_old = _is_old(session, now)
    is_past = is_old or session.is_historical
    return Finding(
        kind="session",
        id=session.id,
        person_id=session.user_id,
        session_id=session.id,
        assessment_id=assessment.id if assessment else None,
        level=None,
        since=session.started_at,
        due_at=session.created_at + POLICY.review.failure_due_within
        if session_waits(session) and not is_past
        else None,
        acknowledged_at=None,
        acknowledged_by=None,
        is_historical=session.is_historical,
        reason=_rest_in_words(assessment, gaps),
        not_assessed=gaps,
        is_old=is_old,
    )


def drift_finding(drift: UserDrift) -> Finding:
    """An alarm of gradual decline that stands; it has no level, for it is about no session."""
    assert drift.alarmed_at is not None
    assert drift.onset_at is not None  # a CHECK
    chart, direction = cast("ChartName", drift.chart), cast("Direction", drift.direction)
    is_confirmed = drift.status == UserDrift.Status.LATCHED
    borne_out = "Later sessions bear it out." if is_confirmed else "Later sessions are to bear it out."
    return Finding(
        kind="drift",
        id=drift.user_id,
        person_id=drift.user_id,
        session_id=None,
        assessment_id=None,
        level=None,
        since=drift.alarmed_at,
        due_at=drift.alarmed_at + POLICY.review.drift_due_within,
        acknowledged_at=None,
        acknowledged_by=None,
        is_historical=False,
        reason=f"{observe(chart, direction, day_in_words(drift.onset_at, UTC))} {borne_out}",
        not_assessed=(),
        is_confirmed=is_confirmed,
    )


def silence_finding(person: QuietPerson, assessment: RiskAssessment | None) -> Finding:
    """Someone who has gone quiet, which says nothing of why, and what their last session was like."""
    return Finding(
        kind="silence",
        id=person.user_id,
        person_id=person.user_id,
        session_id=person.last_session_id,
        assessment_id=None,
        level=None,
        since=person.silence.last_contact_at,
        due_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
        is_historical=False,
        reason=f"{silence_in_words(person.silence)}. {last_session_in_words(assessment)}",
        not_assessed=(),
    )


def nobody_finding(person: UnassignedPerson) -> Finding:
    """Someone for whom nobody is responsible, whatever was done about what was found."""
    return Finding(
        kind="nobody",
        id=person.user_id,
        person_id=person.user_id,
        session_id=None,
        assessment_id=None,
        level=None,
        since=person.user.created_at,
        due_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
        is_historical=False,
        reason="No care team with staff in it: nobody would notice what happens to this person.",
        not_assessed=(),
    )


def waits_for_someone(assessment: RiskAssessment) -> bool:
    """Whether a human should act on an assessment: expected gaps alone ask for nothing."""
    if not (assessment.is_current and assessment.needs_review) or assessment.action_taken_at is not None:
        return False
    return assessment.risk_level != Level.LOW or any(is_failure(code) for code in assessment.not_assessed)


def session_waits(session: Conversation) -> bool:
    """Whether a human should look at a session because its analysis failed, and nobody has."""
    return session.reviewed_at is None and any(is_failure(code) for code in session.not_assessed)


def last_session_in_words(assessment: RiskAssessment | None) -> str:
    """What was found in the last session of someone who has gone quiet."""
    if assessment is None:
        return "The last session could not be assessed."
    level = level_in_words(assessment.risk_level, assessment.not_assessed)
    found = reason_in_words(assessment.risk_factors)
    return f"The last session: {level}. {found}"


def _is_old(session: Conversation, now: datetime) -> bool:
    return session.started_at < now - CURRENT_FOR


def staff_name(user: User | None) -> str | None:
    """How staff know one another."""
    return None if user is None else user.called


def _rest_in_words(assessment: RiskAssessment | None, gaps: tuple[str, ...]) -> str:
    """What was observed where something else could not be assessed or, without that, what could not."""
    observed = reasons_in_words(assessment.risk_factors) if assessment else ()
    return f"In the rest: {observed[0][:1].lower()}{observed[0][1:]}." if observed else gaps_in_words(gaps)


def _reason_of_event(event: CrisisEvent, assessment: RiskAssessment | None) -> str:
    if event.source_kind in _SOURCES:
        return " ".join((_SOURCES[event.source_kind], *((_WRITTEN,) if event.words else ())))
    if event.conversation is not None and event.conversation.wrong_person_at is not None:
        return "Somebody else spoke with this person's device, and nobody knows yet who. Find out, and say so."
    raised = f"Raised by {event.detection_method.replace('_', ' ')}"
    if assessment is None:
        return f"{raised}; its session is gone." if event.conversation_id is None else f"{raised}."
    reason = reason_in_words(assessment.risk_factors)
    if LEVELS.index(assessment.risk_level) < LEVELS.index(event.risk_level):
        return f"{raised}. Analysed again since: {reason[:1].lower()}{reason[1:]}"
    return reason
