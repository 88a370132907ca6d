"""Who sees integrations and webhooks: a clinic's administrators, and systems that may set webhooks up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Exists, OuterRef, TextField, Value, When
from django.db.models.functions import Cast, Concat, Replace

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.querysets import AdministrativeQuerySet
from resona.integrations.registry import kinds_for, types_for
from resona.integrations.signatures import MESSAGE_NAME

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller
    from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint, WebhookMessage

_Model = TypeVar("_Model", bound=models.Model)


class IntegrationRecordQuerySet(AdministrativeQuerySet[_Model]):
    """Of a clinic: for its administrators and, where their scope allows it, its systems."""

    def visible_to(self, caller: Caller) -> Self:
        if isinstance(caller, ApiKeyCaller):
            return self.filter(**{self.clinic_field: caller.clinic_id}) if caller.is_active else self.none()
        return super().visible_to(caller)


class IntegrationQuerySet(IntegrationRecordQuerySet["Integration"]):
    """Other systems."""


class WebhookEndpointQuerySet(IntegrationRecordQuerySet["WebhookEndpoint"]):
    """Addresses that are told what changed."""

    clinic_field = "integration__clinic_id"

    def visible_to(self, caller: Caller) -> Self:
        """Systems look after those that tell of nothing but what their keys may read."""
        seen = super().visible_to(caller)
        return seen.filter(kinds__contained_by=kinds_for(caller.scopes)) if isinstance(caller, ApiKeyCaller) else seen

    def kept(self) -> Self:
        """Those that nobody has removed."""
        return self.exclude(integration__status="disconnected")


class WebhookMessageQuerySet(IntegrationRecordQuerySet["WebhookMessage"]):
    """What they are told."""

    def visible_to(self, caller: Caller) -> Self:
        """Systems see what their keys may read, and nothing of whom is restricted, nor that there is a message."""
        seen = super().visible_to(caller)
        if not isinstance(caller, ApiKeyCaller):
            return seen
        restricted = get_user_model().objects.filter(clinic_id=caller.clinic_id, is_restricted=True)
        told = seen.filter(kind__in=types_for(caller.scopes))
        return told.exclude(user_uuid__in=restricted.values("id"))

    def shown(self) -> Self:
        """With the id that receivers know, and with what became of each."""
        tries = apps.get_model("integrations", "WebhookAttempt").objects.filter(message_id=OuterRef("pk"))
        taken = tries.filter(at__isnull=False, error_code__isnull=True, next_at__isnull=True)
        state = Case(
            When(Exists(tries.filter(next_at__isnull=False)), then=Value("waiting")),
            When(Exists(taken), then=Value("delivered")),
            default=Value("failed"),
        )
        hexadecimal = Replace(Cast("id", TextField()), Value("-"), output_field=TextField())
        name = Concat(Value(MESSAGE_NAME), hexadecimal, output_field=TextField())
        return self.annotate(state=state, webhook_id=name)


class WebhookAttemptQuerySet(IntegrationRecordQuerySet["WebhookAttempt"]):
    """Tries to tell them."""

    def visible_to(self, caller: Caller) -> Self:
        """Those of the messages that are seen."""
        seen = super().visible_to(caller)
        if not isinstance(caller, ApiKeyCaller):
            return seen
        return seen.filter(message__kind__in=types_for(caller.scopes))
