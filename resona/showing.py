"""What the answer to a request shows of people: said by whoever reads their records, kept by resona.audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID


class Showing:
    """The people whose records an answer shows, and how many records."""

    __slots__ = ("_begin", "people", "records")

    def __init__(self, begin: Callable[[], None]) -> None:
        self.people: list[UUID] = []  # one and the same more than once, maybe
        self.records = 0
        self._begin = begin  # to keep what is said so far

    def begin_keeping(self) -> None:
        self._begin()


def show(request: Any, people: Iterable[UUID], *, records: int = 1) -> Showing | None:
    """Says that the answer to this request shows so many records of these people."""
    showing: Showing | None = getattr(request, "showing", None)  # of requests that no middleware has seen, none
    if showing is not None:
        showing.people.extend(people)
        showing.records += records
    return showing


def show_and_no_more(request: Any, people: Iterable[UUID], *, records: int) -> None:
    """The same where nothing else will be said, nor the database asked: it is kept while the answer is written."""
    showing = show(request, people, records=records)
    if showing is not None and showing.people:
        showing.begin_keeping()
