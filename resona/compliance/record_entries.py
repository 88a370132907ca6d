"""How the care record tells of consents, and of records opened in an emergency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import QuerySet

from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told, one_by_one, sentence
from resona.compliance.emergency import with_readable_reason
from resona.compliance.models import ConsentRecord, EmergencyAccess
from resona.compliance.wording import TITLES

CONSENTS: Final = RecordKind(name="consents", title="Consents")
EMERGENCIES: Final = RecordKind(name="emergency", title="Emergency access")


def add_compliance_entries() -> None:
    """Decisions about each purpose, and emergency accesses."""
    consents = RecordSource(kind=CONSENTS, rows=_decisions, at="decided_at", tell=one_by_one(_decided))
    SOURCES.add("consent", consents, order=70)
    opened = RecordSource(kind=EMERGENCIES, rows=_accesses, at="started_at", tell=_tell_openings)
    SOURCES.add("emergency access", opened, order=90)


def _decisions(person: User) -> QuerySet[ConsentRecord]:
    return ConsentRecord.objects.filter(user=person).select_related("decided_by")


def _accesses(person: User) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.filter(user=person).select_related("opened_by")


def _decided(record: ConsentRecord, telling: Telling) -> Told:
    title = TITLES[Purpose(record.purpose)]
    decision = f"consent to {title[:1].lower()}{title[1:]}: {record.get_decision_display()}"
    words = telling.open(ConsentRecord.reason, record.id, record.reason)
    if record.decided_by_uuid == record.user_id:
        return Told(text=f"They decided themselves on {decision}.", words=words)
    is_by_system = record.channel == ConsentRecord.Channel.INTEGRATION
    how = "by another system" if is_by_system else record.get_channel_display()
    who = telling.who(record.decided_by, record.decided_by_uuid)
    text = sentence(who, f"recorded the decision on {decision} ({how})", f"A decision on {decision} ({how})")
    return Told(text=text, words=words)


def _tell_openings(accesses: Sequence[EmergencyAccess], telling: Telling) -> Iterator[Told]:
    """Why somebody opened the record is not for another who merely looks."""
    readable = with_readable_reason(accesses, telling.caller) if telling.reads_words else set()
    for access in accesses:
        who = telling.who(access.opened_by, access.opened_by_uuid)
        yield Told(
            text=sentence(who, "opened this record in an emergency", "This record was opened in an emergency"),
            words=telling.open(EmergencyAccess.reason, access.id, access.reason) if access.id in readable else "",
            tone="high",
        )
