"""Pages about a person that are made of sections, which apps add to the slots of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from resona.site.records import clinic_zone
from resona.slots import Slot

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page that is being made: what it is about, and what its sections have read so far."""

    request: HttpRequest
    record: Any
    person_id: UUID  # whom it is about
    now: datetime
    zone: tzinfo
    _read: dict[Callable[[Page], Any], Any] = field(default_factory=dict, repr=False)

    def once(self, read: Callable[[Page], Found]) -> Found:
        """What this function reads for the page, read when a section first asks for it."""
        if read not in self._read:
            self._read[read] = read(self)
        found: Found = self._read[read]
        return found

    def may(self, permission: str) -> bool:
        """Whether the page offers this: the reader has the permission, and nothing limits it for this person."""
        return self.request.user.has_perm(permission) and all(allows(self, permission) for allows in LIMITS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of a page: what is read for it, and the template that draws that as `section`."""

    read: Callable[[Page], object]  # None: the section is left out
    template: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledSection:
    """A section with what was read for it, for resona/sections.html."""

    section: object
    template: str


# What keeps a page from offering what a reader is otherwise permitted: False where it is not offered.
LIMITS: Final[Slot[Callable[[Page, str], bool]]] = Slot()


def begin_page(request: HttpRequest, record: Any, person_id: UUID) -> Page:
    """A page of which nothing is read yet, in the time of the reader's clinic."""
    return Page(request=request, record=record, person_id=person_id, now=timezone.now(), zone=clinic_zone(request.user))


def fill(sections: Iterable[Section], page: Page) -> list[FilledSection]:
    """The sections that have something to show, in order."""
    read = ((section.read(page), section.template) for section in sections)
    return [FilledSection(section=found, template=template) for found, template in read if found is not None]
