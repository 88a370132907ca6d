"""Queues archives, erasures and announcements, in the transaction that makes them due. The jobs are in tasks.py."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from resona.postgres.jobs import ALERTS, Priority, job_named

MAKE_ARCHIVE: Final = "make_archive"
ERASE_PERSON: Final = "erase_person"
ANNOUNCE_EMERGENCY: Final = "announce_emergency"
PRIVACY: Final = "privacy"  # the queue


def queue_archive(*, user_id: UUID, request_id: UUID) -> None:
    """Queues an archive of this person's records; the job goes with the person."""
    job_named(MAKE_ARCHIVE, queue=PRIVACY, priority=Priority.REQUEST).defer(
        user_id=str(user_id), request_id=str(request_id)
    )


def queue_erasure(*, request_id: UUID) -> None:
    """Queues an erasure. The job names the request, not the person: it must outlive them to say that it is done."""
    job_named(ERASE_PERSON, queue=PRIVACY, priority=Priority.REQUEST).defer(request_id=str(request_id))


def queue_emergency(*, user_id: UUID, access_id: UUID) -> None:
    """Queues the announcement of an emergency access to those who care for this person; it goes with the person."""
    job_named(ANNOUNCE_EMERGENCY, queue=ALERTS, priority=Priority.ALERT).defer(
        user_id=str(user_id), access_id=str(access_id)
    )
