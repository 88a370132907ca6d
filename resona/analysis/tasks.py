"""Replays people whose sessions arrived late, and learns what each clinic's people teach about a new one."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.analysis.kept_words import RECORD_KEPT, record_kept
from resona.analysis.queueing import ANALYSIS, REPLAY_PERSON
from resona.analysis.reference_people import learn_priors
from resona.analysis.replay import replay_person
from resona.postgres.jobs import ALERTS, PERSISTENT, UPKEEP, Priority


@app.task(name=REPLAY_PERSON, queue=ANALYSIS, priority=Priority.ANALYSIS, retry=PERSISTENT)
def replay(*, user_id: str) -> None:
    """Replays a person's sessions in the order of time, if a replay still waits."""
    replay_person(UUID(user_id), now=timezone.now())


@app.task(name=RECORD_KEPT, queue=ALERTS, priority=Priority.WORDS, retry=PERSISTENT)
def record_kept_words(*, user_id: str, upload_id: str) -> None:
    """Records a session that came while too much was asked at once: among the alerts, for it may be a cry for help."""
    record_kept(UUID(upload_id), now=timezone.now())


@app.periodic(cron="37 1 * * *")
@app.task(name="learn_priors", queue=UPKEEP, priority=Priority.ANALYSIS, queueing_lock="learn_priors")
def learn_population_priors(timestamp: int) -> None:
    """Learns what each clinic's people teach about a new one, every night."""
    learn_priors(now=timezone.now())
