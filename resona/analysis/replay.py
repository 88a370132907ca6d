"""Analyses a person's stored sessions again in the order of time: baselines end as if no session had been late.

The new run stands beside the old one: earlier rows stay as they are but for `is_current`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from baselines.models import Baseline, BaselineReplay, Deviation, PopulationPrior
from conversations.models import Conversation, EmotionReading, Message
from conversations.values import Sentiment
from resona.accounts.models import User
from resona.analysis.courses import FIRST_ID, LAST, load_decisions, measure_stored, readable_prior, state_before
from resona.analysis.findings import Evident, find, follow
from resona.analysis.person_state import PersonState
from resona.analysis.queueing import queue_announcements
from resona.analysis.rows import (
    Row,
    SessionRows,
    assessment_columns,
    baseline_rows,
    crisis_row,
    drift_row,
    finding_rows,
)
from resona.analysis.storing import store_events, store_replayed
from resona.compliance.encryption import open_text
from resona.postgres.models import new_id
from risk.models import LEVELS, Dissonance, RiskAssessment

ACTION_COLUMNS = ("action_taken", "action_taken_by", "action_taken_by_uuid", "action_taken_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A stored session, ready to be analysed again."""

    id: UUID
    arrived_at: datetime
    evident: Evident
    assessment: dict[str, object]  # the columns that say what could be assessed


Replayed = tuple[Stored, SessionRows]
# Sessions a statement updates: a long course is few statements, and none of them huge.
UPDATED_AT_ONCE = 500


@transaction.atomic
def replay_person(user_id: UUID, *, now: datetime) -> int:
    """Replays the person from the time their replay was asked for; returns how many sessions were analysed again.

    Nothing happens when no replay waits, so the job may run any number of times.
    """
    prior_id = _lock_person(user_id)
    request = BaselineReplay.objects.filter(user_id=user_id).first()
    if request is None:
        return 0
    decisions, prior = load_decisions(user_id), readable_prior(prior_id)
    state = state_before(user_id, (request.since, FIRST_ID), decisions)
    run, replayed, changed = new_id(), list[Replayed](), list[Conversation]()
    for stored in stored_sessions(user_id, since=request.since):
        state = decisions.apply(state, before=(stored.evident.measured.started_at, stored.id))
        findings = find(stored.evident, state, prior=prior)
        replayed.append((stored, finding_rows(stored.id, user_id, stored.evident, findings, run=run, now=now)))
        columns = assessment_columns(findings)
        if columns != stored.assessment:
            changed.append(Conversation(id=stored.id, **columns))
        state = follow(state, stored.evident, findings)
    Conversation.objects.bulk_update(changed, ["analysis_status", "not_assessed"], batch_size=UPDATED_AT_ONCE)
    earlier_levels = _supersede_findings(replayed)
    _store(user_id, replayed, decisions.apply(state, before=LAST))
    _raise_events(replayed, earlier_levels, now=now)
    request.delete()
    return len(replayed)


def stored_sessions(user_id: UUID, *, since: datetime) -> Iterator[Stored]:
    """A person's sessions from then on in the order of time, with what the person said in them."""
    said: defaultdict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    sessions = Conversation.objects.filter(user_id=user_id, started_at__gte=since)
    messages = Message.objects.filter(conversation__in=sessions, role=Message.Role.USER).order_by("position")
    for message_id, conversation_id, content in messages.values_list("id", "conversation_id", "content"):
        said[conversation_id].append((message_id, open_text("messages", "content", message_id, content)))
    for row in sessions.order_by("started_at", "id").values():
        yield Stored(
            id=row["id"],
            arrived_at=row["created_at"],
            evident=Evident(
                measured=measure_stored(row["started_at"], row["voice_features"], row["emotion_summary"]),
                said=tuple(said[row["id"]]),
                language=row["language"],
                stated_emotion=cast("Sentiment | None", row["stated_emotion"]),  # a CHECK holds it to that
            ),
            assessment={name: row[name] for name in ("analysis_status", "not_assessed")},
        )


