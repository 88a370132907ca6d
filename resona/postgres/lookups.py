"""Look-ups that take all values as one parameter, so that a statement stays the same however many there are."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, Lookup, UUIDField


@UUIDField.register_lookup
class AnyOfIds(Lookup):
    """`id__any=ids`, as `id__in` means."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, before = self.process_lhs(compiler, connection)
        values, after = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", (*before, *after)


@DateTimeField.register_lookup
class IsThere(Lookup):
    """`resolved_at__there=true`, as `resolved_at__isnull=False` means, and with the truth as a parameter."""

    lookup_name = "there"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, before = self.process_lhs(compiler, connection)
        value, after = self.process_rhs(compiler, connection)
        return f"({column} IS NOT NULL) = {value}", (*before, *after)
