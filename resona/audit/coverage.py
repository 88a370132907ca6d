"""Which tables are audited: all whose models do not say why not."""

from __future__ import annotations

from collections.abc import Mapping

from resona.postgres.collected import collect
from resona.postgres.table_duties import TableDuties


def audited_tables() -> Mapping[str, TableDuties]:
    """By name, what their models declare."""
    return {name: duties for name, duties in collect().items() if not duties.not_audited}
