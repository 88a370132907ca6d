"""Seals the audit log by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.audit.changes.notices import expire_notices
from resona.audit.exporting import export_digest
from resona.audit.sealing import seal_finished
from resona.postgres.jobs import UPKEEP, Priority


@app.periodic(cron="* * * * *")
@app.task(name="seal_audit", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seals what is final in the audit log, every minute: what comes later can be neither changed nor slipped in."""
    seal_finished()


@app.periodic(cron="37 3 * * *")
@app.task(name="expire_erasure_notices", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="expire_erasure_notices")
def expire_erasure_notices(timestamp: int) -> None:
    """Deletes notices of erasures whose time is over, every night: systems that follow changes have read them."""
    expire_notices(now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="export_audit_digest", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="export_audit_digest")
def export_audit_digest(timestamp: int) -> None:
    """Tells the digest of the logs elsewhere, every hour: what was sealed by then cannot be chained anew unseen."""
    export_digest(now=timezone.now())
