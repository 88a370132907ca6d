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
    """One version of what a person sees; at most one is active."""

    user = DatabaseForeignKey(User, related_name="interfaces", db_index=False)
    interface_config = models.JSONField(db_comment="Theme, greeting, components and their layout")
    generated_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1, db_default=1)
    active = models.BooleanField(default=True, db_default=True)

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
            NamedIndex(name="idx_user_interfaces_user_id", fields=("user", "generated_at")),
            NamedIndex(name="idx_user_interfaces_active", fields=("active", "user")),
        ]

    def __str__(self) -> str:
        return f"interface version {self.version}"


class InterfaceEvolution(Record):
    """What changed with a version, and why. `changes`: a list of {"what", "from", "to", "why"}. Append-only."""

    user = DatabaseForeignKey(User, related_name="interface_changes", db_index=False)
    version = models.IntegerField()
    changes = models.JSONField(db_comment="What changed, from, to, and why")
    generated_at = models.DateTimeField(db_default=Now())

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
            NamedIndex(name="idx_interface_evolution_user_id", fields=("user", "generated_at")),
            NamedIndex(name="idx_interface_evolution_version", fields=("user", "version")),
        ]

    def __str__(self) -> str:
        return f"change to version {self.version}"
