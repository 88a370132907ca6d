"""Other systems that a clinic works with, and the webhooks by which they are told what changed."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.models import Clinic, User
from resona.encryption.fields import SealedTextField
from resona.integrations.querysets import (
    IntegrationQuerySet,
    WebhookAttemptQuerySet,
    WebhookEndpointQuerySet,
    WebhookMessageQuerySet,
)
from resona.outgoing.urls import MAX_URL_CHARACTERS
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record

MAX_NAME_CHARACTERS: Final = 100
MAX_KIND_CHARACTERS: Final = 50
MAX_CODE_CHARACTERS: Final = 30


class Integration(Record):
    """Another system that a clinic works with, and whether that works."""

    class Kind(models.TextChoices):
        WEBHOOK = "webhook", "webhook"
        EMAIL = "email", "e-mail"
        SMS = "sms", "text messages"
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Teams"
        FHIR = "fhir", "FHIR"
        FOLDER = "folder", "folder"
        OIDC = "oidc", "single sign-on"

    class Status(models.TextChoices):
        ACTIVE = "active", "in use"
        FAILING = "failing", "failing"
        PAUSED = "paused", "paused"
        DISCONNECTED = "disconnected", "removed"

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="integrations", db_index=False, db_comment="Whose it is"
    )
    kind = models.CharField(max_length=20, choices=Kind, db_comment="webhook, email, sms, slack, teams, fhir, …")
    name = models.CharField(max_length=MAX_NAME_CHARACTERS, db_comment="What staff call it")
    settings = models.JSONField(default=dict, db_default={}, db_comment="How it is set up; nothing secret")
    credentials = SealedTextField(null=True, blank=True, db_comment="What opens the other system; empty: nothing does")
    status = models.CharField(
        max_length=20,
        choices=Status,
        default=Status.ACTIVE,
        db_default="active",
        db_comment="active, failing, paused or disconnected",
    )
    failing_since = models.DateTimeField(
        null=True, blank=True, db_comment="When the first of the failures was that no success has followed; empty: none"
    )
    last_ok_at = models.DateTimeField(
        null=True, blank=True, db_comment="When it last worked, to some minutes; empty: never"
    )

    objects = IntegrationQuerySet.as_manager()
    duties = Duties(
        nobody="other systems that a clinic works with", rights=WRITE, kept=("kind", "status"), copies=EMPTIED
    )

    class Meta:
        db_table = "integrations"
        db_table_comment = "Other systems that clinics work with"
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                name="ck_integrations_kind",
                condition=Q(kind__in=("webhook", "email", "sms", "slack", "teams", "fhir", "folder", "oidc")),
            ),
            models.CheckConstraint(
                name="ck_integrations_status", condition=Q(status__in=("active", "failing", "paused", "disconnected"))
            ),
        ]
        # Those of a clinic.
        indexes = [NamedIndex(name="idx_integrations_clinic_id", fields=("clinic", "kind"))]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[-8:]}"


class WebhookEndpoint(Record):
    """An address of another system that is told, by POST, that something changed."""

    integration = DatabaseForeignKey(
        Integration, related_name="webhook_endpoints", db_index=False, db_comment="Whose address it is"
    )
    url = models.CharField(max_length=MAX_URL_CHARACTERS, db_comment="Where messages are sent; may hold a secret")
    kinds = ArrayField(
        models.CharField(max_length=MAX_KIND_CHARACTERS),
        default=list,
        db_default=[],
        db_comment="Of what it is told: crisis_event.created, …; empty: of nothing",
    )
    secrets = SealedTextField(db_comment="JSON of what messages are signed with: one, or two while one follows another")
    position = models.CharField(
        max_length=100,
        blank=True,
        default="",
        db_default="",
        db_comment="Up to where of the change feed it has its messages; empty: it reads none",
    )
    disabled_at = models.DateTimeField(
        null=True, blank=True, db_comment="Since when nothing is sent; empty: it is sent to"
    )

    objects = WebhookEndpointQuerySet.as_manager()
    duties = Duties(
        nobody="addresses of other systems",
        two_hops="an endpoint is never without its integration, which is a clinic's",
        rights=WRITE,
        copies=EMPTIED,
    )

    class Meta:
        db_table = "webhook_endpoints"
        db_table_comment = "Addresses of other systems that are told what changed"
        verbose_name = "webhook"
        ordering = ("id",)
        # That of an integration; the cascade's own look-up.
        constraints = [models.UniqueConstraint(name="uq_webhook_endpoints_integration", fields=("integration",))]

    def __str__(self) -> str:
        return f"webhook {str(self.id)[-8:]}"


class WebhookMessage(Record):
    """That an endpoint is told of one thing; a sealed or clear word of that thing is never in it."""

    endpoint = DatabaseForeignKey(WebhookEndpoint, related_name="messages", db_index=False, db_comment="Who is told")
    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="webhook_messages", db_index=False, db_comment="Whose records it is of"
    )
    kind = models.CharField(max_length=MAX_KIND_CHARACTERS, db_comment="What happened: crisis_event.created, …")
    record_uuid = models.UUIDField(db_column="record_id", db_comment="The record it happened to; no key")
    user_uuid = models.UUIDField(
        null=True, blank=True, db_column="user_id", db_comment="The person it is about; no key; empty: nobody"
    )
    created_at = models.DateTimeField(db_default=Now(), db_comment="When it happened")

    objects = WebhookMessageQuerySet.as_manager()
    duties = Duties(
        found_by="user_id = %(person)s",
        seen_by="administrators of the clinic: what other systems are told",
        rights=("SELECT", "INSERT", "DELETE"),
        not_audited="is a log of what other systems are told, of ids only",
        copies=EMPTIED,
    )

    class Meta:
        db_table = "webhook_messages"
        db_table_comment = "What other systems are told of, by ids only"
        ordering = ("-created_at", "-id")
        indexes = [
            # Those of an endpoint, newest first; the cascade's own look-up.
            NamedIndex(name="idx_webhook_messages_endpoint_id", fields=("endpoint", "created_at")),
            # Those of a clinic, newest first.
            NamedIndex(name="idx_webhook_messages_clinic_id", fields=("clinic", "created_at", "id")),
            # What goes with a person.
            NamedIndex(
                name="idx_webhook_messages_user_id", fields=("user_uuid",), condition=Q(user_uuid__isnull=False)
            ),
            # What is old enough to be forgotten.
            NamedIndex(name="idx_webhook_messages_created_at", fields=("created_at",)),
        ]

    def __str__(self) -> str:
        about = f" about {User(id=self.user_uuid, role=User.Role.PERSON)}" if self.user_uuid else ""
        return f"message {str(self.id)[-8:]}{about}"


class WebhookAttempt(Record):
    """One try to deliver a message. Written before it is made; `next_at` says when it goes on, until it is settled."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="webhook_attempts", db_index=False, db_comment="The message's"
    )
    endpoint = DatabaseForeignKey(
        WebhookEndpoint,
        related_name="attempts",
        db_index=False,
        db_comment="The message's",
    )
    message = DatabaseForeignKey(
        WebhookMessage, related_name="attempts", db_index=False, db_comment="What is delivered"
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, db_default=1, db_comment="Which try this is, from 1; from 1 again when it is sent again by request"
    )
    status_code = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="What was answered (HTTP); empty: nothing yet, or no answer came"
    )
    duration_ms = models.PositiveIntegerField(null=True, blank=True, db_comment="How long it took; empty: not over")
    error_code = models.CharField(
        max_length=MAX_CODE_CHARACTERS, null=True, blank=True, db_comment="Why it failed; empty: it did not"
    )
    at = models.DateTimeField(null=True, blank=True, db_comment="When it was made; empty: it waits")
    next_at = models.DateTimeField(
        null=True,
        blank=True,
        db_comment="When it is to be made or, under way, counts as lost and is made again; empty: it is over",
    )

    objects = WebhookAttemptQuerySet.as_manager()
    duties = Duties(
        found_by="message_id IN (SELECT id FROM webhook_messages WHERE user_id = %(person)s)",
        seen_by="administrators of the clinic: how other systems were told",
        rights=("SELECT", "INSERT", "DELETE"),
        may_change=("status_code", "duration_ms", "error_code", "at", "next_at"),
        not_audited="is a log of deliveries",
        copies=EMPTIED,
    )

    class Meta:
        db_table = "webhook_attempts"
        db_table_comment = "Tries to deliver what other systems are told"
        ordering = ("-id",)
        constraints = [
            # Of a message one try waits or is under way.
            models.UniqueConstraint(
                name="uq_webhook_attempts_open", fields=("message",), condition=Q(next_at__isnull=False)
            ),
        ]
        indexes = [
            # Those of a clinic.
            NamedIndex(name="idx_webhook_attempts_clinic_id", fields=("clinic", "id")),
            # Whom to try next at an endpoint; the cascade's own look-up.
            NamedIndex(name="idx_webhook_attempts_endpoint_id", fields=("endpoint", "next_at")),
            # Those of a message; the cascade's own look-up.
            NamedIndex(name="idx_webhook_attempts_message_id", fields=("message", "id")),
        ]

    def __str__(self) -> str:
        return f"try {self.attempt} of {str(self.message_id)[-8:]}"
