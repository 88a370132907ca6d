"""Rows for every table there is, made from the catalogue: a new table is filled, or says why it cannot be."""

from __future__ import annotations

import itertools
import json
from typing import Any
from uuid import UUID, uuid4

from django.db.backends.utils import CursorWrapper

from resona.encryption.fields import sealed_columns
from resona.encryption.sealing import seal_stored
from resona.postgres.models import new_id
from tests.records.catalogue import Catalogue, Column, ForeignKey

# Where the type alone does not tell what a column accepts: enumerations, and values that must agree with others.
ACCEPTED: dict[str, dict[str, Any]] = {
    "conversations": {"spoken_by": None},  # whose record it stands in
    "messages": {"role": "user"},
    "dissonance_records": {
        "stated_emotion": "positive",
        "actual_emotion": "negative",
        "interpretation": "unclear",
        "risk_level": "low",
    },
    "risk_assessments": {"risk_level": "medium", "risk_score": 0.5, "pattern_contribution": 0.5},
    "crisis_events": {"risk_level": "high"},
    "crisis_event_steps": {"kind": "note"},
    "tasks": {"audience": "person", "care_team_id": None},  # or there would be an owner and a team
    "task_steps": {"kind": "created"},
    "decisions": {"decision_type": "safety"},
    # Whoever took part is named by one column or the other.
    "decision_stakeholders": {"part": "consulted", "staff_id_uuid": uuid4()},
    "care_notes": {"contact_outcome": "reached"},
    "care_offers": {"kind": "event"},
    # One that is open would leave no room for another.
    "care_periods": {
        "started_at": "2026-03-01T18:00:00Z",
        "ended_at": "2026-03-01T18:20:00Z",
        "ended_because": "moved",
    },
    "population_priors": {"reference_people": 8},
    "interface_texts": {"language": "en"},
    "support_resources": {"kind": "support", "language": "en", "contact": "0800 000 000"},
    "drift_decisions": {"decision": "accept"},
    "procrastinate_events": {"type": "deferred"},
    "guess_counts": {"kind": "account"},
    "staff_invitations": {"role": "clinician"},
    "security_events": {"kind": "scope_refused"},
    "consent_texts": {"purpose": "recording"},
    "gdpr_requests": {"kind": "access"},
    # One that stands would change what may be done with the person.
    "privacy_holds": {"kind": "restriction", "lifted_at": "2026-03-02T18:20:00Z"},
    "emergency_accesses": {"started_at": "2026-03-01T18:20:00Z", "expires_at": "2026-03-01T19:20:00Z"},
    "consent_records": {"purpose": "research", "decision": "given", "version": "2026-1", "channel": "app"},
    "audit_logs": {"operation": "INSERT"},
    "on_call_shifts": {"starts_at": "2026-03-01T18:00:00Z", "ends_at": "2026-03-02T06:00:00Z"},
    "integrations": {"kind": "webhook"},
    "person_contacts": {"kind": "gp", "may_be_contacted": "in_crisis"},
}
# Jobs have no key to users: they carry the person's id among their arguments.
JOBS = "procrastinate_jobs"

_numbers = itertools.count(1)


class Rows:
    """Inserts by plain SQL, naming only the columns that an INSERT must name and those that refer to other rows."""

    def __init__(self, cursor: CursorWrapper, catalogue: Catalogue) -> None:
        self.cursor = cursor
        self.catalogue = catalogue
        self.personal = catalogue.tables_of("users", JOBS) - {"users"}

    def fill_all(self, owner: UUID, actor: UUID | None = None) -> dict[str, Any]:
        """One row of this person in every table of theirs, and of what those need; the keys by table.

        Columns that name an actor refer to `actor`.
        """
        keys: dict[str, Any] = {"users": owner}
        for table in sorted(self.personal):
            self._row_of(table, owner, actor, keys)
        return keys

    def insert(self, table: str, owner: UUID, **values: Any) -> Any:
        """One row of this person in this table, and in those it needs; the row's key. `values` go before ours."""
        return self._insert(table, owner, None, {"users": owner}, values)

    def _row_of(self, table: str, owner: UUID, actor: UUID | None, keys: dict[str, Any]) -> Any:
        if table not in keys:
            keys[table] = self._insert(table, owner, actor, keys, {})
        return keys[table]

    def _insert(self, table: str, owner: UUID, actor: UUID | None, keys: dict[str, Any], values: dict[str, Any]) -> Any:
        columns = self.catalogue.columns[table]
        row = {column.name: _some_value(column) for column in columns if not column.may_be_left_out}
        row |= ACCEPTED.get(table, {})
        if table == JOBS:
            row["args"] = json.dumps({"user_id": str(owner)})
        for key in self.catalogue.foreign_keys.get(table, []):
            if key.column not in values and key.target != table and key.column not in ACCEPTED.get(table, {}):
                row[key.column] = self._referred(key, owner, actor, keys)
        row |= values
        row |= self._sealed(table, row, values)
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(["%s"] * len(row))
        body = f"({names}) VALUES ({places})" if row else "DEFAULT VALUES"
        self.cursor.execute(f'INSERT INTO "{table}" {body} RETURNING "{self.primary_key(table)}"', list(row.values()))
        return self.cursor.fetchone()[0]

    def _sealed(self, table: str, row: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """What must be given and is sealed, for the key of this row."""
        needed = [sealed for sealed in sealed_columns().values() if sealed.table == table and sealed.column in row]
        sealed_here = [sealed for sealed in needed if sealed.column not in values]
        if not sealed_here:
            return {}
        row_key = sealed_here[0].row_key
        key = row.get(row_key) or new_id()
        return {row_key: key} | {one.column: seal_stored(one, key, b"some words") for one in sealed_here}

    def _referred(self, key: ForeignKey, owner: UUID, actor: UUID | None, keys: dict[str, Any]) -> Any:
        if key.target == "users":
            return actor if key.on_delete == "SET NULL" else owner
        return self._row_of(key.target, owner, actor, keys)

    def primary_key(self, table: str) -> str:
        (index,) = (index for index in self.catalogue.indexes[table] if index.name.endswith("_pkey"))
        return index.columns[0]


def _some_value(column: Column) -> Any:
    """A value of this column's type that no other row has, where the type has room for it."""
    number = next(_numbers)
    kind, _, size = column.type.partition("(")
    if kind in {"varchar", "text"}:
        text = f"{column.name} {number}"
        return text[-int(size[:-1]) :] if size else text
    makers: dict[str, Any] = {
        "uuid": uuid4(),
        "smallint": 1,
        "integer": number,
        "bigint": number,
        "double precision": 0.5,
        "boolean": True,
        "timestamptz": "2026-03-01T18:20:00Z",
        "jsonb": "{}",
        "bytea": str(number).encode(),
        "inet": "192.0.2.1",
        "uuid[]": [uuid4()],
        "text[]": [str(number)],
        "xid8": str(number),
    }
    if kind not in makers:
        raise LookupError(f"{column.full_name} is of type {column.type}: say in tests/records/rows.py what it accepts")
    return makers[kind]
