"""The slot of the care record: each app says how a kind of its rows is told, one source a moment of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from resona.accounts.models import User
from resona.accounts.record.entries import RecordKind
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import SealedValueError
from resona.slots import Slot

CANNOT_BE_OPENED: Final = "What was written cannot be opened."


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """For whom the record is told."""

    caller: Any
    now: datetime
    zone: tzinfo
    systems: Mapping[UUID, str]  # names of the clinic's other systems, by their ids
    reads_words: bool  # staff read what was written, systems that it was

    def who(self, account: User | None, kept: UUID | None) -> str:
        """The name of whoever did something, by the key to their account and the id that stays; empty: nobody."""
        if account is not None:
            return account.called
        if kept is None:
            return ""
        return self.systems.get(kept, "Somebody whose account is gone")

    def open(self, attribute: SealedTextAttribute, row_id: UUID, sealed: str | None) -> str:
        """What was written, for whoever may read it."""
        if not (sealed and self.reads_words):
            return ""
        try:
            return attribute.open(row_id, sealed)
        except SealedValueError:
            return CANNOT_BE_OPENED


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What is said of a row."""

    text: str
    words: str = ""
    url: str = ""
    tone: str = "none"


Tell = Callable[[Sequence[Any], Telling], Iterable[Told]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Folding:
    """Of which rows of a source nothing is to be said one by one: a page tells how many there were in a row."""

    is_ordinary: Callable[[], Q]
    gaps: str  # the column of what could not be assessed of them


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordSource:
    """One moment of the rows of a table: when it was, and what is said of it."""

    kind: RecordKind
    rows: Callable[[User], QuerySet[Any]]  # those of a person, with all that telling them reads of other tables
    at: str  # the column of its time
    tell: Tell  # a sentence a row, in their order; at most two statements of its own
    known_at: str = ""  # the column that says when it came to be known, where that may be later
    actor: str = ""  # the column of the id of whoever did it; empty: nobody in particular
    folding: Folding | None = None  # None: each row is told


SOURCES: Final[Slot[RecordSource]] = Slot()


def one_by_one(tell: Callable[[Any, Telling], Told]) -> Tell:
    """Of rows that are told each by itself."""
    return lambda rows, telling: (tell(row, telling) for row in rows)


def sentence(who: str, did: str, happened: str) -> str:
    """`Anna Kamau acknowledged it.`, or what happened where nobody is named."""
    return f"{who} {did}." if who else f"{happened}."


def record_kinds() -> dict[str, RecordKind]:
    """All of which there are sources, by name, in order."""
    return {source.kind.name: source.kind for source in SOURCES}
