"""Clinics, and the keys of other systems that are bound to one."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.accounts.querysets import ApiKeyQuerySet, ClinicQuerySet
from resona.postgres.duties import EMPTIED, WRITE, Duties, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record


class Clinic(Record):
    """An organisation whose staff and people see nothing of any other's."""

    name = models.CharField(max_length=200, unique=True, db_comment="What staff call it")
    timezone = models.CharField(
        max_length=50, default="UTC", db_default="UTC", db_comment="IANA name, e.g. Africa/Nairobi"
    )
    country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        db_default="",
        db_comment="ISO 3166 code in capitals, whose telephone numbers need no +; empty: all do",
    )
    crisis_email = models.EmailField(
        blank=True,
        default="",
        db_default="",
        db_comment="Where crisis events are announced, with ids and a link only; empty: nowhere",
    )
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, db_comment="Days that a session is kept; empty: not limited. A person may ask for fewer"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was set up here")

    objects = ClinicQuerySet.as_manager()
    duties = Duties(
        nobody="organisations",
        clinic="id",
        rights=WRITE,
        copies={"name": Treatment.NAME, "timezone": Treatment.KEEP, "country": Treatment.KEEP},
    )

    class Meta:
        db_table = "clinics"
        db_table_comment = "Organisations; nothing of one is visible to another"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                name="ck_clinics_retention_days",
                condition=models.Q(retention_days__isnull=True) | models.Q(retention_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(Record):
    """A system's way in: bound to a clinic, limited to scopes; only the digest of the key is stored."""

    class Scope(models.TextChoices):
        SESSIONS_WRITE = "sessions:write", "record sessions"
        SESSIONS_IMPORT = "sessions:import", "record sessions of the past, which call nobody"
        RECORDS_READ = "records:read", "read records"
        RISK_WRITE = "risk:write", "record actions, acknowledge and resolve"
        CARE_READ = "care:read", "read follow-ups, decisions and notes, their words included"
        CARE_WRITE = "care:write", "write follow-ups, decisions and notes, on behalf of staff"
        INTERFACES_READ = "interfaces:read", "read interfaces"
        INTERFACES_WRITE = "interfaces:write", "rebuild interfaces"
        PEOPLE_WRITE = "people:write", "enrol people, change their details and teams"
        PRIVACY_WRITE = "privacy:write", "record consent and privacy settings"
        CHANGES_READ = "changes:read", "follow what changes, of what its other scopes let it read"
        PEOPLE_ISSUE = "people:issue", "issue codes by which people's own apps come in, and end their tokens"
        WEBHOOKS_WRITE = "webhooks:write", "set up webhooks, which are told of changes by ids, and read what was sent"

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="api_keys", db_index=False, db_comment="The clinic it is bound to"
    )
    name = models.CharField(max_length=100, db_comment="What it is for")
    digest = models.BinaryField(max_length=32, unique=True, editable=False, db_comment="SHA-256 of the key")
    scopes = models.JSONField(default=list, db_default=[], db_comment="List of scope names; empty: may do nothing")
    origins = models.JSONField(
        default=list, blank=True, db_default=[], db_comment="Origins of the web pages that come with it; empty: none do"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")
    revoked_at = models.DateTimeField(null=True, blank=True, db_comment="From when it opens nothing; empty: in use")

    objects = ApiKeyQuerySet.as_manager()
    duties = Duties(nobody="keys of other systems", rights=WRITE, copies=EMPTIED)

    class Meta:
        db_table = "api_keys"
        db_table_comment = "Keys of other systems; the key itself is never stored"
        verbose_name = "API key"
        # A clinic's keys.
        indexes = [NamedIndex(name="idx_api_keys_clinic_id", fields=("clinic",))]

    def __str__(self) -> str:
        return self.name
