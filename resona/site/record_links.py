"""Links from a page to the lists of every kind of record, narrowed to what the page is about."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest

from resona.site.links import records_url
from resona.site.pages import Page
from resona.site.records import RecordAdmin, scoped_admins

Links = list[tuple[str, str]]


def records_of_person(page: Page) -> Links:
    """Name and address of each list, open to the reader, of records about the person."""
    return _links(page.request, page.person_id, lambda records: f"{records.person_path}_id" in records.id_fields)


def records_of(page: Page, columns: frozenset[str]) -> Links:
    """The same of lists in which one of these columns names the record that the page is about."""
    return _links(page.request, page.record.id, lambda records: not columns.isdisjoint(records.id_fields))


def _links(request: HttpRequest, sought: UUID, belongs: Callable[[RecordAdmin], bool]) -> Links:
    return [
        (_title(records), records_url(records.model, q=sought))
        for records in scoped_admins()
        if isinstance(records, RecordAdmin) and belongs(records) and records.has_view_permission(request)
    ]


def _title(records: RecordAdmin) -> str:
    """As the sidebar calls the list; what stands there nowhere, as its model says."""
    lists = (place.title for place in records.places or () if place.view == "changelist" and not place.query)
    return next(lists, str(records.opts.verbose_name_plural).capitalize())
