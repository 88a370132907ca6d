"""What a person sees, version by version, and why it changed; the clinic's own texts and resources."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from interfaces.config import MAX_CONTACT, MAX_TEXT, MAX_TITLE
from interfaces.lexicon import TOPICS
from interfaces.querysets import (
    InterfaceBuildQuerySet,
    InterfaceEvolutionQuerySet,
    InterfaceTextQuerySet,
    SupportResourceQuerySet,
    UserInterfaceQuerySet,
)
from interfaces.wording.texts import CRISIS, SUPPORT
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, Clinic, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import keeps_updated_at, refuses_direct_delete, refuses_update, remembers_actor

MAX_TEXT_KEY = 60  # characters
MAX_FAILURE = 200  # characters


class UserInterface(Record):
    """One version of what a person sees; at most one is active.

    `interface_config`: an InterfaceConfig (interfaces.config), published as a JSON Schema (interfaces.schema).
    `kept_version`: the version that staff keep this person at; builds then change nothing but safety.
    """

    class Origin(models.TextChoices):
        BUILD = "build", "build"
        PIN = "pin", "pinned by staff"
        UNPIN = "unpin", "unpinned by staff"
        GO_BACK = "go_back", "taken back by staff"

    user = DatabaseForeignKey(User, related_name="interfaces", db_index=False, db_comment="Who sees it")
    interface_config = models.JSONField(db_comment="Theme, greeting, components and their layout")
    generated_at = models.DateTimeField(db_default=Now(), db_comment="When it was built")
    version = models.IntegerField(default=1, db_default=1, db_comment="Counts up from 1 for each person")
    active = models.BooleanField(default=True, db_default=True, db_comment="Whether the person sees this one now")
    origin = models.CharField(
        max_length=10,
        choices=Origin,
        default=Origin.BUILD,
        db_default=Origin.BUILD,
        db_comment="What made it: build, or staff by pin, unpin or go_back",
    )
    kept_version = models.IntegerField(
        null=True, blank=True, db_comment="The version staff keep the person at; empty: it adapts"
    )
    decided_by = actor_key("decided_by", related_name="interfaces_decided", comment="Who pinned, unpinned or went back")
    decided_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    reason = SealedTextField(max_characters=1000, null=True, blank=True, db_comment="Why staff did")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = UserInterfaceQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("version", "active", "origin"),
        kept_codes={"version": "its number among the person's"},
        copies={"interface_config": Treatment.JSON},
        followed=Followed(kind="interface", scope=ApiKey.Scope.INTERFACES_READ),
    )

    class Meta:
        db_table = "user_interfaces"
        db_table_comment = "What a person sees, one row a version"
        ordering = ("user_id", "-version")
        constraints = [
            models.UniqueConstraint(name="uq_user_interfaces_user_version", fields=("user", "version")),
            models.UniqueConstraint(name="uq_user_interfaces_active", fields=("user",), condition=Q(active=True)),
            models.CheckConstraint(name="ck_user_interfaces_version", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="ck_user_interfaces_origin", condition=Q(origin__in=("build", "pin", "unpin", "go_back"))
            ),
            models.CheckConstraint(
                name="ck_user_interfaces_kept",
                condition=Q(kept_version__isnull=True) | Q(kept_version__gte=1, kept_version__lt=models.F("version")),
            ),
            keeps_updated_at("user_interfaces"),
            remembers_actor("user_interfaces", "decided_by"),
        ]
        indexes = [
            # A person's versions over time; the cascade's own look-up.
            NamedIndex(name="idx_user_interfaces_user_id", fields=("user", "generated_at")),
            # The list of what people see now.
            NamedIndex(name="idx_user_interfaces_active", fields=("active", "user")),
            # The list of what was built or is no longer shown since a time.
            NamedIndex(name="idx_user_interfaces_updated_at", fields=("updated_at",)),
            # What a member of staff decided; the look-up of the account's SET NULL.
            actor_index("user_interfaces", "decided_by"),
        ]

    def __str__(self) -> str:
        return f"interface version {self.version}"


class InterfaceEvolution(Record):
    """What changed with a version, and why; append-only.

    `changes`: a list of {"what", "from", "to", "why", "why_for_clinician"}; `why` is in the person's words, what is for
    the clinician is never shown to the person.
    """

    user = DatabaseForeignKey(
        User, related_name="interface_changes", db_index=False, db_comment="Whose interface changed"
    )
    version = models.IntegerField(db_comment="The version that came of it")
    changes = models.JSONField(db_comment="A list of what changed, from, to, and why")
    generated_at = models.DateTimeField(db_default=Now(), db_comment="When that version was built")

    objects = InterfaceEvolutionQuerySet.as_manager()
    duties = Duties(
        kept=("version",),
        kept_codes={"version": "that of the interface"},
        copies={"changes": Treatment.JSON},
        followed=Followed(kind="interface_evolution", scope=ApiKey.Scope.INTERFACES_READ),
    )

    class Meta:
        db_table = "interface_evolution_log"
        db_table_comment = "How a person's interface evolved; append-only"
        verbose_name_plural = "interface evolution"
        ordering = ("user_id", "-version")
        constraints = [
            refuses_update("interface_evolution_log"),
            refuses_direct_delete("interface_evolution_log", parent="users", key="user_id"),
        ]
        indexes = [
            # A person's changes over time; the cascade's own look-up.
            NamedIndex(name="idx_interface_evolution_user_id", fields=("user", "generated_at")),
            # What led to one version of a person's.
            NamedIndex(name="idx_interface_evolution_version", fields=("version", "user")),
        ]

    def __str__(self) -> str:
        return f"change to version {self.version}"


class InterfaceBuild(models.Model):
    """How a person's latest build went: what it was made from, and its failure where it failed."""

    user = DatabaseOneToOneField(User, primary_key=True, related_name="interface_build", db_comment="Whose interface")
    inputs_digest = models.CharField(
        max_length=64, default="", db_default="", db_comment="SHA-256 of all it was made from; alike: nothing to build"
    )
    built_for = models.DateField(
        null=True, blank=True, db_comment="Which night (local date at 02:00) the latest build that succeeded was for"
    )
    built_at = models.DateTimeField(null=True, blank=True, db_comment="When the latest build succeeded")
    failure = models.CharField(
        max_length=MAX_FAILURE, null=True, blank=True, db_comment="Why the latest build failed; empty: it did not"
    )
    failed_at = models.DateTimeField(null=True, blank=True, db_comment="When it failed; empty: it did not")

    objects = InterfaceBuildQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies={"inputs_digest": Treatment.KEEP})

    class Meta:
        db_table = "interface_builds"
        db_table_comment = "How the latest build of each person's interface went"
        indexes = [
            # The list of failures, newest first.
            NamedIndex(name="idx_interface_builds_failed", fields=("failed_at",), condition=Q(failed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return "interface build"


class LanguageChoice(models.TextChoices):
    """The languages there are texts in."""

    ENGLISH = "en", "English"
    SWAHILI = "sw", "Swahili"


class InterfaceText(Record):
    """A text in the clinic's own words, instead of Resona's. Keys and placeholders: interfaces.wording."""

    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="interface_texts",
        db_index=False,
        db_comment="Whose people read it; empty: all clinics that have no text of their own",
    )
    language = models.CharField(max_length=10, choices=LanguageChoice, db_comment="en or sw")
    key = models.CharField(max_length=MAX_TEXT_KEY, db_comment="Which text it is, e.g. greeting.steady")
    text = models.CharField(max_length=MAX_TEXT, db_comment="The text, with placeholders in curly brackets")

    objects = InterfaceTextQuerySet.as_manager()
    duties = Duties(
        nobody="a clinic's own words",
        rights=WRITE,
        kept=("language",),
        copies={"key": Treatment.KEEP, "text": Treatment.KEEP},
    )

    class Meta:
        db_table = "interface_texts"
        db_table_comment = "Texts of the interface in a clinic's own words"
        ordering = ("key", "language")
        constraints = [
            # Serves the texts of a clinic too.
            models.UniqueConstraint(
                name="uq_interface_texts_key", fields=("clinic", "language", "key"), nulls_distinct=False
            ),
            models.CheckConstraint(name="ck_interface_texts_language", condition=Q(language__in=("en", "sw"))),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class SupportResource(Record):
    """Somewhere a person can turn to: a crisis line, or something useful for a topic. Entered by the clinic."""

    class Kind(models.TextChoices):
        CRISIS = CRISIS, "crisis line"
        SUPPORT = SUPPORT, "support"

    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="support_resources",
        db_index=False,
        db_comment="Whose people see it; empty: all clinics that have none of this kind",
    )
    kind = models.CharField(max_length=10, choices=Kind, db_comment="crisis (a line to call) or support")
    topic = models.CharField(
        max_length=20,
        choices=[(topic, topic) for topic in TOPICS],
        null=True,
        blank=True,
        db_comment="Shown when this topic goes with heavier days; empty: to everyone",
    )
    language = models.CharField(max_length=10, choices=LanguageChoice, db_comment="en or sw")
    title = models.CharField(max_length=MAX_TITLE, db_comment="What it is called")
    text = models.CharField(max_length=MAX_TEXT, db_comment="What it is for, in a sentence")
    contact = models.CharField(
        max_length=MAX_CONTACT, null=True, blank=True, db_comment="Telephone number or address; empty: none to give"
    )
    position = models.IntegerField(default=0, db_default=0, db_comment="The lowest is shown first")
    is_active = models.BooleanField(default=True, db_default=True, db_comment="False: shown to nobody")

    objects = SupportResourceQuerySet.as_manager()
    duties = Duties(
        nobody="a clinic's own resources",
        rights=WRITE,
        kept=("kind", "language", "is_active"),
        copies={"contact": Treatment.PHONE},
    )

    class Meta:
        db_table = "support_resources"
        db_table_comment = "Crisis lines and other resources, as clinics entered them"
        ordering = ("kind", "position", "id")
        constraints = [
            models.CheckConstraint(name="ck_support_resources_kind", condition=Q(kind__in=("crisis", "support"))),
            models.CheckConstraint(name="ck_support_resources_language", condition=Q(language__in=("en", "sw"))),
            models.CheckConstraint(
                name="ck_support_resources_topic", condition=Q(topic__isnull=True) | Q(topic__in=TOPICS)
            ),
            # A crisis line that leads nowhere is worse than none, and none is hidden by a topic.
            models.CheckConstraint(
                name="ck_support_resources_crisis",
                condition=~Q(kind="crisis") | Q(contact__isnull=False, contact__regex=r"\S", topic__isnull=True),
            ),
        ]
        indexes = [
            # The resources of a clinic in their order.
            NamedIndex(name="idx_support_resources_clinic_id", fields=("clinic", "kind", "position")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"
