"""The part of a person's page that says what they agreed to, and lets staff record what they were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from django.urls import reverse

from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.staff_names import actor_in_words
from resona.compliance.consent import read_reason
from resona.compliance.models import ConsentRecord
from resona.compliance.wording import TITLES, WITHOUT
from resona.encryption.sealing import SealedValueError
from resona.site.pages import Page
from resona.site.times import exact_time

RECORD = "compliance.change_consentrecord"
SHOWN_DECISIONS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentLine:
    """Where one purpose stands."""

    title: str
    without: str
    state: str
    tone: str
    version: str
    when: str
    url: str  # where staff record a decision; empty: they may not


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionLine:
    """One decision of the past."""

    title: str
    decision: str
    version: str
    when: str
    how: str
    who: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentSection:
    """What a person agreed to, and how it came to that."""

    given: int
    lines: tuple[ConsentLine, ...]
    history: tuple[DecisionLine, ...]


def consent_on(page: Page) -> ConsentSection:
    """That of the page of a person."""
    return read_section(page.record, page.zone, may_record=page.may(RECORD), next_url=page.request.path)


def read_section(person: User, zone: tzinfo, *, may_record: bool, next_url: str) -> ConsentSection:
    """One statement. What counts now stands on the person; the newest decisions tell how it came to that."""
    decided = ConsentRecord.objects.filter(user=person).select_related("decided_by").order_by("-decided_at", "-id")
    records = list(decided[:SHOWN_DECISIONS])
    latest = {Purpose(record.purpose): record for record in reversed(records)}
    return ConsentSection(
        given=sum(purpose in person.consents_given for purpose in Purpose),
        lines=tuple(
            _line(
                person, latest.get(purpose), zone, purpose, decide_url(person, purpose, next_url) if may_record else ""
            )
            for purpose in Purpose
        ),
        history=tuple(_past(record, person, zone) for record in records),
    )


def decide_url(person: User, purpose: Purpose, next_url: str) -> str:
    """Where staff record a decision about this purpose."""
    return f"{reverse('admin:compliance_consentrecord_decide', args=[person.id, purpose])}?next={next_url}"


def said_by(record: ConsentRecord, person: User) -> str:
    """Who recorded a decision of this person."""
    if record.decided_by_uuid == person.id:
        return "themselves"
    return actor_in_words(record.decided_by, record.decided_by_uuid)


def _line(person: User, latest: ConsentRecord | None, zone: tzinfo, purpose: Purpose, url: str) -> ConsentLine:
    state, tone = _state(person, purpose)
    return ConsentLine(
        title=TITLES[purpose],
        without=WITHOUT[purpose],
        state=state,
        tone=tone,
        version=latest.version if latest is not None else "",
        when=exact_time(latest.decided_at, zone) if latest is not None else "",
        url=url,
    )


def _state(person: User, purpose: Purpose) -> tuple[str, str]:
    """In words, and in which colour."""
    if purpose in person.consents_given:
        return "given", "low"
    return ("withdrawn", "missing") if purpose in person.consents_withdrawn else ("never asked", "nobody")


def _past(record: ConsentRecord, person: User, zone: tzinfo) -> DecisionLine:
    return DecisionLine(
        title=TITLES[Purpose(record.purpose)],
        decision=str(record.get_decision_display()),
        version=record.version,
        when=exact_time(record.decided_at, zone),
        how=str(record.get_channel_display()),
        who=said_by(record, person),
        reason=_reason(record),
    )


def _reason(record: ConsentRecord) -> str:
    try:
        return read_reason(record)
    except SealedValueError:
        return "What was noted cannot be opened."
