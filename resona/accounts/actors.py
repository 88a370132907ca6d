"""Columns that name who did something: the key empties when the account goes, a plain column keeps the id."""

from __future__ import annotations

from django.db.models import Q

from resona.accounts.models.users import User
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex


def actor_key(column: str, *, related_name: str, comment: str) -> DatabaseForeignKey[User | None, User | None]:
    """The key of an actor; `remembers_actor` (a trigger) copies it to the column `<column>_uuid`."""
    return DatabaseForeignKey(
        User,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name=related_name,
        db_column=column,
        db_index=False,
        db_comment=comment,
    )


def actor_index(table: str, column: str) -> NamedIndex:
    """What empties the key when the account goes; rows on which nobody acted cost it nothing."""
    return NamedIndex(name=f"idx_{table}_{column}", fields=(column,), condition=Q(**{f"{column}__isnull": False}))
