"""Brings people from files into care: some hundreds in a transaction, each one enrolled, there already, or rejected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import Clinic
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.enrolment import Enrolled, teams_in
from resona.compliance.enrolment import EnrolmentBody, enrol
from resona.compliance.people_files import PersonRecord
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.postgres.retry import retry_transient

# People a transaction: the statements of one cost little beside those many, and nobody waits long for its lock.
CHUNK: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What became of so many records."""

    enrolled: int = 0
    already_there: int = 0
    rejected: int = 0

    @property
    def records(self) -> int:
        return self.enrolled + self.already_there + self.rejected


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedPerson:
    """A record and what became of it: faults where it was rejected."""

    record: PersonRecord
    is_new: bool = False
    person_id: UUID | None = None
    faults: tuple[Fault, ...] = ()


def count(tally: Tally, imported: Sequence[ImportedPerson]) -> Tally:
    """The tally with these."""
    rejected = sum(1 for one in imported if one.faults)
    new = sum(1 for one in imported if one.is_new)
    return replace(
        tally,
        enrolled=tally.enrolled + new,
        already_there=tally.already_there + len(imported) - rejected - new,
        rejected=tally.rejected + rejected,
    )


def import_people(
    records: Sequence[PersonRecord], *, clinic: Clinic, now: datetime, is_dry_run: bool = False
) -> list[ImportedPerson]:
    """Enrols the people of these records in the clinic, in one transaction; a dry run takes it back."""
    setting = Setting.of(clinic, now)
    teams = {name: team_id for team_id, name in teams_in(clinic).items()}
    read = [_read(record, setting, teams) for record in records]
    bodies = [body for body in read if isinstance(body, EnrolmentBody)]
    outcomes = iter(retry_transient(lambda: _enrol(bodies, clinic, now, is_dry_run=is_dry_run)))
    return [
        _imported(record, next(outcomes) if isinstance(body, EnrolmentBody) else body)
        for record, body in zip(records, read, strict=True)
    ]


@transaction.atomic
def _enrol(
    bodies: Sequence[EnrolmentBody], clinic: Clinic, now: datetime, *, is_dry_run: bool
) -> list[Enrolled | ResonaError]:
    outcomes = enrol(bodies, clinic=clinic, caller=None, now=now)
    transaction.set_rollback(is_dry_run)
    return outcomes


def _read(record: PersonRecord, setting: Setting, teams: Mapping[str, UUID]) -> EnrolmentBody | InvalidInputError:
    if record.body is None:
        return InvalidInputError(record.faults)
    try:
        return read_body(EnrolmentBody, _with_team_ids(record.body, teams), setting)
    except InvalidInputError as error:
        return error


def _with_team_ids(body: Mapping[str, Any], teams: Mapping[str, UUID]) -> dict[str, Any]:
    """Files name teams as the clinic does. Raises InvalidInputError for one that it does not have."""
    named = body.get("care_teams")
    if not isinstance(named, list):
        return dict(body)
    found = [str(teams[name]) if isinstance(name, str) and name in teams else name for name in named]
    ids = {str(team_id) for team_id in teams.values()}
    detail = "is no care team of this clinic"
    faults = [Fault(pointer=f"/care_teams/{place}", detail=detail) for place, one in enumerate(found) if one not in ids]
    if faults:
        raise InvalidInputError(faults)
    return {**body, "care_teams": found}


def _imported(record: PersonRecord, outcome: Enrolled | ResonaError) -> ImportedPerson:
    if isinstance(outcome, Enrolled):
        return ImportedPerson(record=record, is_new=outcome.is_new, person_id=outcome.person_id)
    if isinstance(outcome, InvalidInputError):
        return ImportedPerson(record=record, faults=outcome.faults)
    return ImportedPerson(record=record, faults=(Fault(pointer="", detail=str(outcome)),))