def _supersede_findings(replayed: list[Replayed]) -> dict[UUID, str]:
    """Makes way for the new run, which takes over what still holds; returns the level each session had before."""
    ids = [stored.id for stored, _ in replayed]
    current = RiskAssessment.objects.filter(session_id__in=ids, is_current=True)
    earlier = {row["session_id"]: row for row in current.values("session_id", "risk_level", *ACTION_COLUMNS)}
    for model in (Deviation, Dissonance, RiskAssessment):
        model._default_manager.filter(session_id__in=ids, is_current=True).update(is_current=False)
    EmotionReading.objects.filter(conversation_id__in=ids, message_id__isnull=True).delete()
    for stored, rows in replayed:
        if rows.risk is not None:
            rows.risk.update(_action_that_still_holds(earlier.get(stored.id), rows.risk))
    return {session_id: row["risk_level"] for session_id, row in earlier.items()}


def _action_that_still_holds(earlier: Row | None, later: Row) -> Row:
    """What a clinician did about a finding holds for the new one too, unless that is more urgent."""
    if earlier is None or LEVELS.index(later["risk_level"]) > LEVELS.index(earlier["risk_level"]):
        return dict.fromkeys(ACTION_COLUMNS)
    return {column: earlier[column] for column in ACTION_COLUMNS}


def _raise_events(replayed: list[Replayed], earlier_levels: dict[UUID, str], *, now: datetime) -> None:
    """A crisis event for each session that is now more urgent than it was, unless one is open for it."""
    events = []
    for stored, rows in replayed:
        before = earlier_levels.get(stored.id, "low")
        if rows.risk is not None and LEVELS.index(rows.risk["risk_level"]) > LEVELS.index(before):
            events.append(_event_row(stored, rows.risk, now=now))
    raised = store_events([event for event in events if event is not None])
    _mark_sessions(raised)
    queue_announcements(raised)


def _event_row(stored: Stored, risk: Row, *, now: datetime) -> Row | None:
    """The event as it would have been raised when the session arrived, but with the time to act counted from now.

    Whether a session is historical depends on its arrival: one that is replayed late was not recorded late, and what
    nobody has seen so far is not settled by time.
    """
    waited = now - stored.arrived_at
    event = crisis_row(risk, stored.evident.measured.started_at, now=stored.arrived_at)
    if event is None:
        return None
    return {**event, "created_at": now, "due_at": event["due_at"] and event["due_at"] + waited}


def _mark_sessions(events: list[Row]) -> None:
    """Notes on the sessions that a crisis event was raised, and whether the clinic was asked to act."""
    raised = Conversation.objects.filter(id__in=[event["conversation_id"] for event in events])
    raised.update(crisis_detected=True)
    escalated = [event["conversation_id"] for event in events if event["escalation_required"]]
    raised.filter(id__in=escalated).update(escalated_to_human=True)


def _lock_person(user_id: UUID) -> UUID | None:
    """Locks the person until the transaction ends; returns the id of what their clinic's people have taught."""
    current = PopulationPrior.objects.filter(clinic_id=OuterRef("clinic_id"), is_current=True).values("id")
    locked = User.objects.select_for_update(no_key=True).filter(id=user_id).order_by("id")
    return locked.values_list(Subquery(current), flat=True).first()


def _store(user_id: UUID, replayed: list[Replayed], state: PersonState) -> None:
    """Writes the new run and the person's normal after it."""
    baselines = baseline_rows(user_id, PersonState(), state)
    store_replayed([rows for _, rows in replayed], baselines=baselines, drifts=[drift_row(user_id, state)])
    kept = [row["baseline_type"] for row in baselines]
    Baseline.objects.filter(user_id=user_id).exclude(baseline_type__in=kept).delete()
