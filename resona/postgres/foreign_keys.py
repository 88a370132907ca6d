"""Foreign keys whose ON DELETE is done by PostgreSQL, so that plain SQL cascades too."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any, TypeVar, cast

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from resona.postgres.constraints import SqlConstraint

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")

# The module name Django gives to the models it rebuilds from migrations.
HISTORICAL_MODULE = "__fake__"


class OnDelete(StrEnum):
    """What PostgreSQL does with the rows that refer to a deleted one."""

    CASCADE = "CASCADE"
    SET_NULL = "SET NULL"
    RESTRICT = "RESTRICT"


class ForeignKeyConstraint(SqlConstraint):
    """`FOREIGN KEY (field) REFERENCES … ON DELETE …` as an entry of `Meta.constraints`.

    Django 5.2 creates foreign keys without ON DELETE. As a constraint of its own the key is seen by makemigrations,
    named as we name it, and reversible. It is checked at once, not at commit: the failing statement raises.
    """

    def __init__(self, *, name: str, field: str, on_delete: str) -> None:
        super().__init__(name=name)
        self.field = field
        self.on_delete = OnDelete(on_delete)

    def sql_in_table(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        field = cast("models.ForeignKey[Any, Any]", model._meta.get_field(self.field))
        target = field.remote_field.model._meta
        name, column, table, key = map(
            editor.quote_name, (self.name, field.column, target.db_table, cast("str", target.pk.column))
        )
        return f"CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {table} ({key}) ON DELETE {self.on_delete}"

    def sql_to_add(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        return f"ALTER TABLE {editor.quote_name(model._meta.db_table)} ADD {self.sql_in_table(model, editor)}"

    def sql_to_remove(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        table, name = editor.quote_name(model._meta.db_table), editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "field": self.field, "on_delete": str(self.on_delete)}


class _DatabaseOnDelete:
    """What both kinds of key share: see DatabaseForeignKey."""

    def __init__(
        self, to: Any, on_delete: Any = OnDelete.CASCADE, *, named_by_field: bool = False, **kwargs: Any
    ) -> None:
        # Migrations carry Django's own on_delete (DO_NOTHING); the database's choice stands in the constraint there.
        self.database_on_delete = on_delete if isinstance(on_delete, OnDelete) else None
        self.named_by_field = named_by_field
        kwargs["db_constraint"] = False
        super().__init__(to, models.DO_NOTHING, **kwargs)  # type: ignore[call-arg]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)  # type: ignore[misc]
        if cls._meta.abstract or cls.__module__ == HISTORICAL_MODULE or self.database_on_delete is None:
            return
        constraint = ForeignKeyConstraint(
            name=self._constraint_name(cls, name), field=name, on_delete=self.database_on_delete
        )
        cls._meta.constraints = [*cls._meta.constraints, constraint]
        # makemigrations reads constraints only of models that declare some.
        cls._meta.original_attrs["constraints"] = cls._meta.constraints

    def _constraint_name(self, cls: type[models.Model], name: str) -> str:
        target = self.remote_field.model  # type: ignore[attr-defined]
        label = target if isinstance(target, str) else target.__name__
        target_name = re.sub(r"(?<!^)(?=[A-Z])", "_", label.rsplit(".", 1)[-1]).lower()
        return f"fk_{cls._meta.db_table}_{name if self.named_by_field else target_name}"


class DatabaseForeignKey(_DatabaseOnDelete, models.ForeignKey[_ST, _GT]):
    """A foreign key that puts its own constraint, with ON DELETE, into its model's `Meta.constraints`.

    The constraint is named `fk_<table>_<target model>`, or `fk_<table>_<field>` where `named_by_field` is set because
    several keys of one table meet the same target.
    """


class DatabaseOneToOneField(_DatabaseOnDelete, models.OneToOneField[_ST, _GT]):
    """A DatabaseForeignKey that is unique."""
