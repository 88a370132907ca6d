"""All jobs, run by `manage.py worker`.

Each job about one person carries `user_id`, so that it goes with them, and one about many names nobody; arguments hold
ids only. What comes by the clock is not retried, for it comes again, and does not pile up: it has a queueing lock.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from interfaces.nightly import build_due, queue_due
from interfaces.queueing import BUILD_DUE, FIND_DUE, INTERFACES
from resona.accounts.sessions import forget_expired_sign_ins
from resona.analysis.queueing import ANALYSIS, ANNOUNCE_CRISIS, REPLAY_PERSON, UPKEEP
from resona.analysis.reference_people import learn_priors
from resona.analysis.replay import replay_person
from resona.analysis.stalled import requeue_stalled_jobs
from resona.audit.sealing import seal_finished
from resona.compliance.archives import forget_archives, make_archive
from resona.compliance.emergency_announcing import announce_emergency
from resona.compliance.erasure import erase_person
from resona.compliance.queueing import (
    ALERTS,
    ANNOUNCE_EMERGENCY,
    ERASE_PERSON,
    EXPIRE,
    FORGET_ARCHIVES,
    MAKE_ARCHIVE,
    PRIVACY,
)
from resona.compliance.retention import purge_expired
from resona.errors import ResonaError
from resona.sign_in.guesses import forget_old_guesses
from resona.sign_in.oauth import forget_expired_tokens
from resona.sign_in.person_tokens import forget_dead_tokens
from risk.notifications import announce_crisis

# Seconds 5, 25, 125, … up to about a day in all: a mail server's bad night is outlasted.
PERSISTENT = RetryStrategy(max_attempts=7, exponential_wait=5)


@app.task(name=ANNOUNCE_CRISIS, queue=ALERTS, retry=PERSISTENT)
def announce(*, user_id: str, event_id: str) -> None:
    """Announces a crisis event of this person."""
    announce_crisis(UUID(event_id))


@app.task(name=ANNOUNCE_EMERGENCY, queue=ALERTS, retry=PERSISTENT)
def announce_emergency_access(*, user_id: str, access_id: str) -> None:
    """Tells those who care for this person that somebody else has opened their record."""
    announce_emergency(UUID(access_id))


@app.task(name=REPLAY_PERSON, queue=ANALYSIS, retry=PERSISTENT)
def replay(*, user_id: str) -> None:
    """Replays a person's sessions in the order of time, if a replay still waits."""
    replay_person(UUID(user_id), now=timezone.now())


@app.task(name=MAKE_ARCHIVE, queue=PRIVACY, retry=PERSISTENT)
def archive(*, user_id: str, request_id: str) -> None:
    """Makes the archive of a person's records that a request waits for."""
    make_archive(UUID(request_id), now=timezone.now())


@app.task(name=ERASE_PERSON, queue=PRIVACY, retry=PERSISTENT)
def erase(*, request_id: str) -> None:
    """Erases the person of a request. What refuses it stands in the request: trying again would not help."""
    with suppress(ResonaError):
        erase_person(UUID(request_id), now=timezone.now())


@app.periodic(cron="47 2 * * *")
@app.task(name=EXPIRE, queue=UPKEEP, queueing_lock=EXPIRE)
def expire_records(timestamp: int) -> None:
    """Deletes records that are older than they may be kept, every night."""
    purge_expired(now=timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(name=FORGET_ARCHIVES, queue=UPKEEP, queueing_lock=FORGET_ARCHIVES)
def forget_old_archives(timestamp: int) -> None:
    """Deletes archives whose time is over, every hour."""
    forget_archives(now=timezone.now())


@app.task(name=BUILD_DUE, queue=INTERFACES)
def build_due_interfaces() -> None:
    """Builds the interfaces of some people whose night has come. Not retried: whom it leaves the clock finds again."""
    build_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name=FIND_DUE, queue=UPKEEP, queueing_lock=FIND_DUE)
def find_due_interfaces(timestamp: int) -> None:
    """Queues builds for people whose night has come, every five minutes: 02:00 is at another time in every zone."""
    queue_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="requeue_stalled", queue=UPKEEP, queueing_lock="requeue_stalled")
async def requeue_stalled(timestamp: int) -> None:
    """Puts the jobs of workers that died back, every minute: an announcement must not wait for a restart."""
    await requeue_stalled_jobs()


@app.periodic(cron="37 1 * * *")
@app.task(name="learn_priors", queue=UPKEEP, queueing_lock="learn_priors")
def learn_population_priors(timestamp: int) -> None:
    """Learns what each clinic's people teach about a new one, every night."""
    learn_priors(now=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="forget_sign_ins", queue=UPKEEP, queueing_lock="forget_sign_ins")
def forget_sign_ins(timestamp: int) -> None:
    """Deletes sign-ins and tokens that have expired and failures that count no longer, every hour."""
    forget_expired_sign_ins(now=timezone.now())
    forget_old_guesses(now=timezone.now())
    forget_expired_tokens(now=timezone.now())
    forget_dead_tokens(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="seal_audit", queue=UPKEEP, queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seals what is final in the audit log, every minute: what comes later can be neither changed nor slipped in."""
    seal_finished()
