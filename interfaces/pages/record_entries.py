"""How the care record tells that what a person sees changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import QuerySet

from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.pages.change_wording import main_reason, summarise
from interfaces.pages.version_page import version_url
from resona.accounts.models import User
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told

SEEN: Final = RecordKind(name="interface", title="What they see")


def add_interface_entries() -> None:
    """Each version, with what it changed."""
    SOURCES.add("interface", RecordSource(kind=SEEN, rows=_changes, at="generated_at", tell=_tell), order=100)


def _changes(person: User) -> QuerySet[InterfaceEvolution]:
    return InterfaceEvolution.objects.filter(user=person)


def _tell(rows: Sequence[InterfaceEvolution], telling: Telling) -> Iterator[Told]:
    """One statement more, for the pages of the versions."""
    versions = [row.version for row in rows]
    kept = UserInterface.objects.filter(user_id=rows[0].user_id, version__in=versions).order_by()
    pages = {version: version_url(row_id) for version, row_id in kept.values_list("version", "id")}
    return (_told(row, pages.get(row.version, "")) for row in rows)


def _told(row: InterfaceEvolution, url: str) -> Told:
    why = main_reason(row.changes).rstrip(".")
    text = f"What they see changed: {summarise(row.changes)}."
    return Told(text=f"{text} {why}." if why else text, url=url)
