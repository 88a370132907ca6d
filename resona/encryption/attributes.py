"""What a sealed field is on its model's class: what seals for a row, and opens what was sealed for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import as_text, open_each, open_sealed, open_stored, seal

if TYPE_CHECKING:
    from resona.encryption.fields import SealedBinaryField, SealedTextField


class SealedAttribute(DeferredAttribute):
    """A sealed field of a model, on its class; on an instance it is the sealed value."""

    @cached_property
    def sealed_column(self) -> SealedColumn:
        """Where its values stand."""
        table, key = self.field.model._meta.db_table, self.field.model._meta.pk
        assert self.field.column is not None
        assert key.column is not None
        is_bytes = isinstance(self.field, models.BinaryField)
        return SealedColumn(table=table, column=self.field.column, row_key=key.column, is_bytes=is_bytes)


class SealedTextAttribute(SealedAttribute):
    """A sealed text: `Message.content`."""

    field: SealedTextField[Any, Any]

    @property
    def max_characters(self) -> int:
        """The most that are sealed, in clear. Raises LookupError where the model states no limit."""
        if self.field.max_characters is None:
            raise LookupError(f"{self.sealed_column} states no max_characters")
        return self.field.max_characters

    def seal(self, row_id: UUID, text: str) -> str:
        """Seals for the row with this id, which must be known before it is inserted.

        Raises ValueError for a text that is longer than the model states, TypeError for what is no text or no UUID.
        """
        if not isinstance(text, str):
            raise TypeError(f"{self.sealed_column} takes text, not a {type(text).__name__}")
        limit = self.field.max_characters
        if limit is not None and len(text) > limit:
            raise ValueError(f"{self.sealed_column} takes at most {limit} characters, not {len(text)}")
        return as_text(seal(self.sealed_column, row_id, text.encode()))

    def open(self, row_id: UUID, sealed: str) -> str:
        """What `seal` was given for this row. Raises SealedValueError."""
        return open_stored(self.sealed_column, row_id, sealed).decode()


class SealedBinaryAttribute(SealedAttribute):
    """Sealed bytes: `ArchivePart.content`."""

    field: SealedBinaryField[Any, Any]

    def seal(self, row_id: UUID, content: bytes) -> bytes:
        """Seals for the row with this id, which must be known before it is inserted.

        Raises TypeError for what is no bytes or no UUID.
        """
        return seal(self.sealed_column, row_id, content)

    def open(self, row_id: UUID, sealed: bytes | memoryview) -> bytes:
        """What `seal` was given for this row. Raises SealedValueError."""
        return open_sealed(self.sealed_column, row_id, bytes(sealed))

    def open_each(self, rows: Iterable[tuple[str, bytes]]) -> Iterator[bytes | None]:
        """What was sealed for each of these rows, by the text of its id; None for what is empty or cannot be opened."""
        return open_each(self.sealed_column, rows)
