"""What is read at an address of its own, by where that begins."""

from __future__ import annotations

from django.db.models import Model
from django.utils import timezone

from baselines.models import Baseline, Deviation
from interfaces.models import InterfaceEvolution, UserInterface
from resona.accounts.models import User
from resona.compliance.requests import receive_request
from resona.compliance.rights_models import GdprRequest
from risk.models import CrisisEventStep, Dissonance, RiskAssessment
from tests.factories import StaffFactory
from tests.sessions import make_body, record

DETAILS: dict[str, type[Model]] = {
    "baselines": Baseline,
    "deviations": Deviation,
    "dissonance-records": Dissonance,
    "risk-assessments": RiskAssessment,
    "crisis-event-steps": CrisisEventStep,
    "interfaces": UserInterface,
    "interface-evolution": InterfaceEvolution,
}


def ids_of_details(person: User) -> dict[str, str]:
    """The id of a record of this person at each, and of a session that was analysed."""
    found = {path: model._default_manager.filter(user=person) for path, model in DETAILS.items()}
    ids = {path: str(rows.values_list("id", flat=True)[0]) for path, rows in found.items()}
    body = make_body(person)
    record(StaffFactory.create(is_superuser=True), body)
    asked = receive_request(user_id=person.id, kind=GdprRequest.Kind.RECTIFICATION, caller=person, now=timezone.now())
    return ids | {"sessions": body["id"], "privacy-requests": str(asked.id)}
