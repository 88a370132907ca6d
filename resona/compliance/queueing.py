"""Queues archives, erasures and announcements, in the transaction that makes them due; see resona.analysis.tasks."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

MAKE_ARCHIVE = "make_archive"
ERASE_PERSON = "erase_person"
EXPIRE = "expire_records"  # comes by the clock, as what follows
FORGET_ARCHIVES = "forget_archives"
ANNOUNCE_EMERGENCY = "announce_emergency"
PRIVACY = "privacy"  # the queue
ALERTS = "alerts"  # that of announcements; a clinic may run a worker for it alone


def queue_archive(*, user_id: UUID, request_id: UUID) -> None:
    """Queues an archive of this person's records; the job goes with the person."""
    _job(MAKE_ARCHIVE, PRIVACY).defer(user_id=str(user_id), request_id=str(request_id))


def queue_erasure(*, request_id: UUID) -> None:
    """Queues an erasure. The job names the request, not the person: it must outlive them to say that it is done."""
    _job(ERASE_PERSON, PRIVACY).defer(request_id=str(request_id))


def queue_emergency(*, user_id: UUID, access_id: UUID) -> None:
    """Queues the announcement of an emergency access to those who care for this person; it goes with the person."""
    _job(ANNOUNCE_EMERGENCY, ALERTS).defer(user_id=str(user_id), access_id=str(access_id))


def _job(name: str, queue: str) -> JobDeferrer:
    """Over Django's own connection, so that the job commits with what makes it true."""
    return configure_task(name=name, job_manager=_jobs(), queue=queue)


@cache
def _jobs() -> JobManager:
    return JobManager(DjangoConnector(alias=DEFAULT_DB_ALIAS))
