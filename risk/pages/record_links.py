"""Links from a page to the lists of every kind of record, narrowed to what the page is about."""

from __future__ import annotations

from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest

from resona.site.links import records_url
from resona.site.records import RecordAdmin

OF_PERSON = frozenset({"user_id", "conversation__user_id"})
OF_SESSION = frozenset({"session_id", "conversation_id"})


def links_to_records(request: HttpRequest, record_id: UUID, fields: frozenset[str]) -> list[tuple[str, str]]:
    """Name and address of each list, open to the reader, in which one of these columns holds this id."""
    return [
        (str(model._meta.verbose_name_plural).capitalize(), records_url(model, q=record_id))
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, RecordAdmin)
        and fields.intersection(model_admin.id_fields)
        and model_admin.has_view_permission(request)
    ]
