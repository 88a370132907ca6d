"""Querysets of dissonance, assessments and crisis events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resona.accounts.querysets import PersonRecordQuerySet

if TYPE_CHECKING:
    from risk.models import CrisisEvent, CrisisEventStep, Dissonance, RiskAssessment


class DissonanceQuerySet(PersonRecordQuerySet["Dissonance"]):
    """Dissonance records."""


class RiskAssessmentQuerySet(PersonRecordQuerySet["RiskAssessment"]):
    """Risk assessments."""


class CrisisEventQuerySet(PersonRecordQuerySet["CrisisEvent"]):
    """Crisis events."""


class CrisisEventStepQuerySet(PersonRecordQuerySet["CrisisEventStep"]):
    """What was done about them."""
