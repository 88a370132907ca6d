"""Which columns are sealed: what `seal` takes, what rotation seals anew, what an export opens. No Django.

Columns of apps to the right are named here, and nothing of theirs is imported. `seal` refuses a column that is not
named: what it holds would be left behind when keys change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedColumn:
    """A column that holds what `resona.encryption.sealing` sealed for its place."""

    table: str
    column: str
    row_key: str = "id"  # the column whose value the seal is bound to
    is_bytes: bool = False  # bytea; otherwise text, base64url

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


_ALL: Final = (
    SealedColumn(table="archive_parts", column="content", is_bytes=True),
    SealedColumn(table="consent_records", column="reason"),
    SealedColumn(table="crisis_events", column="resolution_note"),
    SealedColumn(table="dissonance_records", column="transcript"),
    SealedColumn(table="drift_decisions", column="reason"),
    SealedColumn(table="emergency_accesses", column="reason"),
    SealedColumn(table="gdpr_requests", column="reason"),
    SealedColumn(table="messages", column="content"),
    SealedColumn(table="privacy_holds", column="reason"),
    SealedColumn(table="sync_queue", column="encrypted_data", is_bytes=True),
    SealedColumn(table="totp_devices", column="secret", is_bytes=True),
    SealedColumn(table="user_interfaces", column="reason"),
    SealedColumn(table="user_profiles", column="encrypted_data", row_key="user_id", is_bytes=True),
)
# By table and column.
SEALED: Final[Mapping[tuple[str, str], SealedColumn]] = {(one.table, one.column): one for one in _ALL}
