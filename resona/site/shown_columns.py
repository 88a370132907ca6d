"""Which columns of its model an admin class shows, or says that it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from resona.site.records import ScopedAdmin

# When a row was written, which the database keeps by itself.
BOOKKEEPING: Final = ("created_at", "updated_at")
ACTOR_ID: Final = "_uuid"  # ends the name of the column that keeps who it was, beside the key that names them


def unnamed_columns(model_admin: ScopedAdmin) -> list[str]:
    """The fields of which it says neither that it shows them nor that it leaves them out."""
    named = _named_columns(model_admin)
    return [
        field.name
        for field in model_admin.opts.concrete_fields
        if not field.primary_key and not {field.name, field.name.removesuffix(ACTOR_ID)} & {*named, *BOOKKEEPING}
    ]


def _named_columns(model_admin: ScopedAdmin) -> set[str]:
    """By the names of their fields; a column of a list shows the field that it is ordered by."""
    request = HttpRequest()
    request.user = get_user_model()(is_superuser=True)  # who is asked for all there is
    shown = {*_on_form(model_admin, request), *model_admin.get_list_display(request)}
    ordering = (getattr(getattr(model_admin, str(name), None), "admin_order_field", None) for name in shown)
    ordered_by = {str(name).lstrip("-").removesuffix("_id") for name in ordering if name is not None}
    return {*shown, *ordered_by, *model_admin.also_shows, *(model_admin.get_exclude(request) or ())}


def _on_form(model_admin: ScopedAdmin, request: HttpRequest) -> Iterator[str]:
    """What stands on the form; on that which Django makes of the model itself only where it is the page."""
    is_declared = bool(model_admin.fields or model_admin.fieldsets)
    has_own_page = type(model_admin).change_view is not ScopedAdmin.change_view
    if is_declared or not has_own_page:
        for record in (None, model_admin.model()):
            yield from flatten_fieldsets(model_admin.get_fieldsets(request, record))
