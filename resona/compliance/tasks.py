"""Announces emergency accesses, makes and forgets archives, erases people and deletes what has expired."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.compliance.archives import forget_archives, make_archive
from resona.compliance.emergency_announcing import announce_emergency
from resona.compliance.erasure import erase_person
from resona.compliance.queueing import ANNOUNCE_EMERGENCY, ERASE_PERSON, MAKE_ARCHIVE, PRIVACY
from resona.compliance.retention import purge_expired
from resona.errors import ResonaError
from resona.postgres.jobs import ALERTS, PERSISTENT, UPKEEP, Priority


@app.task(name=ANNOUNCE_EMERGENCY, queue=ALERTS, priority=Priority.ALERT, retry=PERSISTENT)
def announce_emergency_access(*, user_id: str, access_id: str) -> None:
    """Tells those who care for this person that somebody else has opened their record."""
    announce_emergency(UUID(access_id))


@app.task(name=MAKE_ARCHIVE, queue=PRIVACY, priority=Priority.REQUEST, retry=PERSISTENT)
def archive(*, user_id: str, request_id: str) -> None:
    """Makes the archive of a person's records that a request waits for."""
    make_archive(UUID(request_id), now=timezone.now())


@app.task(name=ERASE_PERSON, queue=PRIVACY, priority=Priority.REQUEST, retry=PERSISTENT)
def erase(*, request_id: str) -> None:
    """Erases the person of a request. What refuses it stands in the request: trying again would not help."""
    with suppress(ResonaError):
        erase_person(UUID(request_id), now=timezone.now())


@app.periodic(cron="47 2 * * *")
@app.task(name="expire_records", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="expire_records")
def expire_records(timestamp: int) -> None:
    """Deletes records that are older than they may be kept, every night."""
    purge_expired(now=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(name="forget_archives", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="forget_archives")
def forget_old_archives(timestamp: int) -> None:
    """Deletes archives whose time is over, every hour."""
    forget_archives(now=timezone.now())
