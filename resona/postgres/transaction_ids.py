"""Numbers of transactions as a type of column (xid8), which the ORM lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[int, int]
else:
    _Field = models.Field


class TransactionIdField(_Field):
    """A transaction's number: 64 bits, never used twice."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_db_prep_value(self, value: int | None, connection: Any, prepared: bool = False) -> str | None:
        """As text: no number is cast to one of a transaction."""
        return None if value is None else str(value)


class CurrentTransactionId(models.Func):
    """The number of the transaction under way."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = TransactionIdField()
