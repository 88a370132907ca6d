"""The duties of a table by column, as the database has it: what collecting makes of a model's. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from resona.postgres.duties import APPEND, Expiring, Followed, Rights, Treatment, WholeTable


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Another table on the way from a row to its person."""

    table: str
    key: str  # what the row refers to
    person: str  # what refers to the person


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The column that leads from a row to whom it is about: to people at once, over another table, or by pseudonym."""

    column: str
    way: Way | None = None
    is_pseudonym: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TableDuties:
    """See Duties, whose words these are."""

    table: str
    key: str = "id"  # the column of the primary key
    subject: Subject | None = None
    nobody: str = ""
    clinic: str | None = None  # the column that names the clinic, where no key to a person does
    found_by: str = ""
    rights: Rights = APPEND
    may_change: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    not_audited: str = ""
    copies: WholeTable | Mapping[str, Treatment]
    not_exported: str = ""
    not_shown: Mapping[str, str] = field(default_factory=dict)
    not_exported_where: str = ""
    followed: Followed | None = None
    expires: Expiring | None = None
    keeps_from_expiry: Mapping[str, str] = field(default_factory=dict)  # by table, SQL that holds of rows that stay

    @property
    def treatments(self) -> Mapping[str, Treatment]:
        """By column; empty where the whole table is treated alike."""
        return {} if isinstance(self.copies, WholeTable) else self.copies
