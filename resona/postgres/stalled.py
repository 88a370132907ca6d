"""Puts the jobs of workers that died back into the queue."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

# Three signs of life missed, of one every 10 s: the silence after which procrastinate itself strikes a worker off.
SILENCE_SECONDS: Final = 30
# So long health checks tell of a worker that died, for somebody may want to know why; then it is forgotten.
FORGOTTEN_SECONDS: Final = 600


async def forget_silent_workers() -> None:
    """Strikes off workers that died long ago."""
    await app.job_manager.prune_stalled_workers(FORGOTTEN_SECONDS)


async def requeue_stalled_jobs() -> int:
    """Requeues every job whose worker is silent or gone, and returns how many; jobs of living workers stay theirs.

    A job that had just ended is done twice, which every job here bears.
    """
    requeued = 0
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE_SECONDS):
        if job.queueing_lock is not None:
            # One of the clock's: its successor may wait already, and two may not.
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
            continue
        try:
            await app.job_manager.retry_job(job)
        except ConnectorException:
            # Another worker was quicker; if it was the database, the next round meets the job again.
            continue
        requeued += 1
    return requeued
