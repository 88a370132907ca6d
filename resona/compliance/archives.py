"""Archives of people's records, kept sealed in the database until they are fetched or their time is over.

Nothing is written to a disk in clear: the ZIP is sealed piece by piece as it is made, and opened piece by piece as it
is sent. The pieces go with the person, whoever deletes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.export import Contents, write_archive
from resona.compliance.person_tables import Names
from resona.compliance.requests import ARCHIVED, UnknownRequestError
from resona.compliance.rights_models import ArchivePart, GdprRequest
from resona.errors import ResonaError
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

PART_BYTES: Final = 2**18  # 256 KiB: a few in memory, and few rows
# Long enough for somebody on holiday, and no second home for the records.
KEPT_FOR: Final = timedelta(days=7)
FILE_NAME: Final = "resona-records.zip"  # names nobody


class ArchiveGoneError(ResonaError):
    """This archive is not made yet, or its time is over. Ask for another one."""

    status = 410


class _SealedSink:
    """Takes a ZIP as it is made, and keeps it in sealed parts."""

    def __init__(self, user_id: UUID, request_id: UUID) -> None:
        self._user_id, self._request_id = user_id, request_id
        self._held = bytearray()
        self.parts = self.size = 0

    def write(self, part: bytes) -> int:
        self._held += part
        while len(self._held) >= PART_BYTES:
            self._keep(bytes(self._held[:PART_BYTES]))
            del self._held[:PART_BYTES]
        return len(part)

    def flush(self) -> None:
        """Nothing: parts are full but for the last."""

    def close(self) -> None:
        """The last part, which may be a small one."""
        if self._held:
            self._keep(bytes(self._held))

    def _keep(self, content: bytes) -> None:
        part_id = new_id()
        ArchivePart.objects.create(
            id=part_id,
            user_id=self._user_id,
            request_id=self._request_id,
            place=self.parts,
            content=ArchivePart.content.seal(part_id, content),
        )
        self.parts += 1
        self.size += len(content)


def make_archive(request_id: UUID, *, now: datetime) -> bool:
    """Makes the archive a request waits for, from its beginning wherever an earlier try ended; whether it did.

    The rows are as they are when they are read, table by table: what arrives meanwhile may be in some alone. One
    snapshot of all would be one long transaction, in which nobody sees the progress, and for which the seals of the
    audit log would wait.
    """
    request = _waiting(request_id)
    person = None if request is None else User.objects.people().filter(pseudonym=request.subject).first()
    if request is None or person is None:
        return False
    ArchivePart.objects.filter(request=request).delete()
    sink = _SealedSink(person.id, request.id)
    names = Names(id=person.id, pseudonym=person.pseudonym)
    contents = write_archive(names, sink, now=now, on_step=lambda done, total: _note_progress(request.id, done, total))
    sink.close()
    _complete(request, person, contents, size=sink.size, now=now)
    return True


def open_archive(*, request_id: UUID, caller: Caller, address: str | None, now: datetime) -> Iterator[bytes]:
    """The ZIP made for this request, piece by piece; that it was fetched is kept.

    Raises UnknownRequestError, ArchiveGoneError, and SealedValueError where its first piece cannot be opened.
    """
    request = GdprRequest.objects.visible_to(caller).filter(id=request_id, kind__in=ARCHIVED).first()
    if request is None:
        raise UnknownRequestError
    if request.expires_at is None or request.expires_at <= now:
        raise ArchiveGoneError
    parts = list(ArchivePart.objects.filter(request=request).order_by("place").values_list("id", flat=True))
    if not parts:
        raise ArchiveGoneError
    opened = _open_parts(parts)
    first = next(opened)  # before anything is answered
    record_event(
        SecurityEvent.Kind.EXPORTED,
        actor=name_actor(caller),
        clinic_id=request.clinic_id,
        address=address,
        detail={"request": str(request.id), "fetched": 1},
    )
    return chain((first,), opened)


def forget_archives(*, now: datetime) -> int:
    """Deletes the archives whose time is over, and returns how many."""
    over = GdprRequest.objects.filter(expires_at__lte=now)
    with transaction.atomic():
        ArchivePart.objects.filter(request__in=over).delete()
        return over.update(expires_at=None)


def _waiting(request_id: UUID) -> GdprRequest | None:
    states = (GdprRequest.State.IN_PROGRESS, GdprRequest.State.FAILED)
    return GdprRequest.objects.filter(id=request_id, kind__in=ARCHIVED, state__in=states).first()


def _note_progress(request_id: UUID, done: int, total: int) -> None:
    GdprRequest.objects.filter(id=request_id).update(done=done, total=total)


@transaction.atomic
def _complete(request: GdprRequest, person: User, contents: Contents, *, size: int, now: datetime) -> None:
    files = len(contents.rows) + len(contents.lines)
    completed = GdprRequest.objects.filter(id=request.id, kind__in=ARCHIVED).exclude(
        state__in=(GdprRequest.State.COMPLETED, GdprRequest.State.REFUSED, GdprRequest.State.WITHDRAWN)
    )
    is_ours = completed.update(
        state=GdprRequest.State.COMPLETED,
        ended_at=now,
        expires_at=now + KEPT_FOR,
        receipt={"files": files, "bytes": size, "unreadable": contents.unreadable},
    )
    if is_ours:
        record_event(
            SecurityEvent.Kind.EXPORTED,
            actor=request.handled_by,
            clinic_id=person.clinic_id,
            detail={"request": str(request.id), "records": sum(contents.rows.values())},
        )


def _open_parts(part_ids: list[UUID]) -> Iterator[bytes]:
    for part_id in part_ids:
        content = ArchivePart.objects.values_list("content", flat=True).get(id=part_id)
        yield ArchivePart.content.open(part_id, bytes(content))
