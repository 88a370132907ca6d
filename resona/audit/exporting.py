"""Tells the latest digest of the logs elsewhere, where their owner cannot take it back: the log, a file, a mail."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from resona.audit.models import SealSignature
from resona.outgoing.mail import mail_id, send_mail

SUBJECT: Final = "Digest of the audit log"
logger = logging.getLogger("resona.audit.digest")


def export_digest(*, now: datetime) -> str | None:
    """Tells it, and returns the line that was told; None where nothing is signed yet."""
    latest = SealSignature.objects.order_by("-id").values_list("seal_number", "signature").first()
    if latest is None:
        return None
    number, signature = latest
    line = f"{now:%Y-%m-%dT%H:%M:%SZ} seal {number} digest {signature.partition(':')[2]}"
    logger.warning("audit log: %s", line)
    if settings.AUDIT_DIGEST_FILE:
        with Path(settings.AUDIT_DIGEST_FILE).open("a") as file:
            file.write(f"{line}\n")
    if settings.AUDIT_DIGEST_MAIL:
        message_id = mail_id("audit-digest", number)
        text = f"{line}\n\nCheck the logs against it: manage.py verify_audit --digest HEX\n"
        send_mail(recipients=[settings.AUDIT_DIGEST_MAIL], subject=SUBJECT, text=text, message_id=message_id)
    return line
