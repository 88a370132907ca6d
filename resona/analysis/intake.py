"""What has to be known before a session is analysed: who may be recorded, and whether this upload is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db.models import OuterRef, QuerySet, Subquery

from baselines.models import PopulationPrior
from conversations.clocks import may_precede_birth, place_in_life
from conversations.models import Conversation, Upload
from conversations.values import Session
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, User
from resona.accounts.profiles import read_profiles
from resona.accounts.purposes import Purpose
from resona.compliance.holds import RestrictedError
from resona.encryption.digests import digest_matches, id_from_content, keyed_digest
from resona.errors import InputWarning, ResonaError
from resona.postgres.bulk import insert_rows
from resona.postgres.compiled import CompiledQuery, any_of

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

OPERATION = "session"
CLAIM = """
ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, processed_at = EXCLUDED.processed_at, encrypted_data = NULL
WHERE sync_queue.status = 'pending' AND sync_queue.user_id = EXCLUDED.user_id
    AND sync_queue.body_digest = EXCLUDED.body_digest
RETURNING id
"""


class UnknownPersonError(ResonaError):
    """There is no such person."""

    status = 404


class UploadConflictError(ResonaError):
    """This id is already taken by something else."""

    status = 409
    problem = "body-differs"

    def __init__(self, recorded_as: UUID | None = None) -> None:
        self.recorded_as = recorded_as  # the id under which this body is recorded all the same
        super().__init__()

    @property
    def members(self) -> Mapping[str, object]:
        return {"recorded_as": self.recorded_as} if self.recorded_as else {}


class SessionRemovedError(ResonaError):
    """This session was recorded and has since been removed."""

    status = 410
    problem = "session-removed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What recording needs to know of a person."""

    id: UUID
    language: str
    consents: frozenset[str]  # purposes whose consent stands, read under the lock
    prior_id: UUID | None  # what the clinic's people have taught; None: nothing yet
    care_ended: str = ""  # why they are no longer in care; empty: they are


def may_import(caller: Caller) -> bool:
    """Whether the caller may say that a session is of the past, and calls nobody."""
    return isinstance(caller, ApiKeyCaller) and ApiKey.Scope.SESSIONS_IMPORT in caller.scopes


def lock_people(ids: Iterable[UUID], caller: Caller) -> dict[UUID, Person]:
    """Those people in the caller's care, locked in the order of their ids until the transaction ends.

    NO KEY UPDATE: a plain FOR UPDATE would fight every insert that refers to the person.
    """
    wanted = list(set(ids))
    if isinstance(caller, ApiKeyCaller):
        rows = _LOCK_FOR_KEY.fetch(clinic_id=caller.clinic_id, ids=wanted)
    else:
        rows = list(_lockable(wanted, caller))
    return {
        user_id: Person(
            id=user_id, language=language, consents=frozenset(consents), prior_id=prior_id, care_ended=care_ended
        )
        for user_id, language, consents, care_ended, prior_id in rows
    }


def as_consented(session: Session, person: Person) -> Session:
    """The session without what the person has not consented to: how it sounded is then neither kept nor analysed.

    It stays the upload it was, whatever the person decides later: a retry has the same body.
    """
    if Purpose.VOICE_ANALYSIS in person.consents:
        return session
    return replace(session, voice_features=None, emotion=None)


def placed_in_lives(sessions: Sequence[Session], *, now: datetime) -> list[Session]:
    """The sessions; those that claim a day before their person was born are taken for untimed.

    One statement where a session claims to be years old, none elsewhere.
    """
    old = {session.user_id for session in sessions if may_precede_birth(session.placed, now=now)}
    if not old:
        return list(sessions)
    births = {user_id: profile.birth_date for user_id, profile in read_profiles(old).items()}
    return [_placed_in_life(session, births.get(session.user_id), now=now) for session in sessions]


def _placed_in_life(session: Session, birth_date: date | None, *, now: datetime) -> Session:
    placed = place_in_life(session.placed, birth_date) if may_precede_birth(session.placed, now=now) else session.placed
    if placed is session.placed:
        return session
    warning = InputWarning(pointer="/started_at", code="clock_behind", detail="is before the person was born")
    return replace(session, placed=placed, warnings=(*session.warnings, warning))


def claim_uploads(sessions: Sequence[Session], *, now: datetime) -> set[UUID]:
    """Claims the ids of new uploads and returns them; ids taken before, by whomever, are left out.

    The claim commits together with what it stands for, so it is written as completed at once. An upload that was kept
    to be recorded later is claimed by the same body.
    """
    rows = [
        {
            "id": session.id,
            "user_id": session.user_id,
            "operation_type": OPERATION,
            "body_digest": keyed_digest(session.canonical_body),
            "status": Upload.Status.COMPLETED,
            "processed_at": now,
        }
        for session in sorted(sessions, key=lambda session: session.id)
    ]
    return {row[0] for row in insert_rows(Upload, rows, suffix=CLAIM)}


def find_earlier_results(sessions: Sequence[Session], caller: Caller) -> dict[UUID, bytes | ResonaError]:
    """For uploads that were here before: the answer of then, or why there is none. New ones are left out.

    Systems are told nothing of whom is restricted, though it is what they were told before.
    """
    if not sessions:
        return {}
    result = Conversation.objects.filter(id=OuterRef("id")).values("recorded_result")
    rows = Upload.objects.filter(id__in=[session.id for session in sessions]).values_list(
        "id", "user_id", "body_digest", "user__is_restricted", Subquery(result)
    )
    is_system = isinstance(caller, ApiKeyCaller)
    earlier = {row[0]: (row[1], row[2], is_system and row[3], row[4]) for row in rows}
    return {session.id: _earlier_result(session, *earlier[session.id]) for session in sessions if session.id in earlier}


def id_beside(session: Session, user_id: UUID, body_digest: str) -> UUID | None:
    """The id of ours for a session whose own is taken by an upload of this person and digest; None: it is that one."""
    if user_id == session.user_id and digest_matches(body_digest, session.canonical_body):
        return None
    return id_from_content(body_digest, session.id.bytes + session.user_id.bytes + session.canonical_body)


def _lockable(ids: list[UUID], caller: Caller) -> QuerySet[User, tuple[UUID, str, list[str], str, UUID | None]]:
    prior = PopulationPrior.objects.filter(clinic_id=OuterRef("clinic_id"), is_current=True).values("id")
    people = User.objects.addressed_by(caller).people().filter(any_of("id", ids))
    locked = people.order_by("id").select_for_update(no_key=True)
    return locked.values_list("id", "language", "consents_given", "care_ended", Subquery(prior))


# Other systems send nearly all sessions, and what a key sees depends on its clinic alone.
_LOCK_FOR_KEY = CompiledQuery(
    lambda *, clinic_id, ids: _lockable(ids, ApiKeyCaller(id=clinic_id, clinic_id=clinic_id, scopes=frozenset())),
    clinic_id=UUID(int=1),
    ids=[UUID(int=2)],
)


def _earlier_result(
    session: Session, user_id: UUID, body_digest: str, is_hidden: bool, result: object
) -> bytes | ResonaError:
    recorded_as = id_beside(session, user_id, body_digest)
    if recorded_as is not None:
        return UploadConflictError(recorded_as)
    if is_hidden:
        return RestrictedError(user_id)
    return SessionRemovedError() if result is None else orjson.dumps(result)
