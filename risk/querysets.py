"""Querysets of dissonance, assessments and crisis events."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, Subquery

from resona.accounts.querysets import PersonRecordQuerySet
from risk.policy import ALERTING

if TYPE_CHECKING:
    from risk.models import AlertDelivery, CrisisEvent, CrisisEventStep, Dissonance, RiskAssessment


class DissonanceQuerySet(PersonRecordQuerySet["Dissonance"]):
    """Dissonance records."""


class RiskAssessmentQuerySet(PersonRecordQuerySet["RiskAssessment"]):
    """Risk assessments."""


class CrisisEventQuerySet(PersonRecordQuerySet["CrisisEvent"]):
    """Crisis events."""

    def with_assessment(self) -> Self:
        """With the `assessment_id` of what the session amounts to now, where there is one."""
        assessments = apps.get_model("risk", "RiskAssessment").objects.order_by()
        current = assessments.filter(session_id=OuterRef("conversation_id"), is_current=True)
        return self.annotate(assessment_id=Subquery(current.values("id")[:1]))

    def waiting_to_be_told(self) -> Self:
        """Those of which somebody is to be told: nobody took them on since they were raised or went a step up."""
        untaken = Q(acknowledged_at__isnull=True) | Q(acknowledged_at__lt=F("escalated_at"))
        return self.filter(untaken, resolved_at__isnull=True, escalation_required=True)

    def undelivered(self, now: datetime) -> Self:
        """Of those, the ones of which nobody could be told for longer than a first try takes."""
        since = Q(escalated_at__lt=now - ALERTING.undelivered_after)
        since |= Q(escalated_at__isnull=True, created_at__lt=now - ALERTING.undelivered_after)
        return self.waiting_to_be_told().filter(since, told_at__isnull=True)

    def due_for_telling(self, now: datetime) -> Self:
        """Of those, the ones that nobody was told of and no try waits for, and those with a try that is due."""
        deliveries = apps.get_model("risk", "AlertDelivery").objects
        tries = deliveries.filter(event_id=OuterRef("pk"), step=OuterRef("escalation_step")).order_by()
        to_come = tries.filter(next_at__gt=now).exclude(status="sent")
        untold = Q(told_at__isnull=True) & ~Q(Exists(to_come))
        return self.waiting_to_be_told().filter(untold | Q(Exists(tries.filter(next_at__lte=now))))

    def overdue(self, now: datetime) -> Self:
        """Open ones whose due time has passed, though somebody may have acknowledged them."""
        return self.filter(resolved_at__isnull=True, escalation_required=True, next_due_at__lte=now)


class AlertDeliveryQuerySet(PersonRecordQuerySet["AlertDelivery"]):
    """Tries to tell of crisis events."""


class CrisisEventStepQuerySet(PersonRecordQuerySet["CrisisEventStep"]):
    """What was done about them."""
