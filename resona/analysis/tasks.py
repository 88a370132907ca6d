"""Jobs of the analysis, run by `manage.py worker`.

Each job carries `user_id`, so that it goes with its person; arguments hold ids only.
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from resona.analysis.queueing import ALERTS, ANALYSIS, ANNOUNCE_CRISIS, REPLAY_PERSON
from resona.analysis.replay import replay_person
from risk.notifications import announce_crisis

# Seconds 5, 25, 125, … up to about a day in all: a mail server's bad night is outlasted.
PERSISTENT = RetryStrategy(max_attempts=7, exponential_wait=5)


@app.task(name=ANNOUNCE_CRISIS, queue=ALERTS, retry=PERSISTENT)
def announce(*, user_id: str, event_id: str) -> None:
    """Announces a crisis event of this person."""
    announce_crisis(UUID(event_id))


@app.task(name=REPLAY_PERSON, queue=ANALYSIS, retry=PERSISTENT)
def replay(*, user_id: str) -> None:
    """Replays a person's sessions in the order of time, if a replay still waits."""
    replay_person(UUID(user_id), now=timezone.now())
