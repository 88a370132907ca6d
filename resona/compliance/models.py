"""What people agreed to, in which words, and what they let be shown to whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import MAX_PURPOSE_CHARACTERS, ApiKey, Clinic, User
from resona.accounts.purposes import Purpose
from resona.compliance.emergency_models import EmergencyAccess
from resona.compliance.key_models import EncryptionKey
from resona.compliance.querysets import ConsentRecordQuerySet, ConsentTextQuerySet, PrivacySettingsQuerySet
from resona.compliance.rights_models import ArchivePart, GdprRequest, PrivacyHold
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import (
    Trigger,
    keeps_updated_at,
    refuses_delete,
    refuses_direct_delete,
    refuses_update,
    remembers_actor,
)

__all__ = [
    "ArchivePart",
    "ConsentRecord",
    "ConsentText",
    "EmergencyAccess",
    "EncryptionKey",
    "GdprRequest",
    "PrivacyHold",
    "PrivacySettings",
]

MAX_VERSION_CHARACTERS = 10  # as of users.consent_version, which repeats it
MAX_LANGUAGE_CHARACTERS = 10
PURPOSES = (
    "recording",
    "voice_analysis",
    "personalisation",
    "care_team_sharing",
    "research",
    "crisis_contact",
)

_RECORD_COLUMNS = (
    "id",
    "user_id",
    "purpose",
    "decision",
    "version",
    "text_id",
    "channel",
    "reason",
    "decided_at",
    "decided_by_uuid",
)
# What of a decision may change: the key to whoever recorded it empties when their account goes.
_ACCOUNT_GOES = (
    "OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL"
    f" AND ROW({', '.join(f'OLD.{column}' for column in _RECORD_COLUMNS)})"
    f" IS NOT DISTINCT FROM ROW({', '.join(f'NEW.{column}' for column in _RECORD_COLUMNS)})"
)


class PurposeChoice(models.TextChoices):
    """The purposes, as people and staff read them."""

    RECORDING = Purpose.RECORDING, "recording"
    VOICE_ANALYSIS = Purpose.VOICE_ANALYSIS, "voice analysis"
    PERSONALISATION = Purpose.PERSONALISATION, "personalisation"
    CARE_TEAM_SHARING = Purpose.CARE_TEAM_SHARING, "sharing with the care team"
    RESEARCH = Purpose.RESEARCH, "research"
    CRISIS_CONTACT = Purpose.CRISIS_CONTACT, "contact in a crisis"


class ConsentText(Record):
    """What people of a clinic are asked to agree to; changed by a new version only, for somebody agreed to the old."""

    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        related_name="consent_texts",
        db_index=False,
        db_comment="The clinic that answers for it",
    )
    purpose = models.CharField(max_length=MAX_PURPOSE_CHARACTERS, choices=PurposeChoice, db_comment="What is agreed to")
    language = models.CharField(max_length=MAX_LANGUAGE_CHARACTERS, db_comment="BCP 47 tag")
    version = models.CharField(max_length=MAX_VERSION_CHARACTERS, db_comment="The clinic's own name of it, e.g. 2026-1")
    text = models.TextField(db_comment="The words, as people read them")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="Since when it is shown")

    objects = ConsentTextQuerySet.as_manager()
    duties = Duties(
        nobody="what everybody is asked; the decisions are exported",
        kept=("purpose", "language", "version"),
        kept_codes={"language": "a code of ISO 639", "version": "the clinic's own name of it"},
        copies={"language": Treatment.KEEP, "version": Treatment.KEEP},
    )

    class Meta:
        db_table = "consent_texts"
        db_table_comment = "What people are asked to agree to, version by version; never changed"
        ordering = ("purpose", "language", "-created_at")
        constraints = [
            # Serves the texts of a clinic too.
            models.UniqueConstraint(
                name="uq_consent_texts_version", fields=("clinic", "purpose", "language", "version")
            ),
            models.CheckConstraint(name="ck_consent_texts_purpose", condition=Q(purpose__in=PURPOSES)),
            models.CheckConstraint(name="ck_consent_texts_version", condition=~Q(version="")),
            refuses_update("consent_texts"),
            refuses_delete("consent_texts"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} ({self.language})"


class ConsentRecord(Record):
    """One decision of a person about one purpose; append-only. The one recorded last counts."""

    class Decision(models.TextChoices):
        GIVEN = "given", "given"
        WITHDRAWN = "withdrawn", "withdrawn"

    class Channel(models.TextChoices):
        APP = "app", "app"
        CLINIC_STAFF = "clinic_staff", "told to staff"
        PAPER = "paper", "on paper"
        IMPORT = "import", "brought along from before"
        INTEGRATION = "integration", "brought by another system"

    user = DatabaseForeignKey(User, related_name="consent_records", db_index=False, db_comment="Who decided")
    purpose = models.CharField(max_length=MAX_PURPOSE_CHARACTERS, choices=PurposeChoice, db_comment="What it is about")
    decision = models.CharField(max_length=10, choices=Decision, db_comment="given or withdrawn")
    version = models.CharField(
        max_length=MAX_VERSION_CHARACTERS,
        blank=True,
        default="",
        db_default="",
        db_comment="Of the text agreed to; empty only where nothing was given",
    )
    text = DatabaseForeignKey(
        ConsentText,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="consent_records",
        db_index=False,
        db_comment="The words agreed to; empty: kept elsewhere",
    )
    channel = models.CharField(max_length=20, choices=Channel, db_comment="How it reached us")
    reason = SealedTextField(max_characters=500, null=True, blank=True, db_comment="What staff noted; empty: nothing")
    decided_at = models.DateTimeField(
        db_default=Now(), db_comment="When it was recorded; moved behind the decision before it, by a trigger"
    )
    decided_by = actor_key("decided_by", related_name="consents_recorded", comment="Who recorded it")
    decided_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")

    objects = ConsentRecordQuerySet.as_manager()
    duties = Duties(
        kept=("purpose", "decision", "version", "channel"),
        kept_codes={"version": "that of the text"},
        copies={"version": Treatment.KEEP},
        followed=Followed(kind="consent", scope=ApiKey.Scope.PRIVACY_WRITE),
    )

    class Meta:
        db_table = "consent_records"
        db_table_comment = "What people agreed to and took back; append-only, the one recorded last counts"
        ordering = ("-decided_at", "-id")
        constraints = [
            # Serves the present state of each purpose and the cascade's own look-up too.
            models.UniqueConstraint(name="uq_consent_records_order", fields=("user", "purpose", "decided_at")),
            models.CheckConstraint(name="ck_consent_records_purpose", condition=Q(purpose__in=PURPOSES)),
            models.CheckConstraint(
                name="ck_consent_records_decision",
                condition=Q(decision="withdrawn") | Q(decision="given") & ~Q(version=""),
            ),
            models.CheckConstraint(
                name="ck_consent_records_channel",
                condition=Q(channel__in=("app", "clinic_staff", "paper", "import", "integration")),
            ),
            Trigger(name="consent_records_keep_order", when="BEFORE INSERT", function="resona_keep_consent_order"),
            remembers_actor("consent_records", "decided_by"),
            refuses_update("consent_records", unless=_ACCOUNT_GOES),
            refuses_direct_delete("consent_records", parent="users", key="user_id"),
        ]
        indexes = [
            # Who agreed to a text.
            NamedIndex(name="idx_consent_records_text", fields=("text",), condition=Q(text__isnull=False)),
            # What a member of staff recorded; the look-up of the account's SET NULL.
            actor_index("consent_records", "decided_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_decision_display()} {self.version}".strip()


class PrivacySettings(models.Model):
    """What a person lets be shown to whom, and for how long; without a row, the defaults."""

    class Words(models.TextChoices):
        ALWAYS = "always", "always"
        HIGH_RISK = "high_risk", "where a session was assessed high or critical"
        NEVER = "never", "never"

    user = DatabaseOneToOneField(User, primary_key=True, related_name="privacy_settings", db_comment="Who decided")
    words_for_clinicians = models.CharField(
        max_length=10,
        choices=Words,
        default=Words.ALWAYS,
        db_default=Words.ALWAYS,
        db_comment="Whether staff read what was said: always, high_risk or never; findings are shown",
    )
    retention_days = models.PositiveIntegerField(
        null=True, blank=True, db_comment="Days that a session is kept; the clinic's count where they are fewer"
    )
    chosen_by_person = models.BooleanField(
        default=False, db_default=False, db_comment="The person chose themselves: no system changes it any more"
    )
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = PrivacySettingsQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("words_for_clinicians",),
        followed=Followed(kind="privacy_settings", scope=ApiKey.Scope.PRIVACY_WRITE),
    )

    class Meta:
        db_table = "privacy_settings"
        db_table_comment = "What a person lets be shown to whom, one row a person"
        verbose_name = "privacy settings"
        verbose_name_plural = "privacy settings"
        constraints = [
            models.CheckConstraint(
                name="ck_privacy_settings_words", condition=Q(words_for_clinicians__in=("always", "high_risk", "never"))
            ),
            models.CheckConstraint(
                name="ck_privacy_settings_retention",
                condition=Q(retention_days__isnull=True) | Q(retention_days__gte=1),
            ),
            keeps_updated_at("privacy_settings"),
        ]

    def __str__(self) -> str:
        return f"privacy settings of {self.user_id}"
