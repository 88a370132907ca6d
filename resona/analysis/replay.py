"""Analyses a person's stored sessions again in the order of time: baselines end as if no session had been late.

The new run stands beside the old one: earlier rows stay as they are but for `is_current`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from baselines.models import Baseline, BaselineReplay, PopulationPrior
from baselines.prior import Prior
from conversations.models import Conversation, Message
from conversations.values import Sentiment
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.analysis.courses import (
    FIRST_ID,
    LAST,
    Decisions,
    load_decisions,
    measure_stored,
    readable_prior,
    state_before,
)
from resona.analysis.rows import (
    Origin,
    Row,
    SessionRows,
    assessment_columns,
    baseline_rows,
    drift_row,
    event_row,
    finding_rows,
)
from resona.analysis.runs import load_earlier_runs, supersede
from resona.analysis.storing import store_findings, store_normals
from resona.postgres.models import new_id
from risk.crisis_events import raise_events
from risk.detectors import find, follow
from risk.person_state import PersonState
from risk.policy import POLICY
from risk.session_findings import Evident, Findings, in_turns

# What of a conversation says whether everything could be assessed.
ASSESSMENT_COLUMNS = ("analysis_status", "not_assessed")
_READ_OF_A_SESSION = (
    "id", "started_at", "created_at", "is_historical", "language", "voice_features", "emotion_summary",
    "stated_emotion",
    *ASSESSMENT_COLUMNS,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A stored session, ready to be analysed again."""

    id: UUID
    arrived_at: datetime
    evident: Evident
    assessment: Row  # ASSESSMENT_COLUMNS
    is_historical: bool

    def origin(self, run: Run) -> Origin:
        """What is found in it now is for a review, and calls nobody, where it tells of the past."""
        is_past = self.is_historical or run.now - self.arrived_at > POLICY.crisis.historical_after
        return Origin(session_id=self.id, user_id=run.user_id, is_historical=is_past)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One replay of a person."""

    id: UUID
    user_id: UUID
    decisions: Decisions
    prior: Prior | None
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class _Person:
    """What a replay needs to know of the person, read under the lock."""

    id: UUID
    consents: frozenset[str]
    prior_id: UUID | None  # what the clinic's people have taught


Replayed = tuple[Stored, SessionRows]
# Sessions in memory at a time, with what was said and found in them: a long course is few statements, and none is huge.
SESSIONS_AT_ONCE = 500


@transaction.atomic
def replay_person(user_id: UUID, *, now: datetime) -> int:
    """Replays the person from the time their replay was asked for; returns how many sessions were analysed again.

    Nothing happens when no replay waits, so the job may run any number of times. While the person does not consent to
    it, it goes on waiting.
    """
    person = _lock_person(user_id)
    request = BaselineReplay.objects.filter(user_id=user_id).first()
    if person is None or request is None or not _may_replay(person):
        return 0
    decisions = load_decisions(user_id)
    run = Run(id=new_id(), user_id=user_id, decisions=decisions, prior=readable_prior(person.prior_id), now=now)
    state, number = state_before(user_id, (request.since, FIRST_ID), decisions), 0
    sessions = stored_sessions(user_id, since=request.since)
    while batch := list(islice(sessions, SESSIONS_AT_ONCE)):
        replayed, state = _analyse(batch, state, run)
        _store_run(replayed, run)
        number += len(batch)
    _store_normal(user_id, decisions.apply(state, before=LAST))
    request.delete()
    return number


@transaction.atomic
def analyse_untimed(session: Conversation, *, now: datetime) -> None:
    """Analyses a session without a place in the course again: compared with nothing, as when it was recorded.

    While the person does not consent to it, nothing happens.
    """
    person = _lock_person(session.user_id)
    if person is None or not _may_replay(person):
        return
    decisions, prior = load_decisions(person.id), readable_prior(person.prior_id)
    run = Run(id=new_id(), user_id=person.id, decisions=decisions, prior=prior, now=now)
    sessions = _read_stored(Conversation.objects.filter(id=session.id, is_untimed=True))
    _store_run([_find_again(stored, PersonState(), run)[0] for stored in sessions], run)


def stored_sessions(user_id: UUID, *, since: datetime) -> Iterator[Stored]:
    """A person's sessions from then on in the order of time, with what the person said in them."""
    return _read_stored(Conversation.objects.filter(user_id=user_id, started_at__gte=since, is_untimed=False))


def _read_stored(sessions: QuerySet[Conversation]) -> Iterator[Stored]:
    sessions = sessions.order_by("started_at", "id")
    rows = sessions.values(*_READ_OF_A_SESSION).iterator(chunk_size=SESSIONS_AT_ONCE)
    while batch := list(islice(rows, SESSIONS_AT_ONCE)):
        messages = _messages_of([row["id"] for row in batch])
        for row in batch:
            said, asked = in_turns(messages.get(row["id"], ()))
            yield Stored(
                id=row["id"],
                arrived_at=row["created_at"],
                evident=Evident(
                    measured=measure_stored(row["started_at"], row["voice_features"], row["emotion_summary"]),
                    said=said,
                    asked=asked,
                    language=row["language"],
                    stated_emotion=cast("Sentiment | None", row["stated_emotion"]),  # a CHECK holds it to that
                ),
                assessment={name: row[name] for name in ASSESSMENT_COLUMNS},
                is_historical=row["is_historical"],
            )


