"""Digests by which a sealed value is found: a column beside the sealed one, which a change of keys makes anew.

`value_digest = DigestField(of="value", within=("clinic", "system"), db_comment=…)` tells nothing of the value without a
key, and nothing of whether two values of different clinics are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.apps import apps
from django.db import models

from resona.encryption.keyring import MAX_KEY_ID_CHARACTERS
from resona.encryption.sealed_columns import SealedColumn
from resona.postgres.duties import Treatment

_ST = TypeVar("_ST")
_GT = TypeVar("_GT")

# Of a digest: the id of its key, a colon, SHA-256 in hexadecimal.
MAX_CHARACTERS: Final = MAX_KEY_ID_CHARACTERS + 1 + 64

if TYPE_CHECKING:

    class _CharField(models.CharField[_ST, _GT]):
        """As the stubs have it."""

else:

    class _CharField(models.CharField, Generic[_ST, _GT]):
        """Generic, as the stubs have it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestColumn:
    """Where a digest stands, and what it is made of."""

    sealed: SealedColumn
    column: str
    within: tuple[str, ...]  # other columns of the row, whose values it covers too

    @property
    def lock(self) -> str:
        """Held until the transaction ends by whoever writes such digests, and by a change of keys while it makes them
        anew: under two keys one value would have two digests, and no constraint would see that they are one."""
        return f"SELECT pg_advisory_xact_lock(hashtext('resona {self.sealed.table}.{self.column}'))"


class DigestField(_CharField[_ST, _GT]):
    """The digest of a sealed field of the same row, together with the fields it is to be unique within."""

    copied_as: Final = Treatment.FRESH

    def __init__(self, *, of: str = "", within: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "max_length": MAX_CHARACTERS, "editable": False})
        self.of, self.within = of, within  # to migrations, which know plain columns, neither

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def digest_content(value: str, *within: object) -> bytes:
    """What a digest covers: the value, and those of the fields it is unique within, in their order."""
    return "\0".join([*map(str, within), value]).encode()


def digest_column_of(model: type[models.Model]) -> DigestColumn:
    """That of this model."""
    (column,) = _columns_of(model)
    return column


def digest_columns() -> list[DigestColumn]:
    """Those of all models."""
    return [column for model in apps.get_models() for column in _columns_of(model)]


def _columns_of(model: type[models.Model]) -> list[DigestColumn]:
    return [
        DigestColumn(
            sealed=getattr(model, field.of).sealed_column,
            column=str(field.column),
            within=tuple(_column(model, name) for name in field.within),
        )
        for field in model._meta.local_concrete_fields
        if isinstance(field, DigestField)
    ]


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return str(field.column)
