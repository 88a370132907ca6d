"""Reads a stretch of the care record: one statement says which sources have anything of the person, one bounded
statement each reads those, and they are merged by time.

How many statements there are depends on the kinds of what stands in the record, and not on how much of it there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet, TextField, Value

from resona.accounts.callers import account_of
from resona.accounts.models import ApiKey, User
from resona.accounts.record.entries import Ordinary, RecordEntry
from resona.accounts.record.sources import SOURCES, RecordSource, Telling
from resona.postgres.compiled import CompiledQuery

# Of the rows that are told together at most so many are read; older ones of one run are not counted.
MOST_ORDINARY: Final = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPlace:
    """Where a stretch of the record ended: the last entry that was told."""

    at: datetime
    source: str
    key: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which stretch of the record is read."""

    most: int
    before: RecordPlace | None = None  # None: from the latest
    kinds: Collection[str] = ()  # by name; none: all
    known_since: datetime | None = None  # only what came to be known after this
    folds: bool = False  # whether what is ordinary is told together


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A part of the record, the latest first."""

    entries: tuple[RecordEntry, ...]
    ordinary: tuple[Ordinary, ...]  # among them, where they are told together
    ends: RecordPlace | None  # where the next part begins; None: there is none


def telling_to(caller: Any, person: User, *, now: datetime, zone: Any) -> Telling:
    """How records of this person's clinic are told to this caller; one statement.

    Who is of no clinic is told of every clinic's systems: a superuser, who sees the people of all.
    """
    keys = ApiKey.objects.all() if person.clinic_id is None else ApiKey.objects.filter(clinic_id=person.clinic_id)
    systems = dict(keys.order_by().values_list("id", "name"))
    return Telling(caller=caller, now=now, zone=zone, systems=systems, reads_words=bool(caller.is_staff))


def read_stretch(person: User, wanted: Wanted, telling: Telling) -> Stretch:
    """The entries that are wanted, at most so many, and whether more follow."""
    present = {name for (name,) in _PRESENT.fetch(person_id=person.id, pseudonym=person.pseudonym)}
    sources = [
        (name, source)
        for name, source in SOURCES.items()
        if name in present and (not wanted.kinds or source.kind.name in wanted.kinds)
    ]
    found = [entry for name, source in sources for entry in _read(name, source, person, wanted, telling)]
    found.sort(key=lambda entry: (entry.at, entry.source), reverse=True)  # those of one source stay as they are
    shown, ends = tuple(found[: wanted.most]), None
    if len(found) > wanted.most:
        ends = RecordPlace(at=shown[-1].at, source=shown[-1].source, key=shown[-1].key)
    ordinary = [row for _, source in sources for row in _read_ordinary(source, person, wanted, ends)]
    return Stretch(entries=shown, ordinary=tuple(sorted(ordinary, key=lambda row: row.at, reverse=True)), ends=ends)


def _read(name: str, source: RecordSource, person: User, wanted: Wanted, telling: Telling) -> Iterator[RecordEntry]:
    rows = _known_since(source, source.rows(person), wanted)
    if wanted.folds and source.folding is not None:
        rows = rows.filter(~source.folding.is_ordinary())
    if wanted.before is not None:
        rows = rows.filter(_before(name, source, wanted.before))
    page: Sequence[Any] = list(rows.order_by(f"-{source.at}", "-pk")[: wanted.most + 1])
    if not page:
        return
    _, reader_id = account_of(telling.caller)
    for row, told in zip(page, source.tell(page, telling), strict=True):
        at = getattr(row, source.at)
        yield RecordEntry(
            at=at,
            source=name,
            key=str(row.pk),
            kind=source.kind.name,
            known_at=getattr(row, source.known_at) if source.known_at else at,
            text=told.text,
            words=told.words,
            url=told.url,
            tone=told.tone,
            is_own=bool(source.actor) and getattr(row, source.actor) == reader_id,
        )


def _before(name: str, source: RecordSource, place: RecordPlace) -> Q:
    """What stands behind a place: of the same time, sources that come earlier in the alphabet."""
    earlier = Q(**{f"{source.at}__lt": place.at})
    if name > place.source:
        return earlier
    same = Q(**{source.at: place.at})
    return earlier | (same & Q(pk__lt=place.key) if name == place.source else same)


def _known_since(source: RecordSource, rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.known_since is None:
        return rows
    return rows.filter(**{f"{source.known_at or source.at}__gt": wanted.known_since})


def _read_ordinary(source: RecordSource, person: User, wanted: Wanted, ends: RecordPlace | None) -> Iterator[Ordinary]:
    """Of this stretch: from where the one before it ended to where it ends itself."""
    if not wanted.folds or source.folding is None:
        return
    rows = _known_since(source, source.rows(person), wanted).filter(source.folding.is_ordinary())
    if wanted.before is not None:
        rows = rows.filter(**{f"{source.at}__lte": wanted.before.at})
    if ends is not None:
        rows = rows.filter(**{f"{source.at}__gt": ends.at})
    found = rows.order_by(f"-{source.at}").values_list(source.at, source.folding.gaps)
    for at, gaps in found[:MOST_ORDINARY]:
        yield Ordinary(at=at, is_partial=bool(gaps))


def _present_of(*, person_id: UUID, pseudonym: UUID) -> QuerySet[Any, Any]:
    """The names of the sources that have a row of this person."""
    person = User(id=person_id, pseudonym=pseudonym)
    first, *others = (
        source.rows(person).order_by().values_list(Value(name, output_field=TextField()))[:1]
        for name, source in SOURCES.items()
    )
    union: QuerySet[Any, Any] = first.union(*others, all=True)
    return union


# Of 24 sources a person has things of six or seven; building the statements of the others takes the ORM 40 ms.
_PRESENT: Final = CompiledQuery(_present_of, person_id=UUID(int=1), pseudonym=UUID(int=2))
