"""What people agree to and take back: recorded, read, and required.

A decision is a row of its own and stays one; what counts now stands on the person's own row, kept there by the
database (see migration 0001_consent). So a decision and a session wait for each other at the person's lock, and what
is recorded after a withdrawal knows of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import ApiKeyCaller, account_of
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.teams import lock_person_with_rights
from resona.compliance.models import ConsentRecord, ConsentText
from resona.compliance.refusals import RefusedToPersonError, refuse_to_undo
from resona.errors import Fault, InvalidInputError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Decision = ConsentRecord.Decision
Channel = ConsentRecord.Channel
# Through which channel a decision may be brought by whom. What was written to a column, the database alone records.
STAFF_CHANNELS: Final = frozenset({Channel.CLINIC_STAFF, Channel.PAPER})
SYSTEM_CHANNELS: Final = frozenset({Channel.APP, Channel.CLINIC_STAFF, Channel.PAPER, Channel.IMPORT})
OWN_CHANNELS: Final = frozenset({Channel.APP})

_REFUSALS: Mapping[Purpose, str] = {
    Purpose.RECORDING: "The person has not consented to being recorded.",
    Purpose.VOICE_ANALYSIS: "The person has not consented to their voice being analysed.",
    Purpose.PERSONALISATION: "The person has not consented to an interface adapted to them.",
    Purpose.CARE_TEAM_SHARING: "The person has not consented to their care team reading their record.",
    Purpose.RESEARCH: "The person has not consented to research.",
    Purpose.CRISIS_CONTACT: "The person has not consented to being contacted in a crisis.",
}


class ConsentMissingError(RefusedToPersonError):
    """The person has not consented to this."""

    problem = "consent-missing"

    def __init__(self, user_id: UUID, purpose: Purpose) -> None:
        super().__init__(user_id, _REFUSALS[purpose])


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """What a person decided last about one purpose."""

    decision: str
    version: str
    channel: str
    decided_at: datetime

    @property
    def stands(self) -> bool:
        return self.decision == Decision.GIVEN


def current_consents(user_ids: Iterable[UUID]) -> dict[UUID, dict[Purpose, Consent]]:
    """What each of these people decided last about each purpose, in one statement; undecided purposes are left out."""
    latest = (
        ConsentRecord.objects.filter(user_id__in=set(user_ids))
        .order_by("user_id", "purpose", "-decided_at")
        .distinct("user_id", "purpose")
    )
    found: defaultdict[UUID, dict[Purpose, Consent]] = defaultdict(dict)
    for record in latest:
        found[record.user_id][Purpose(record.purpose)] = Consent(
            decision=record.decision, version=record.version, channel=record.channel, decided_at=record.decided_at
        )
    return dict(found)


def give_consent(
    *,
    user_id: UUID,
    purpose: Purpose,
    version: str,
    channel: Channel,
    caller: Caller,
    now: datetime,
    reason: str = "",
) -> ConsentRecord:
    """Records that the person agrees to this version of the text; the same again is answered as it was.

    Raises UnknownPersonError and InvalidInputError: for an empty version, or one that the clinic, which has texts for
    this purpose, does not have; for a channel the caller has no part in; for staff without a reason.
    """
    return _decide(user_id, purpose, Decision.GIVEN, version, channel, caller=caller, now=now, reason=reason)


def withdraw_consent(
    *,
    user_id: UUID,
    purpose: Purpose,
    channel: Channel,
    caller: Caller,
    now: datetime,
    version: str = "",
    reason: str = "",
) -> ConsentRecord:
    """Records that the person takes back what they agreed to, or refuses; the same again is answered as it was.

    The version is that of what is taken back, unless another one is named.

    It counts from the next call on; what was recorded stays until it is erased. Raises UnknownPersonError and
    InvalidInputError, as giving does.
    """
    return _decide(user_id, purpose, Decision.WITHDRAWN, version, channel, caller=caller, now=now, reason=reason)


def newest_texts(person: User) -> dict[Purpose, ConsentText]:
    """What the person would agree to now: the clinic's newest text of each purpose that they can read.

    Where there is none in their language, the newest in any.
    """
    newest: dict[Purpose, ConsentText] = {}
    for text in ConsentText.objects.filter(clinic=person.clinic_id).order_by("created_at", "id"):
        purpose = Purpose(text.purpose)
        before = newest.get(purpose)
        if before is None or _is_read_by(person.language, text) or not _is_read_by(person.language, before):
            newest[purpose] = text
    return newest


def check_reason(reason: str, channel: Channel, caller: Caller) -> str:
    """The reason, once it is known that the caller may bring decisions through this channel."""
    if channel not in _channels_of(caller):
        raise InvalidInputError([Fault(pointer="/channel", detail="is not one of yours")])
    if _is_staff(caller):
        return require_text(reason, field="reason", limit=ConsentRecord.reason.max_characters)
    return read_text(reason, field="reason", limit=ConsentRecord.reason.max_characters)


def texts_of(clinic_id: UUID | None, *purposes: Purpose) -> list[ConsentText]:
    """The clinic's texts for these purposes, of every version and language."""
    return list(ConsentText.objects.filter(clinic=clinic_id, purpose__in=purposes).order_by("language"))


