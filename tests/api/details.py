"""What is read at an address of its own, by where that begins."""

from __future__ import annotations

from django.db.models import Model

from baselines.models import Baseline, Deviation
from conversations.models import Conversation
from interfaces.models import InterfaceEvolution, UserInterface
from resona.accounts.models import User
from risk.models import CrisisEventStep, Dissonance, RiskAssessment

DETAILS: dict[str, type[Model]] = {
    "sessions": Conversation,
    "baselines": Baseline,
    "deviations": Deviation,
    "dissonance-records": Dissonance,
    "risk-assessments": RiskAssessment,
    "crisis-event-steps": CrisisEventStep,
    "interfaces": UserInterface,
    "interface-evolution": InterfaceEvolution,
}


def ids_of_details(person: User) -> dict[str, str]:
    """The id of a record of this person at each."""
    found = {path: model._default_manager.filter(user=person) for path, model in DETAILS.items()}
    return {path: str(rows.values_list("id", flat=True)[0]) for path, rows in found.items()}
