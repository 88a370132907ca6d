"""Rows of lists: read by `values_list`, named, and written as they came. A serializer declares them, for OpenAPI too.

No model instances and no serializer fields run for a row: they cost ten times what the query does. JSON columns pass
through as the text that PostgreSQL has of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from pydantic import BaseModel
from rest_framework import serializers

from resona.api.statements import Statement, make_statement

Row = dict[str, Any]
Values = tuple[Any, ...]  # of a row, in the order of its columns


class JsonColumn(serializers.JSONField):
    """A jsonb column; `shape` is what OpenAPI says of its values, or the model that validates them."""

    def __init__(self, shape: dict[str, Any] | type[BaseModel], **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)
        self.shape = shape


class Unreadable(serializers.ListField):
    """No column: what of a row cannot be opened, by name. The view adds it, and shows null in the place of each."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = "Names of what is there and cannot be opened: its key is missing, or it was changed; null is shown"
        super().__init__(child=serializers.CharField(), read_only=True, help_text=help_text, **kwargs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """What a row shows: names, where each comes from, and which are JSON."""

    names: tuple[str, ...]
    sources: tuple[str | Cast, ...]
    json_names: tuple[str, ...]

    def statement(self, queryset: QuerySet[Any, Any], *, also: Sequence[str] = ()) -> Statement:
        """What reads these columns of the queryset, and after them those that the caller needs besides."""
        return make_statement(queryset.values_list(*self.sources, *also))

    def named(self, rows: Iterable[Values]) -> list[Row]:
        """The rows of such a statement."""
        return [self._named(values) for values in rows]

    def _named(self, values: Values) -> Row:
        row = dict(zip(self.names, values, strict=True))
        for name in self.json_names:
            if row[name] is not None:
                row[name] = orjson.Fragment(row[name])
        return row


@lru_cache(maxsize=64)
def columns_of(serializer: type[serializers.Serializer[Any]]) -> Columns:
    """The columns that a serializer declares, found out once."""
    fields = {name: field for name, field in serializer().fields.items() if not isinstance(field, Unreadable)}
    json_names = tuple(name for name, field in fields.items() if isinstance(field, JsonColumn))
    sources = {name: field.source or name for name, field in fields.items()}
    columns = (Cast(source, TextField()) if name in json_names else source for name, source in sources.items())
    return Columns(names=tuple(fields), sources=tuple(columns), json_names=json_names)


def find_row(queryset: QuerySet[Any, Any], serializer: type[serializers.Serializer[Any]]) -> Row | None:
    """The one row of this queryset, in one statement."""
    columns = columns_of(serializer)
    rows = columns.named(columns.statement(queryset[:1]).fetch({}))
    return rows[0] if rows else None
