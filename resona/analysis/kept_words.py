"""Sessions that came while too much was asked at once: their bodies are kept, sealed, and recorded by a worker."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import F

from conversations.models import Upload
from conversations.reading import parse_session, read_session
from conversations.values import Session
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, User
from resona.accounts.purposes import Purpose
from resona.analysis.intake import OPERATION, UnknownPersonError, id_beside
from resona.analysis.services import record_sessions
from resona.compliance.holds import recording_refusal
from resona.encryption.digests import keyed_digest
from resona.postgres.jobs import ALERTS, Priority, job_named

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

RECORD_KEPT: Final = "record_kept"
# Of one person at a time: a worker reads them within seconds, and no flood fills the disk.
MOST_KEPT: Final = 20
KEPT: Final = (
    "Too much is asked at once. What was said is kept and read within a minute. Send it again for its analysis."
)


@transaction.atomic
def keep_words(session: Session, caller: Caller, *, may_import: bool) -> bool:
    """Keeps a session to be recorded, and queues that; False: as many of this person wait as may.

    Raises UnknownPersonError, and the refusal of whoever is not recorded.
    """
    people = User.objects.addressed_by(caller).people().filter(id=session.user_id)
    consents = people.values_list("consents_given", flat=True).first()
    if consents is None:
        raise UnknownPersonError
    if Purpose.RECORDING not in consents:
        raise recording_refusal(session.user_id)
    if Upload.objects.filter(user_id=session.user_id, status=Upload.Status.PENDING).count() >= MOST_KEPT:
        return False
    upload_id = _free_id(session)
    upload = Upload(
        id=upload_id,
        user_id=session.user_id,
        operation_type=OPERATION,
        body_digest=keyed_digest(session.canonical_body),
        encrypted_data=Upload.encrypted_data.seal(upload_id, _envelope(session, caller, may_import=may_import)),
        status=Upload.Status.PENDING,
    )
    Upload.objects.bulk_create([upload], ignore_conflicts=True)
    job = job_named(RECORD_KEPT, queue=ALERTS, priority=Priority.WORDS)
    job.defer(user_id=str(session.user_id), upload_id=str(upload_id))
    return True


def record_kept(upload_id: UUID, *, now: datetime) -> None:
    """Records what was kept, as if it had come now. Again, or recorded meanwhile, it changes nothing."""
    waiting = Upload.objects.filter(id=upload_id, status=Upload.Status.PENDING)
    waiting.update(retry_count=F("retry_count") + 1)
    upload = waiting.first()
    if upload is None or upload.encrypted_data is None:
        return
    kept = orjson.loads(Upload.encrypted_data.open(upload.id, upload.encrypted_data))
    sent = parse_session(kept["body"].encode("latin-1"))
    session = read_session(sent, now=upload.created_at, may_import=kept["may_import"])
    (outcome,) = record_sessions([session], caller=_caller_of(kept), now=now)
    if not outcome.is_recorded:
        waiting.update(status=Upload.Status.FAILED, encrypted_data=None, processed_at=now)


def _free_id(session: Session) -> UUID:
    """Its own; the one under which it will be recorded where that is taken by something else."""
    taken = Upload.objects.filter(id=session.id).values_list("user_id", "body_digest").first()
    return (taken and id_beside(session, *taken)) or session.id


def _envelope(session: Session, caller: Caller, *, may_import: bool) -> bytes:
    """The body, byte for byte, and who sent it."""
    if isinstance(caller, ApiKeyCaller):
        sender: dict[str, UUID | None] = {"key": caller.id, "clinic": caller.clinic_id}
    else:
        sender = {"account": caller.pk}
    return orjson.dumps({**sender, "may_import": may_import, "body": session.canonical_body.decode("latin-1")})


def _caller_of(kept: dict[str, str]) -> Caller:
    if "account" in kept:
        return User.objects.get(id=kept["account"])
    scopes = frozenset({str(ApiKey.Scope.SESSIONS_WRITE)})
    return ApiKeyCaller(id=UUID(kept["key"]), clinic_id=UUID(kept["clinic"]), scopes=scopes)
