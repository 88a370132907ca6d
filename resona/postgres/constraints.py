"""What our foreign keys and triggers share: entries of `Meta.constraints` that are SQL and nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class SqlConstraint(models.BaseConstraint):
    """A constraint that makemigrations sees and a migration reverses; PostgreSQL alone checks it."""

    def sql_in_table(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        """Its part of CREATE TABLE; empty where it has none."""
        raise NotImplementedError

    def sql_to_add(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        """The statement that adds it to a table that is there."""
        raise NotImplementedError

    def sql_to_remove(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        """The statement that takes it away again."""
        raise NotImplementedError

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return self.sql_in_table(*_given(model, schema_editor))

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return self.sql_to_add(*_given(model, schema_editor))

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        return self.sql_to_remove(*_given(model, schema_editor))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is validated beforehand: the database judges statements."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SqlConstraint):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.name)


def _given(
    model: type[models.Model] | None, editor: BaseDatabaseSchemaEditor | None
) -> tuple[type[models.Model], BaseDatabaseSchemaEditor]:
    if model is None or editor is None:
        raise TypeError("SQL is made for a table, by an editor of its schema")
    return model, editor
