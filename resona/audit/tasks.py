"""Seals the audit log by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.audit.exporting import export_digest
from resona.audit.sealing import seal_finished
from resona.postgres.jobs import UPKEEP, Priority


@app.periodic(cron="* * * * *")
@app.task(name="seal_audit", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seals what is final in the audit log, every minute: what comes later can be neither changed nor slipped in."""
    seal_finished()


@app.periodic(cron="17 * * * *")
@app.task(name="export_audit_digest", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="export_audit_digest")
def export_audit_digest(timestamp: int) -> None:
    """Tells the digest of the logs elsewhere, every hour: what was sealed by then cannot be chained anew unseen."""
    export_digest(now=timezone.now())
