"""What a person sees, version by version, and why it changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from interfaces.querysets import InterfaceEvolutionQuerySet, UserInterfaceQuerySet
from resona.accounts.models import User
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_direct_delete, refuses_update


class UserInterface(Record):
    """One version of what a person sees; at most one is active.

    `interface_config`: {"theme", "greeting", "components", "layout"}.
    """

    user = DatabaseForeignKey(User, related_name="interfaces", db_index=False, db_comment="Who sees it")
    interface_config = models.JSONField(db_comment="Theme, greeting, components and their layout")
    generated_at = models.DateTimeField(db_default=Now(), db_comment="When it was built")
    version = models.IntegerField(default=1, db_default=1, db_comment="Counts up from 1 for each person")
    active = models.BooleanField(default=True, db_default=True, db_comment="Whether the person sees this one now")

    objects = UserInterfaceQuerySet.as_manager()

    class Meta:
        db_table = "user_interfaces"
        db_table_comment = "What a person sees, one row a version"
        ordering = ("user_id", "-version")
        constraints = [
            models.UniqueConstraint(name="uq_user_interfaces_user_version", fields=("user", "version")),
            models.UniqueConstraint(name="uq_user_interfaces_active", fields=("user",), condition=Q(active=True)),
            models.CheckConstraint(name="ck_user_interfaces_version", condition=Q(version__gte=1)),
        ]
        indexes = [
            # A person's versions over time; the cascade's own look-up.
            NamedIndex(name="idx_user_interfaces_user_id", fields=("user", "generated_at")),
            # The list of what people see now.
            NamedIndex(name="idx_user_interfaces_active", fields=("active", "user")),
        ]

    def __str__(self) -> str:
        return f"interface version {self.version}"


class InterfaceEvolution(Record):
    """What changed with a version, and why; append-only. `changes`: a list of {"what", "from", "to", "why"}."""

    user = DatabaseForeignKey(
        User, related_name="interface_changes", db_index=False, db_comment="Whose interface changed"
    )
    version = models.IntegerField(db_comment="The version that came of it")
    changes = models.JSONField(db_comment="A list of what changed, from, to, and why")
    generated_at = models.DateTimeField(db_default=Now(), db_comment="When that version was built")

    objects = InterfaceEvolutionQuerySet.as_manager()

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
