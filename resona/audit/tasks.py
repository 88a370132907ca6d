"""Seals the audit log by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from resona.audit.sealing import seal_finished
from resona.postgres.jobs import UPKEEP, Priority


@app.periodic(cron="* * * * *")
@app.task(name="seal_audit", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seals what is final in the audit log, every minute: what comes later can be neither changed nor slipped in."""
    seal_finished()