def _analyse(sessions: Iterable[Stored], state: PersonState, run: Run) -> tuple[list[Replayed], PersonState]:
    """What a run finds in successive sessions, and the state after them."""
    replayed: list[Replayed] = []
    for stored in sessions:
        state = run.decisions.apply(state, before=(stored.evident.measured.started_at, stored.id))
        again, findings = _find_again(stored, state, run)
        replayed.append(again)
        state = follow(state, stored.evident, findings)
    return replayed, state


def _find_again(stored: Stored, before: PersonState, run: Run) -> tuple[Replayed, Findings]:
    findings = find(stored.evident, before, prior=run.prior)
    rows = finding_rows(stored.origin(run), stored.evident, findings, run=run.id, now=run.now)
    return (stored, replace(rows, conversation=assessment_columns(findings))), findings


def _messages_of(session_ids: list[UUID]) -> Mapping[UUID, list[tuple[UUID, str, str]]]:
    """Id, role and text of each message of these sessions, in clear."""
    texts: defaultdict[UUID, dict[tuple[UUID, str], str]] = defaultdict(dict)
    messages = Message.objects.filter(conversation__in=session_ids).order_by("position")
    rows = messages.annotate(whole=Coalesce("part_of", "id"))
    for id_, whole, session_id, role, content in rows.values_list("id", "whole", "conversation_id", "role", "content"):
        of_session, key = texts[session_id], (whole, role)
        of_session[key] = of_session.get(key, "") + Message.content.open(id_, content)
    return {
        session_id: [(message_id, role, text) for (message_id, role), text in of_session.items()]
        for session_id, of_session in texts.items()
    }


def _store_run(replayed: list[Replayed], run: Run) -> None:
    """Writes a new run beside the old one, and raises what became more urgent.

    What an earlier replay found already stays as it is: it would say the same a third time, and so on for ever.
    """
    earlier = load_earlier_runs([stored.id for stored, _ in replayed])
    for stored, rows in replayed:
        if rows.risk is not None:
            rows.risk.update(earlier[stored.id].handling_for(rows.risk))
    changed = [
        Conversation(id=stored.id, **rows.conversation)
        for stored, rows in replayed
        if rows.conversation != stored.assessment
    ]
    Conversation.objects.bulk_update(changed, ASSESSMENT_COLUMNS)
    new = [
        (stored, rows)
        for stored, rows in replayed
        if not (earlier[stored.id].is_repetition and earlier[stored.id].says_the_same(rows))
    ]
    supersede([stored.id for stored, _ in new])
    store_findings([rows for _, rows in new])
    _raise_events([one for one in new if earlier[one[0].id].says_less_than(one[1].said)], run)


def _raise_events(graver: list[Replayed], run: Run) -> None:
    """A crisis event for each session whose words call for more than was read in them, unless one is open for it."""
    events = [event_row(stored.origin(run), rows.said, now=run.now) for stored, rows in graver]
    _mark_sessions(raise_events([event for event in events if event is not None]))


def _mark_sessions(events: list[Row]) -> None:
    """Notes on the sessions that a crisis event was raised, and whether the clinic was asked to act."""
    raised = Conversation.objects.filter(id__in=[event["conversation_id"] for event in events])
    raised.update(crisis_detected=True)
    escalated = [event["conversation_id"] for event in events if event["escalation_required"]]
    raised.filter(id__in=escalated).update(escalated_to_human=True)


def _lock_person(user_id: UUID) -> _Person | None:
    """The person, locked until the transaction ends."""
    current = PopulationPrior.objects.filter(clinic_id=OuterRef("clinic_id"), is_current=True).values("id")
    locked = User.objects.select_for_update(no_key=True).filter(id=user_id).order_by("id")
    row = locked.values_list("id", "consents_given", Subquery(current)).first()
    return None if row is None else _Person(id=row[0], consents=frozenset(row[1]), prior_id=row[2])


def _may_replay(person: _Person) -> bool:
    """Without recording nothing is analysed any more, and without voice analysis no voice is: neither sent nor stored.

    Leaving the voice out would take findings back that a clinician may be acting on.
    """
    if Purpose.RECORDING not in person.consents:
        return False
    if Purpose.VOICE_ANALYSIS in person.consents:
        return True
    sounded = Q(voice_features__isnull=False) | Q(emotion_summary__isnull=False)
    return not Conversation.objects.filter(sounded, user_id=person.id).exists()


def _store_normal(user_id: UUID, state: PersonState) -> None:
    """Writes the person's normal after the run."""
    baselines = baseline_rows(user_id, PersonState(), state)
    store_normals(baselines=baselines, drifts=[drift_row(user_id, state)])
    kept = [row["baseline_type"] for row in baselines]
    Baseline.objects.filter(user_id=user_id).exclude(baseline_type__in=kept).delete()
