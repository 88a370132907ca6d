"""Where a sealed value stands: the place that its seal is bound to. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedColumn:
    """A column that holds sealed values."""

    table: str
    column: str
    row_key: str = "id"  # the column whose value the seal is bound to
    is_bytes: bool = False  # bytea; otherwise text, base64url

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"
