"""People to enrol, as they are told of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from resona.accounts.models import Clinic, User
from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.enrolment import Enrolled
from resona.compliance.enrolment import EnrolmentBody, enrol
from resona.errors import ResonaError

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NUMBER = {"system": "urn:hospital", "value": "MRN-7781"}
AMINA: dict[str, Any] = {
    "language": "sw",
    "profile": {
        "given_name": "Amina",
        "family_name": "Odhiambo",
        "birth_date": "1990-02-28",
        "telecom": [{"value": "+254712345678", "times": "evenings"}],
    },
    "identifiers": [NUMBER],
    "contacts": [
        {"kind": "next_of_kin", "relation": "mother", "name": "Rose", "telephone": "+254722000001",
         "may_be_contacted": "in_crisis"},
        {"kind": "gp", "name": "Dr Otieno", "telephone": "+254733000001", "may_be_contacted": "never"},
    ],
    "consents": [
        {"purpose": "recording", "version": "2026-1", "given_by": "Amina herself", "channel": "paper"},
        {"purpose": "crisis_contact", "version": "2026-1", "given_by": "Amina herself", "channel": "paper"},
    ],
}  # fmt: skip


def try_to_enrol(clinic: Clinic, caller: Any, **changed: Any) -> Enrolled | ResonaError:
    """What becomes of somebody like Amina."""
    body = read_body(EnrolmentBody, {**AMINA, **changed}, Setting.of(clinic, NOW))
    (outcome,) = enrol([body], clinic=clinic, caller=caller, now=NOW)
    return outcome


def enrolled(clinic: Clinic, caller: Any, **changed: Any) -> User:
    """Somebody like Amina, in care."""
    outcome = try_to_enrol(clinic, caller, **changed)
    assert isinstance(outcome, Enrolled), outcome
    return User.objects.get(id=outcome.person_id)
