"""People come into care with what they agreed to, and are from then on seen by their care teams.

Consents come before care teams: whoever enrols somebody for another team than their own sees them until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field

from resona.accounts.callers import account_of
from resona.accounts.models import Clinic
from resona.accounts.people.bodies import Line, Text
from resona.accounts.people.enrolment import Enrolled, check_teams, enrol_people, place_in_teams, teams_in
from resona.accounts.people.person_bodies import PersonBody
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, Decision, agreed_text, check_reason, texts_of
from resona.compliance.models import MAX_VERSION_CHARACTERS, ConsentRecord, ConsentText
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.postgres.bulk import insert_rows
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_NOTE_CHARACTERS: Final = 300  # with who it was, within what a reason may have

Version = Annotated[Line, Field(max_length=MAX_VERSION_CHARACTERS)]
Decider = Annotated[Line, Field(max_length=150)]


class ConsentBody(BaseModel):
    """What somebody who is enrolled decided about one purpose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Purpose
    decision: Decision = Decision.GIVEN
    version: Annotated[Version | None, Field(description="Of the text agreed to")] = None
    channel: Channel = Channel.CLINIC_STAFF
    given_by: Annotated[Decider | None, Field(description="Who decided: themselves, their mother, …")] = None
    note: Annotated[Text, Field(max_length=MAX_NOTE_CHARACTERS)] | None = None

    @property
    def reason(self) -> str:
        """What is noted of how it came to that, and sealed."""
        return "\n".join(part for part in (self.given_by and f"Decided by: {self.given_by}", self.note) if part)


class EnrolmentBody(PersonBody):
    """Somebody who comes into care, with what they agreed to."""

    consents: Annotated[tuple[ConsentBody, ...], Field(max_length=len(Purpose))] = ()


@transaction.atomic
def enrol(
    bodies: Sequence[EnrolmentBody], *, clinic: Clinic, caller: Caller | None, now: datetime
) -> list[Enrolled | ResonaError]:
    """Enrols these people, in the order given; who is known already stays as they are, consents and teams included.

    `caller` None: whoever runs the server, who brings along what was decided elsewhere. In the place of whoever cannot
    be enrolled an error: InvalidInputError for a care team or the version of a text that the clinic does not have, or a
    consent that this caller cannot bring; IdTakenError, IdentifierTakenError.
    """
    texts, team_ids = texts_of(clinic.id, *Purpose), frozenset(teams_in(clinic))
    faults = [_fault_of(body, caller, texts, team_ids) for body in bodies]
    sound = [body for body, fault in zip(bodies, faults, strict=True) if fault is None]
    enrolled = enrol_people(sound, clinic=clinic, now=now)
    new = [
        (outcome.person_id, body)
        for outcome, body in zip(enrolled, sound, strict=True)
        if isinstance(outcome, Enrolled) and outcome.is_new
    ]
    insert_rows(ConsentRecord, list(_decisions(new, caller, texts, now)))
    place_in_teams((person_id, body.care_teams) for person_id, body in new)
    outcomes = iter(enrolled)
    return [next(outcomes) if fault is None else fault for fault in faults]


def _fault_of(
    body: EnrolmentBody, caller: Caller | None, texts: Sequence[ConsentText], team_ids: frozenset[UUID]
) -> ResonaError | None:
    """What is wrong with it that the database alone knows, or the caller."""
    try:
        check_teams(body, team_ids)
        for place, consent in enumerate(body.consents):
            with _faults_below(f"/consents/{place}"):
                _check_consent(consent, body, caller, texts)
    except ResonaError as error:
        return error
    purposes = [consent.purpose for consent in body.consents]
    if len(set(purposes)) < len(purposes):
        return InvalidInputError([Fault(pointer="/consents", detail="has a purpose more than once")])
    return None


def _check_consent(
    consent: ConsentBody, body: EnrolmentBody, caller: Caller | None, texts: Sequence[ConsentText]
) -> None:
    if caller is None and consent.channel == Channel.INTEGRATION:
        raise InvalidInputError([Fault(pointer="/channel", detail="is not one of yours")])
    if caller is not None:
        check_reason(consent.reason, consent.channel, caller)
    if consent.decision == Decision.GIVEN:
        if consent.version is None:
            raise InvalidInputError([Fault(pointer="/version", detail="must not be empty")])
        agreed_text(texts, body.language, consent.purpose, consent.version)


@contextmanager
def _faults_below(place: str) -> Iterator[None]:
    """Names faults of a part by where it stands in the whole."""
    try:
        yield
    except InvalidInputError as error:
        named = [Fault(pointer=f"{place}{each.pointer}", detail=each.detail) for each in error.faults]
        raise InvalidInputError(named) from None


def _decisions(
    new: Iterable[tuple[UUID, EnrolmentBody]], caller: Caller | None, texts: Sequence[ConsentText], now: datetime
) -> Iterable[Mapping[str, Any]]:
    account_id, account_uuid = (None, None) if caller is None else account_of(caller)
    for person_id, body in new:
        for consent in body.consents:
            is_given = consent.decision == Decision.GIVEN
            version = consent.version or ""
            text = agreed_text(texts, body.language, consent.purpose, version) if is_given else None
            row_id = new_id()
            yield {
                "id": row_id,
                "user_id": person_id,
                "purpose": consent.purpose.value,
                "decision": consent.decision.value,
                "version": version,
                "text_id": None if text is None else text.id,
                "channel": consent.channel.value,
                "reason": ConsentRecord.reason.seal(row_id, consent.reason) if consent.reason else None,
                "decided_at": now,
                "decided_by": account_id,
                "decided_by_uuid": account_uuid,
            }
