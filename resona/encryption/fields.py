"""Fields whose values are sealed: what a model says of them, and all that follows from it.

`content = SealedTextField(db_comment="What was said")` on Message gives `Message.content.seal(row_id, text)` and
`Message.content.open(row_id, sealed)`. To migrations they are Django's own fields: sealing changes no schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, overload

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from resona.encryption.attributes import SealedAttribute, SealedBinaryAttribute, SealedTextAttribute
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import begins_sealed
from resona.postgres.duties import Treatment
from resona.postgres.foreign_keys import HISTORICAL_MODULE
from resona.postgres.triggers import allow_sealing_anew

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")

SAYS_SEALED: Final = "sealed"
TEXT_IS_SEALED: Final = "AES-256-GCM sealed text, base64url"
BYTES_ARE_SEALED: Final = "AES-256-GCM sealed bytes"

if TYPE_CHECKING:

    class _TextField(models.TextField[_ST, _GT]):
        @overload
        def __get__(self, instance: None, owner: Any) -> SealedTextAttribute: ...
        @overload
        def __get__(self, instance: models.Model, owner: Any) -> _GT: ...
        @overload
        def __get__(self, instance: Any, owner: Any) -> Self: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...

    class _BinaryField(models.BinaryField[_ST, _GT]):
        @overload
        def __get__(self, instance: None, owner: Any) -> SealedBinaryAttribute: ...
        @overload
        def __get__(self, instance: models.Model, owner: Any) -> _GT: ...
        @overload
        def __get__(self, instance: Any, owner: Any) -> Self: ...
        def __get__(self, instance: Any, owner: Any) -> Any: ...

else:

    class _TextField(models.TextField, Generic[_ST, _GT]):
        """Generic, as the stubs have it."""

    class _BinaryField(models.BinaryField, Generic[_ST, _GT]):
        """Generic, as the stubs have it."""


class _Sealed:
    """What both kinds of sealed field share."""

    copied_as: Final = Treatment.SEALED

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs  # type: ignore[attr-defined]

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)  # type: ignore[misc]
        if not cls._meta.abstract and cls.__module__ != HISTORICAL_MODULE:
            allow_sealing_anew(cls, self.column)  # type: ignore[attr-defined]

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)  # type: ignore[misc]
        self.refuse_value(prepared)
        return prepared

    def refuse_value(self, value: Any) -> None:
        """Raises ValueError for a value that is not sealed: it is neither stored nor looked for."""
        if value is not None and not begins_sealed(value):
            raise ValueError(f"{self} takes sealed values alone: those that its `seal` returns")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return [*super().check(**kwargs), *_check_key(self)]  # type: ignore[misc, arg-type]


class SealedTextField(_Sealed, _TextField[_ST, _GT]):
    """Text that is sealed: base64url in a text column. At most `max_characters` are sealed, where given.

    `db_comment` says what it holds, and is completed by how it is sealed unless it says that itself: "Why; empty:
    nothing" becomes "Why: AES-256-GCM sealed text, base64url; empty: nothing".
    """

    descriptor_class = SealedTextAttribute

    def __init__(
        self,
        *,
        db_comment: str,
        max_characters: int | None = None,
        null: bool = False,
        blank: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(db_comment=_complete(db_comment, TEXT_IS_SEALED), null=null, blank=blank, **kwargs)
        self.max_characters = max_characters


class SealedBinaryField(_Sealed, _BinaryField[_ST, _GT]):
    """Bytes that are sealed. `db_comment` is completed as that of a SealedTextField."""

    descriptor_class = SealedBinaryAttribute

    def __init__(self, *, db_comment: str, null: bool = False, blank: bool = False, **kwargs: Any) -> None:
        super().__init__(db_comment=_complete(db_comment, BYTES_ARE_SEALED), null=null, blank=blank, **kwargs)


def is_sealed(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, _Sealed)


def sealed_columns() -> Mapping[tuple[str, str], SealedColumn]:
    """The columns of all sealed fields, by table and column, in their order."""
    attributes = [
        getattr(model, field.attname)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, _Sealed)
    ]
    columns = [attribute.sealed_column for attribute in attributes if isinstance(attribute, SealedAttribute)]
    return {(column.table, column.column): column for column in sorted(columns, key=str)}


def _complete(comment: str, how: str) -> str:
    if SAYS_SEALED in comment.lower():
        return comment
    holds, semicolon, rest = comment.partition(";")
    return f"{holds}: {how}{semicolon}{rest}"


def _check_key(field: models.Field[Any, Any]) -> list[CheckMessage]:
    """Whether the model's key, or the key that it refers to, is a UUID that is known before a row is inserted."""
    key = field.model._meta.pk
    while isinstance(key, models.ForeignKey):
        key = key.target_field
    if isinstance(key, models.UUIDField) and (key.model is not field.model or key.has_default()):
        return []
    message = "It is sealed for the id of its row, which must be a UUID that is known before the row is inserted."
    hint = "Derive the model from resona.postgres.models.Record, or give its key default=new_id."
    return [Error(message, hint=hint, obj=field, id="resona.E121")]
