"""Records sessions: from validated sessions to stored rows and one answer each.

The words are read first, before anybody is locked. Then, for a batch of sessions in one transaction:
1. lock the people, in the order of their ids;
2. claim the uploads; those claimed before are answered as they were then;
3. read where each person stands;
4. find what there is in each session, in the order of time, with pure arithmetic;
5. write all rows, in one statement, raise the crisis events, and queue what follows from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import DataError, IntegrityError, OperationalError, transaction
from psycopg.errors import UniqueViolation

from conversations.input_warnings import as_faults
from conversations.values import Session
from resona.accounts.purposes import Purpose
from resona.analysis.clashes import with_free_message_ids
from resona.analysis.courses import BEGINNING, Course, Past, SessionKey, load_courses, load_decisions, readable_prior
from resona.analysis.intake import (
    Person,
    UnknownPersonError,
    UploadConflictError,
    as_consented,
    claim_uploads,
    find_earlier_results,
    lock_people,
    placed_in_lives,
)
from resona.analysis.queueing import queue_replays
from resona.analysis.results import describe
from resona.analysis.rows import Row, SessionRows, baseline_rows, drift_row, evident_in, session_rows
from resona.analysis.storing import Activity, store_sessions
from resona.api.preferences import Handling
from resona.api.renderers import write_json
from resona.compliance.holds import recording_refusal
from resona.compliance.refusals import NoLongerInCareError
from resona.errors import InvalidInputError, ResonaError
from resona.logs import log_unforeseen
from resona.postgres.models import new_id
from resona.postgres.retry import retry_idempotent
from risk.crisis_events import raise_events
from risk.detectors import find, follow
from risk.person_state import PersonState
from risk.session_findings import Evident, past_session
from risk.words_read import WordsRead, read_words

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

CREATED, REPEATED = 201, 200
# Of a session that names no language while its person's is not known yet; where it is another, the mood is read again.
ASSUMED_LANGUAGE = "en"


class NotRecordedError(ResonaError):
    """The database could not take this session. Nothing of it was stored."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one session: its answer, or why there is none."""

    session_id: UUID
    status: int
    body: bytes | None = None  # JSON; with an error, the answer under the id that it was recorded as all the same
    error: ResonaError | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether it is here now, under whichever id."""
        return self.body is not None


def record_sessions(
    sessions: Sequence[Session], *, caller: Caller, now: datetime, handling: Handling = "lenient"
) -> list[Outcome]:
    """Records sessions and returns an outcome each, in the order given. One transaction, unless ids repeat or clash.

    One whose id is taken by something else is recorded under an id of ours, once however often it comes. Strict: it is
    not, nor is one with a message whose id is taken.
    """
    recorder = _Recorder(caller=caller, now=now, handling=handling)
    return [outcome for batch in _without_repeats(sessions) for outcome in recorder.record(batch)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Recorder:
    """Records for one caller at one time."""

    caller: Caller
    now: datetime
    handling: Handling

    def record(self, sessions: Sequence[Session]) -> list[Outcome]:
        """One transaction for all or, where the database refuses one of them, one for each."""
        try:
            words = {session.id: read_words(_evident_alone(session)) for session in sessions}
            by_id = retry_idempotent(lambda: _record_together(sessions, words, self))
        except (IntegrityError, DataError) as refusal:
            if len(sessions) > 1:
                return self._record_singly(sessions)
            return [self._record_refused(sessions[0], refusal)]
        except OperationalError:
            raise
        except Exception as error:
            if len(sessions) > 1:
                return self._record_singly(sessions)
            log_unforeseen(error)
            return [_refused(sessions[0], NotRecordedError())]
        return [self._settle_conflict(session, by_id[session.id]) for session in sessions]

    def _record_singly(self, sessions: Sequence[Session]) -> list[Outcome]:
        return [outcome for session in sessions for outcome in self.record([session])]

    def _record_refused(self, session: Session, refusal: Exception) -> Outcome:
        """What the database refuses is an id of a message that another session has; or a fault of ours, and said so."""
        if isinstance(refusal.__cause__, UniqueViolation):
            freed = with_free_message_ids(session)
            if freed is not session and self.handling == "strict":
                return _refused(session, InvalidInputError(as_faults(freed.warnings)))
            if freed is not session:
                return self.record([freed])[0]
        return _refused(session, NotRecordedError())

    def _settle_conflict(self, session: Session, outcome: Outcome) -> Outcome:
        """Another body under an id that is taken holds other words: it is recorded as another session."""
        recorded_as = outcome.error.recorded_as if isinstance(outcome.error, UploadConflictError) else None
        if recorded_as is None or self.handling == "strict":
            return outcome
        (recorded,) = self.record([replace(session, id=recorded_as)])
        if not recorded.is_recorded:
            return replace(outcome, error=UploadConflictError())
        return replace(outcome, body=recorded.body)


def _evident_alone(session: Session) -> Evident:
    """What a session gives to go by, before its person is known."""
    return evident_in(session, language=session.language or ASSUMED_LANGUAGE)


@transaction.atomic
def _record_together(
    sessions: Sequence[Session], words: Mapping[UUID, WordsRead], recorder: _Recorder
) -> dict[UUID, Outcome]:
    caller, now = recorder.caller, recorder.now
    people = lock_people({session.user_id for session in sessions}, caller)
    outcomes = {
        session.id: _refused(session, UnknownPersonError()) for session in sessions if session.user_id not in people
    }
    known = placed_in_lives([session for session in sessions if session.user_id in people], now=now)
    if recorder.handling == "strict":
        outcomes |= {one.id: _refused(one, InvalidInputError(as_faults(one.warnings))) for one in known if one.warnings}
        known = [session for session in known if not session.warnings]
    claimed = claim_uploads(
        [session for session in known if _is_recorded(session, people[session.user_id], now=now)], now=now
    )
    earlier = find_earlier_results([session for session in known if session.id not in claimed], caller)
    for session in known:
        if session.id not in claimed:
            outcomes[session.id] = _settled(session, earlier.get(session.id) or _refusal(people[session.user_id]))
    fresh = [as_consented(session, people[session.user_id]) for session in known if session.id in claimed]
    return {**outcomes, **_analyse_and_store(fresh, words, people, now=now)}


def _analyse_and_store(
    sessions: Sequence[Session], words: Mapping[UUID, WordsRead], people: dict[UUID, Person], *, now: datetime
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
        rows, state = _analyse_course(own, words, course, people[user_id], now=now)
        analysed.extend(rows)
        baselines.extend(baseline_rows(user_id, course.state, state))
        if (state.drift, state.shadow) != (course.state.drift, course.state.shadow):
            drifts.append(drift_row(user_id, state))
        if course.state.is_damaged:
            late[user_id] = BEGINNING
        elif late_keys := _late_keys(own, course):
            late[user_id] = late_keys[0][0]
    activity = Activity(
        latest={user_id: _last_active(own, courses[user_id], now) for user_id, own in by_person.items()}
    )
    store_sessions(analysed, baselines=baselines, drifts=drifts, activity=activity)
    raise_events([rows.crisis_event for rows in analysed if rows.crisis_event is not None])
    queue_replays(late)
    answers = {rows.conversation["id"]: rows.answer for rows in analysed}
    return {key: Outcome(session_id=key, status=CREATED, body=answer) for key, answer in answers.items()}


def _analyse_course(
    sessions: Sequence[Session], words: Mapping[UUID, WordsRead], course: Course, person: Person, *, now: datetime
) -> tuple[list[SessionRows], PersonState]:
    """Rows of one person's sessions, which are in the order of time, and the person's state after the latest.

    A late session is compared with the sessions before it and leaves the baselines to the replay that follows. One
    whose time is unknown is compared with nothing, for nobody can tell what was before it.
    """
    run, prior = new_id(), readable_prior(person.prior_id)
    state, past = course.state, _past_of(sessions, course, person)
    analysed: list[SessionRows] = []
    for session in sessions:
        key = (session.started_at, session.id)
        late_after = past if course.is_late(key) else None
        is_untimed = session.placed.is_untimed
        before = PersonState() if is_untimed else state if late_after is None else late_after.state_before(key)
        evident = evident_in(session, language=session.language or person.language)
        findings = find(evident, before, prior=prior, words=words.get(session.id))
        after = state if is_untimed else follow(before, evident, findings)
        for failure in findings.failures:
            log_unforeseen(failure)
        rows = session_rows(session, evident, findings, run=run, now=now)
        answer = write_json(describe(rows, after, session.warnings))
        rows.conversation["recorded_result"] = orjson.Fragment(answer)
        analysed.append(replace(rows, answer=answer))
        if late_after is None:
            state = after
        elif not is_untimed:
            late_after.add(after, past_session(findings, session.started_at))
    return analysed, state


def _past_of(sessions: Sequence[Session], course: Course, person: Person) -> Past | None:
    """What late sessions are compared with; None where none of these is late."""
    late = _late_keys(sessions, course)
    return Past(person.id, until=late[-1], decisions=load_decisions(person.id)) if late else None


def _late_keys(sessions: Sequence[Session], course: Course) -> list[SessionKey]:
    """Those of the sessions that stand before one that is recorded, in the order of time."""
    timed = [session for session in sessions if not session.placed.is_untimed]
    return [key for session in timed if course.is_late(key := (session.started_at, session.id))]


def _last_active(sessions: Sequence[Session], course: Course, now: datetime) -> datetime:
    """When the person's latest session was, recorded now or before; never later than now."""
    latest = max(now if session.placed.is_untimed else session.started_at for session in sessions)
    return min(latest if course.latest is None else max(latest, course.latest[0]), now)


def _is_recorded(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether consent covers it, and the person is in care or calls for help: that reaches people, whoever has left."""
    if Purpose.RECORDING not in person.consents:
        return False
    return not person.care_ended or _calls_for_help(session, person, now=now)


def _calls_for_help(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether the person's words alone raise a crisis event; what cannot be read may."""
    evident = evident_in(session, language=session.language or person.language)
    findings = find(evident, PersonState(), prior=None)
    if findings.failures:
        return True
    return session_rows(session, evident, findings, run=new_id(), now=now).crisis_event is not None


def _refusal(person: Person) -> ResonaError:
    if person.care_ended and Purpose.RECORDING in person.consents:
        return NoLongerInCareError(person.id)
    return recording_refusal(person.id)


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
