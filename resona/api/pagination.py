"""Pages of a list by keyset: the next page starts after the last row shown, whatever was inserted meanwhile.

The id is the last key, so that rows with equal values (scores are full of them) are neither lost nor shown twice; rows
are compared as a whole, which an index on (value, id) serves at any depth.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Field, Func, Model, QuerySet
from django.db.models.lookups import GreaterThan, LessThan

from resona.api.filters import InvalidQueryError, Parameter
from resona.api.statements import Slot
from resona.api.values import ValueTextError, read_choice, read_count

# Columns that order a list where one is not enough, other tables' among them; together they name a row.
Walk = tuple[str, ...]

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200
SEAL_BYTES = 12  # enough against guessing: a forged cursor gains nothing but another place in one's own list

PAGE_SIZE = Parameter(
    name="page_size",
    read=read_count(1, MAX_PAGE_SIZE),
    default=DEFAULT_PAGE_SIZE,
    schema={"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": DEFAULT_PAGE_SIZE},
    description="Rows a page.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Where a page ended: the ordering, and the last row's value and id."""

    ordering: str
    value: Any  # as JSON has it
    id: UUID | str


def read_cursor(text: str) -> Cursor:
    """Raises ValueTextError for anything that `write_cursor` did not write."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    seal, content = raw[:SEAL_BYTES], raw[SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(content)) or _encode(raw) != text:
        raise ValueTextError("must be a cursor as found in `next`")
    ordering, value, row_id = orjson.loads(content)
    return Cursor(ordering=ordering, value=value, id=row_id)


def write_cursor(cursor: Cursor) -> str:
    content = orjson.dumps([cursor.ordering, cursor.value, cursor.id])
    return _encode(_seal(content) + content)


CURSOR = Parameter(
    name="cursor",
    read=read_cursor,
    schema={"type": "string", "minLength": 1},
    description="Where the page starts, as found in `next` of the page before it.",
)


def ordering_parameter(fields: Sequence[str]) -> Parameter:
    """`?ordering=` on these fields, each of them also descending; the newest or highest come first by default."""
    choices = [f"{sign}{field}" for field in fields for sign in ("-", "")]
    return Parameter(
        name="ordering",
        read=read_choice(choices),
        default=choices[0],
        schema={"type": "string", "enum": choices, "default": choices[0]},
        description="With a minus sign from the highest down; rows with equal values follow by id.",
    )


def page_of(
    queryset: QuerySet[Any, Any], *, ordering: str, page_size: int, is_continued: bool, walk: Walk = ()
) -> QuerySet[Any, Any]:
    """One page of these rows, and one row more if there is a next page; a page that continues another has slots."""
    is_descending = ordering.startswith("-")
    keys = walk or _keys(ordering)
    if is_continued:
        lookup = LessThan if is_descending else GreaterThan
        queryset = queryset.filter(lookup(_row(*keys), _row(*(Slot(f"cursor_{key}") for key in keys))))
    if is_continued and walk:
        # Says nothing new, but to an index of the table that the first key stands in.
        bound = f"{keys[0]}__{'lte' if is_descending else 'gte'}"
        queryset = queryset.filter(**{bound: Slot(f"cursor_{keys[0]}")})
    return queryset.order_by(*(f"-{key}" if is_descending else key for key in keys))[: page_size + 1]


def place_of(cursor: Cursor | None, *, ordering: str, model: type[Model], walk: Walk = ()) -> dict[str, Any]:
    """The values of the slots of a page that continues where this cursor ends. Raises InvalidQueryError."""
    if cursor is None:
        return {}
    if cursor.ordering != ordering:
        raise InvalidQueryError({"cursor": "belongs to another ordering"})
    keys = walk or _keys(ordering)
    place = cursor.value if walk else [cursor.value, cursor.id] if len(keys) > 1 else [cursor.id]
    if len(place) != len(keys):
        raise InvalidQueryError({"cursor": "belongs to another list, with superseded rows or without"})
    fields = [_field(model, key) for key in keys]
    return {f"cursor_{key}": field.to_python(value) for key, field, value in zip(keys, fields, place, strict=True)}


def _field(model: Any, key: str) -> Any:
    *way, name = key.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(name)


def _keys(ordering: str) -> tuple[str, ...]:
    column = ordering.removeprefix("-")
    return (column,) if column == "id" else (column, "id")


def _row(*parts: str | Slot) -> Func:
    return Func(*parts, function="ROW", output_field=Field())


def _seal(content: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"resona.api.cursor" + content, "sha256")[:SEAL_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
