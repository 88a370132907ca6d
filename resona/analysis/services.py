"""Records sessions: from validated sessions to stored rows and one answer each.

Steps, for a batch of sessions in one transaction:
1. lock the people, in the order of their ids;
2. claim the uploads; those claimed before are answered as they were then;
3. read where each person stands;
4. find what there is in each session, in the order of time, with pure arithmetic;
5. write all rows, in one statement, raise the crisis events, and queue what follows from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import DataError, IntegrityError, OperationalError, transaction
from psycopg.errors import UniqueViolation

from conversations.values import Session
from resona.accounts.purposes import Purpose
from resona.analysis.courses import BEGINNING, Course, Past, load_courses, load_decisions, readable_prior
from resona.analysis.intake import (
    Person,
    UnknownPersonError,
    UploadConflictError,
    as_consented,
    claim_uploads,
    find_earlier_results,
    lock_people,
)
from resona.analysis.queueing import queue_replays
from resona.analysis.results import describe
from resona.analysis.rows import Row, SessionRows, baseline_rows, drift_row, evident_in, session_rows
from resona.analysis.storing import Activity, store_sessions
from resona.api.renderers import write_json
from resona.compliance.holds import recording_refusal
from resona.errors import ResonaError
from resona.logs import log_unforeseen
from resona.postgres.models import new_id
from resona.postgres.retry import retry_transient
from risk.crisis_events import raise_events
from risk.detectors import find, follow
from risk.person_state import PersonState
from risk.session_findings import past_session

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

CREATED, REPEATED = 201, 200


class NotRecordedError(ResonaError):
    """The database could not take this session. Nothing of it was stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one session: its answer, or why there is none."""

    session_id: UUID
    status: int
    body: bytes | None = None  # JSON
    error: ResonaError | None = None


def record_sessions(sessions: Sequence[Session], *, caller: Caller, now: datetime) -> list[Outcome]:
    """Records sessions and returns an outcome each, in the order given. One transaction, unless ids repeat or clash."""
    outcomes: list[Outcome] = []
    for batch in _without_repeats(sessions):
        outcomes.extend(_record_batch(batch, caller=caller, now=now))
    return outcomes


def _record_batch(sessions: Sequence[Session], *, caller: Caller, now: datetime) -> list[Outcome]:
    """One transaction for all or, where the database refuses one of them, one for each.

    What it refuses is an id of a message that another session has; anything else is a fault of ours, and said so.
    """
    try:
        by_id = retry_transient(lambda: _record_together(sessions, caller=caller, now=now))
    except (IntegrityError, DataError) as refusal:
        if len(sessions) == 1:
            is_taken = isinstance(refusal.__cause__, UniqueViolation)
            return [_refused(sessions[0], UploadConflictError() if is_taken else NotRecordedError())]
        return _record_singly(sessions, caller=caller, now=now)
    except OperationalError:
        raise
    except Exception as error:
        if len(sessions) == 1:
            log_unforeseen(error)
            return [_refused(sessions[0], NotRecordedError())]
        return _record_singly(sessions, caller=caller, now=now)
    return [by_id[session.id] for session in sessions]


def _record_singly(sessions: Sequence[Session], *, caller: Caller, now: datetime) -> list[Outcome]:
    return [outcome for session in sessions for outcome in _record_batch([session], caller=caller, now=now)]


@transaction.atomic
def _record_together(sessions: Sequence[Session], *, caller: Caller, now: datetime) -> dict[UUID, Outcome]:
    people = lock_people({session.user_id for session in sessions}, caller)
    known = [session for session in sessions if session.user_id in people]
    outcomes = {
        session.id: _refused(session, UnknownPersonError()) for session in sessions if session.user_id not in people
    }
    claimed = claim_uploads(
        [session for session in known if Purpose.RECORDING in people[session.user_id].consents], now=now
    )
    earlier = find_earlier_results([session for session in known if session.id not in claimed], caller)
    for session in known:
        if session.id not in claimed:
            outcomes[session.id] = _settled(session, earlier.get(session.id) or recording_refusal(session.user_id))
    fresh = [as_consented(session, people[session.user_id]) for session in known if session.id in claimed]
    return {**outcomes, **_analyse_and_store(fresh, people, now=now)}


def _analyse_and_store(
    sessions: Sequence[Session], people: dict[UUID, Person], *, now: datetime
) -> dict[UUID, Outcome]:
    if not sessions:
        return {}
    by_person: defaultdict[UUID, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda session: (session.started_at, session.id)):
        by_person[session.user_id].append(session)
    courses = load_courses(by_person)
    analysed: list[SessionRows] = []
    baselines: list[Row] = []
    drifts: list[Row] = []
    late: dict[UUID, datetime] = {}
    for user_id, own in by_person.items():
        course = courses[user_id]
        rows, state = _analyse_course(own, course, people[user_id], now=now)
        analysed.extend(rows)
        baselines.extend(baseline_rows(user_id, course.state, state))
        if (state.drift, state.shadow) != (course.state.drift, course.state.shadow):
            drifts.append(drift_row(user_id, state))
        if course.state.is_damaged:
            late[user_id] = BEGINNING
        elif course.is_late((own[0].started_at, own[0].id)):
            late[user_id] = own[0].started_at
    activity = Activity(
        latest={user_id: _last_active(own, courses[user_id], now) for user_id, own in by_person.items()}
    )
    store_sessions(analysed, baselines=baselines, drifts=drifts, activity=activity)
    raise_events([rows.crisis_event for rows in analysed if rows.crisis_event is not None])
    queue_replays(late)
    answers = {rows.conversation["id"]: rows.answer for rows in analysed}
    return {key: Outcome(session_id=key, status=CREATED, body=answer) for key, answer in answers.items()}


def _analyse_course(
    sessions: Sequence[Session], course: Course, person: Person, *, now: datetime
) -> tuple[list[SessionRows], PersonState]:
    """Rows of one person's sessions, which are in the order of time, and the person's state after the latest.

    A late session is compared with the sessions before it and leaves the baselines to the replay that follows.
    """
    run, prior = new_id(), readable_prior(person.prior_id)
    state, past = course.state, _past_of(sessions, course, person)
    analysed: list[SessionRows] = []
    for session in sessions:
        key = (session.started_at, session.id)
        late_after = past if course.is_late(key) else None
        before = state if late_after is None else late_after.state_before(key)
        evident = evident_in(session, language=session.language or person.language)
        findings = find(evident, before, prior=prior)
        after = follow(before, evident, findings)
        for failure in findings.failures:
            log_unforeseen(failure)
        rows = session_rows(session, evident, findings, run=run, now=now)
        answer = write_json(describe(rows, after))
        rows.conversation["recorded_result"] = orjson.Fragment(answer)
        analysed.append(replace(rows, answer=answer))
        if late_after is None:
            state = after
        else:
            late_after.add(after, past_session(findings, session.started_at))
    return analysed, state


def _past_of(sessions: Sequence[Session], course: Course, person: Person) -> Past | None:
    """What late sessions are compared with; None where none of these is late."""
    late = [key for session in sessions if course.is_late(key := (session.started_at, session.id))]
    return Past(person.id, until=late[-1], decisions=load_decisions(person.id)) if late else None


def _last_active(sessions: Sequence[Session], course: Course, now: datetime) -> datetime:
    """When the person's latest session was, recorded now or before; never later than now."""
    latest = sessions[-1].started_at if course.latest is None else max(sessions[-1].started_at, course.latest[0])
    return min(latest, now)


def _settled(session: Session, earlier: bytes | ResonaError) -> Outcome:
    if isinstance(earlier, ResonaError):
        return _refused(session, earlier)
    return Outcome(session_id=session.id, status=REPEATED, body=earlier)


def _refused(session: Session, error: ResonaError) -> Outcome:
    return Outcome(session_id=session.id, status=error.status, error=error)


def _without_repeats(sessions: Sequence[Session]) -> Iterator[list[Session]]:
    """Cuts a batch wherever an id comes again: the second must find the first one recorded."""
    batch: list[Session] = []
    seen: set[UUID] = set()
    for session in sessions:
        if session.id in seen:
            yield batch
            batch, seen = [], set()
        batch.append(session)
        seen.add(session.id)
    if batch:
        yield batch
