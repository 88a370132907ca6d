"""Triggers as entries of `Meta.constraints`, seen by makemigrations and reversible.

The functions they call are made by this app's first migration and know no table. (django-pgtrigger was weighed and left
out: any session may switch its triggers off with a setting, so they protect nothing from plain SQL.)
"""

from __future__ import annotations

from copy import copy
from typing import Any, Final, Self

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from resona.postgres.constraints import SqlConstraint
from resona.postgres.roles import APP, SEALER

EVERY_UPDATE: Final = "BEFORE UPDATE"


class Trigger(SqlConstraint):
    """`CREATE TRIGGER name <when> ON <table> FOR EACH <each> WHEN (<condition>) EXECUTE FUNCTION <function>(…)`.

    Without a condition it runs for every row or, where `each` is STATEMENT, every statement.
    """

    def __init__(
        self,
        *,
        name: str,
        when: str,
        function: str,
        arguments: tuple[str, ...] = (),
        condition: str = "true",
        unless: tuple[str, ...] = (),
        each: str = "ROW",
    ) -> None:
        super().__init__(name=name)
        self.when = when
        self.function = function
        self.arguments = tuple(arguments)
        self.condition = f"NOT ({' OR '.join(unless)})" if unless else condition
        self.unless = unless  # conditions under each of which it does not run; to migrations all are one condition
        self.each = each

    def clone(self) -> Self:
        return copy(self)

    @property
    def runs_at_every_update(self) -> bool:
        """Whether it runs at an UPDATE of any row, whatever changes, but for what it says itself."""
        return self.when == EVERY_UPDATE and (bool(self.unless) or self.condition == "true")

    def also_unless(self, condition: str) -> Trigger:
        """The same, but that it does not run under this condition either."""
        return Trigger(
            name=self.name,
            when=self.when,
            function=self.function,
            arguments=self.arguments,
            unless=(*self.unless, condition),
            each=self.each,
        )

    def sql_in_table(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        """Nothing: the trigger is made once the table is there."""
        editor.deferred_sql.append(self.sql_to_add(model, editor))
        return ""

    def sql_to_add(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        name, table = editor.quote_name(self.name), editor.quote_name(model._meta.db_table)
        arguments = ", ".join(editor.quote_value(argument) for argument in self.arguments)
        return (
            f"CREATE TRIGGER {name} {self.when} ON {table} "
            f"FOR EACH {self.each} WHEN ({self.condition}) EXECUTE FUNCTION {self.function}({arguments})"
        )

    def sql_to_remove(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        return f"DROP TRIGGER {editor.quote_name(self.name)} ON {editor.quote_name(model._meta.db_table)}"

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        details: dict[str, Any] = {"when": self.when, "function": self.function}
        if self.arguments:
            details["arguments"] = self.arguments
        if self.condition != "true":
            details["condition"] = self.condition
        if self.each != "ROW":
            details["each"] = self.each
        return path, (), {**kwargs, **details}


def keeps_updated_at(table: str) -> Trigger:
    """Every UPDATE, raw SQL included, moves `updated_at`; but for one that only seals a sealed field anew."""
    return Trigger(name=f"{table}_touch_updated_at", when=EVERY_UPDATE, function="resona_touch_updated_at")


def stamps_created_at(table: str) -> Trigger:
    """Whatever time the application gives, `created_at` is the database's; the owner restores rows as they were."""
    return Trigger(
        name=f"{table}_stamp_created_at",
        when="BEFORE INSERT",
        function="resona_stamp_created_at",
        condition=f"CURRENT_USER = '{APP}'",
    )


def refuses_update(table: str, *, unless: str | None = None) -> Trigger:
    """An UPDATE of any row is refused, but for one that this condition on OLD and NEW allows.

    One that only seals a sealed field anew is allowed always.
    """
    return Trigger(
        name=f"{table}_refuse_update",
        when=EVERY_UPDATE,
        function="resona_refuse_update",
        unless=(unless,) if unless else (),
    )


def stays(*columns: str) -> str:
    """The condition that an UPDATE leaves these columns as they are."""
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return f"ROW({before}) IS NOT DISTINCT FROM ROW({after})"


def allow_sealing_anew(model: type[models.Model], column: str) -> None:
    """Lets this column be sealed anew, whatever the triggers of the model's table do at an UPDATE of any row."""
    model._meta.constraints = [
        constraint.also_unless(_seals_anew(column))
        if isinstance(constraint, Trigger) and constraint.runs_at_every_update
        else constraint
        for constraint in model._meta.constraints
    ]


def refuses_delete(table: str) -> Trigger:
    """A DELETE of any row is refused; TRUNCATE is a right, which only the owner has."""
    return Trigger(name=f"{table}_refuse_delete", when="BEFORE DELETE", function="resona_refuse_delete")


def refuses_truncate(table: str) -> Trigger:
    """A TRUNCATE is refused to the owner too."""
    return Trigger(
        name=f"{table}_refuse_truncate", when="BEFORE TRUNCATE", function="resona_refuse_truncate", each="STATEMENT"
    )


def refuses_direct_delete(table: str, *, parent: str, key: str, or_parent: tuple[str, str] | tuple[()] = ()) -> Trigger:
    """A DELETE is refused while the row's parent (table `parent`, referred to by column `key`) is still there.

    Under a cascade the parent is already gone when the child's BEFORE DELETE trigger runs; otherwise it is not. A row
    with a second parent (`or_parent`, its table and column) goes with either.
    """
    return Trigger(
        name=f"{table}_refuse_delete",
        when="BEFORE DELETE",
        function="resona_refuse_direct_delete",
        arguments=(parent, key, *or_parent),
    )


def remembers_actor(table: str, column: str) -> Trigger:
    """The id of whoever `column` refers to is copied to `<column>_uuid`, which stays when the account goes."""
    return Trigger(
        name=f"{table}_remember_{column}",
        when=f"BEFORE INSERT OR UPDATE OF {column}",
        function="resona_remember_actor",
        arguments=(column, f"{column}_uuid"),
        condition=f"NEW.{column} IS NOT NULL",
    )


def _seals_anew(column: str) -> str:
    """The condition that the sealer updates, and nothing but this column.

    Nobody signs in as the sealer: what runs with its rights are its own functions.
    """
    return f"current_user = '{SEALER}' AND to_jsonb(OLD) - '{column}' = to_jsonb(NEW) - '{column}'"