def agreed_text(texts: Iterable[ConsentText], language: str, purpose: Purpose, version: str) -> ConsentText | None:
    """The words of this version, in this language where there are such; None where the clinic keeps none here.

    `texts` are the clinic's. Raises InvalidInputError for a version the clinic does not have.
    """
    own = [text for text in texts if text.purpose == purpose]
    of_version = [text for text in own if text.version == version]
    if own and not of_version:
        raise InvalidInputError([Fault(pointer="/version", detail="is not a version of this clinic's text")])
    readable = (text for text in of_version if _is_read_by(language, text))
    return next(readable, of_version[0] if of_version else None)


def read_reason(record: ConsentRecord) -> str:
    """What staff noted, in clear; empty: nothing."""
    return "" if record.reason is None else ConsentRecord.reason.open(record.id, record.reason)


@transaction.atomic
def _decide(
    user_id: UUID,
    purpose: Purpose,
    decision: Decision,
    version: str,
    channel: Channel,
    *,
    caller: Caller,
    now: datetime,
    reason: str,
) -> ConsentRecord:
    if decision == Decision.GIVEN and not version:
        raise InvalidInputError([Fault(pointer="/version", detail="must not be empty")])
    noted = check_reason(reason, channel, caller)
    person = lock_person_with_rights(user_id, caller)
    latest = ConsentRecord.objects.filter(user_id=user_id, purpose=purpose).order_by("-decided_at").first()
    if latest is not None and latest.decision == decision and version in ("", latest.version):
        return latest
    if latest is not None and latest.decided_by_uuid == user_id and latest.decision != decision:
        refuse_to_undo(caller)
    record_id = new_id()
    account_id, account_uuid = account_of(caller)
    # It is read back as the database has it, which may have moved it behind the one before.
    return ConsentRecord.objects.create(
        id=record_id,
        user_id=user_id,
        purpose=purpose,
        decision=decision,
        version=version or (latest.version if latest is not None else ""),
        text=agreed_text(texts_of(person.clinic_id, purpose), person.language, purpose, version)
        if decision == Decision.GIVEN
        else None,
        channel=channel,
        reason=ConsentRecord.reason.seal(record_id, noted) if noted else None,
        decided_at=now,
        decided_by_id=account_id,
        decided_by_uuid=account_uuid,
    )


def _channels_of(caller: Caller) -> frozenset[Channel]:
    if isinstance(caller, ApiKeyCaller):
        return SYSTEM_CHANNELS
    return STAFF_CHANNELS if _is_staff(caller) else OWN_CHANNELS


def _is_staff(caller: Caller) -> bool:
    return bool(caller.is_staff)


def _is_read_by(language: str, text: ConsentText) -> bool:
    return language.split("-", maxsplit=1)[0].lower() == text.language.split("-")[0].lower()
