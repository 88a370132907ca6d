"""The upkeep of the queue itself.

In every app's `tasks.py` a job about one person carries `user_id`, so that it goes with them, and one about many names
nobody; arguments hold ids only. What comes by the clock is not retried, for it comes again, and does not pile up: it
has a queueing lock.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from resona.postgres.jobs import ALERTS, Priority
from resona.postgres.stalled import forget_silent_workers, requeue_stalled_jobs


@app.periodic(cron="* * * * *")
@app.task(name="requeue_stalled", queue=ALERTS, priority=Priority.REQUEUE, queueing_lock="requeue_stalled")
async def requeue_stalled(timestamp: int) -> None:
    """Puts the jobs of workers that died back, every minute: an announcement must not wait for a restart.

    Among the alerts, for it puts back those that were lost, and no long job may keep it waiting.
    """
    await requeue_stalled_jobs()
    await forget_silent_workers()
