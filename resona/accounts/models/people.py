"""People in care: how other systems know them, who else may be called, when they were in care, where they lived."""

from __future__ import annotations

from typing import Final, TypeAlias

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.models.clinics import ApiKey, Clinic
from resona.accounts.models.users import User
from resona.accounts.querysets import PersonRecordQuerySet
from resona.encryption.digest_fields import DigestField
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import Trigger

MAX_SYSTEM_CHARACTERS: Final = 200
MAX_IDENTIFIER_CHARACTERS: Final = 100
MAX_RELATION_CHARACTERS: Final = 50


class PersonIdentifier(Record):
    """How another system knows a person: the same number of the same system is the same person of the clinic."""

    user = DatabaseForeignKey(User, related_name="identifiers", db_index=False, db_comment="Whom it names")
    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        related_name="person_identifiers",
        db_index=False,
        db_comment="The person's clinic, within which it is unique",
    )
    system = models.CharField(max_length=MAX_SYSTEM_CHARACTERS, db_comment="Who gave it: a URI, or a name")
    value = SealedTextField(max_characters=MAX_IDENTIFIER_CHARACTERS, db_comment="The identifier")
    value_digest = DigestField(
        of="value", within=("clinic", "system"), db_comment="Keyed digest (HMAC) by which it is found"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was given here")

    objects = PersonRecordQuerySet["PersonIdentifier"].as_manager()
    duties = Duties(
        rights=WRITE,
        copies={"system": Treatment.KEEP},
        not_shown={"value_digest": "the value itself is shown"},
        followed=Followed(kind="identifier", scope=ApiKey.Scope.PEOPLE_WRITE),
    )

    class Meta:
        db_table = "person_identifiers"
        db_table_comment = "How other systems know people in care, encrypted"
        constraints = [
            # Serves the look-up by identifier, and a clinic's own.
            models.UniqueConstraint(name="uq_person_identifiers_value", fields=("clinic", "system", "value_digest"))
        ]
        # Those of a person; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_person_identifiers_user_id", fields=("user",))]

    def __str__(self) -> str:
        return f"identifier of {self.user_id}"


# By a name of its own, not as a `Kind` of contacts: the description of the API knows each shape by its class.
class ContactKind(models.TextChoices):
    """What somebody is who may be called."""

    NEXT_OF_KIN = "next_of_kin", "next of kin"
    EMERGENCY = "emergency", "emergency contact"
    GP = "gp", "GP"
    SCHOOL = "school", "school"
    OTHER = "other", "other"


class PersonContact(Record):
    """Who else may be called: a relative, whoever to call in an emergency, the GP, the school."""

    Kind: TypeAlias = ContactKind

    class MayBeContacted(models.TextChoices):
        IN_CRISIS = "in_crisis", "in a crisis"
        ALWAYS = "always", "at any time"
        NEVER = "never", "never"

    user = DatabaseForeignKey(User, related_name="person_contacts", db_index=False, db_comment="Whose contact it is")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="next_of_kin, emergency, gp, school or other")
    relation = models.CharField(
        max_length=MAX_RELATION_CHARACTERS, blank=True, default="", db_default="", db_comment="Such as mother; optional"
    )
    details = SealedTextField(db_comment="JSON: name, telephone, email, times")
    may_be_contacted = models.CharField(
        max_length=10, choices=MayBeContacted, db_comment="What the person allows: in_crisis, always or never"
    )
    priority = models.PositiveSmallIntegerField(default=1, db_default=1, db_comment="Whom to call first: 1")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="Since when")
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="Until when; empty: it counts")

    objects = PersonRecordQuerySet["PersonContact"].as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("kind", "may_be_contacted"),
        followed=Followed(kind="contact", scope=ApiKey.Scope.PEOPLE_WRITE),
    )

    class Meta:
        db_table = "person_contacts"
        db_table_comment = "Who else may be called about a person in care, encrypted"
        ordering = ("priority", "id")
        constraints = [
            models.CheckConstraint(
                name="ck_person_contacts_kind",
                condition=Q(kind__in=("next_of_kin", "emergency", "gp", "school", "other")),
            ),
            models.CheckConstraint(
                name="ck_person_contacts_may_be_contacted",
                condition=Q(may_be_contacted__in=("in_crisis", "always", "never")),
            ),
        ]
        # Those of a person; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_person_contacts_user_id", fields=("user",))]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class CarePeriod(Record):
    """A time in care. Whose latest one has ended is no longer in care, which `users.care_ended` repeats."""

    class Ended(models.TextChoices):
        DISCHARGED = "discharged", "discharged"
        MOVED = "moved", "moved away"
        DECLINED = "declined", "declined care"
        DECEASED = "deceased", "deceased"

    user = DatabaseForeignKey(User, related_name="care_periods", db_index=False, db_comment="Who was in care")
    started_at = models.DateTimeField(db_default=Now(), db_comment="Since when")
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="Until when; empty: they are in care")
    ended_because = models.CharField(
        max_length=20,
        choices=Ended,
        blank=True,
        default="",
        db_default="",
        db_comment="discharged, moved, declined or deceased; empty: they are in care",
    )
    begun_for = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system began it, as JSON; empty: nobody's"
    )
    ended_for = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system ended it, as JSON; empty: nobody's"
    )

    objects = PersonRecordQuerySet["CarePeriod"].as_manager()
    duties = Duties(rights=WRITE, kept=("ended_because",))

    class Meta:
        db_table = "care_periods"
        db_table_comment = "When people were in care, and why it ended"
        ordering = ("-started_at", "-id")
        constraints = [
            models.UniqueConstraint(name="uq_care_periods_open", fields=("user",), condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="ck_care_periods_ended",
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__gte=models.F("started_at"))
                & Q(ended_because__in=("discharged", "moved", "declined", "deceased")),
            ),
            Trigger(
                name="care_periods_keep_care_ended",
                when="AFTER INSERT OR UPDATE OF user_id, started_at, ended_at, ended_because OR DELETE",
                function="resona_keep_care_ended",
            ),
        ]
        # Those of a person, in order; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_care_periods_user_id", fields=("user", "started_at"))]

    def __str__(self) -> str:
        return "period of care"


class TimeZoneChange(Record):
    """Where a person moved to: hours of the day before that are told in the zone of then."""

    user = DatabaseForeignKey(User, related_name="time_zone_changes", db_index=False, db_comment="Who moved")
    from_zone = models.CharField(max_length=50, db_column="from", db_comment="IANA name of the zone before")
    to_zone = models.CharField(max_length=50, db_column="to", db_comment="IANA name of the zone since")
    at = models.DateTimeField(db_default=Now(), db_comment="When it was changed")

    objects = PersonRecordQuerySet["TimeZoneChange"].as_manager()
    duties = Duties(copies={"from_zone": Treatment.KEEP, "to_zone": Treatment.KEEP})

    class Meta:
        db_table = "time_zone_changes"
        db_table_comment = "Changes of people's time zones"
        ordering = ("-at", "-id")
        # Those of a person, in order; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_time_zone_changes_user_id", fields=("user", "at"))]

    def __str__(self) -> str:
        return f"time zone of {self.user_id}"
