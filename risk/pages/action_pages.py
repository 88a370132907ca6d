"""Pages that ask before something is recorded about a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from resona.site.records import clinic_zone
from resona.site.returning import safe_next
from risk.pages.row_view import PERMISSIONS, RowView, show_row
from risk.triage import Record, describe


def ask(
    model_admin: Any,
    request: HttpRequest,
    *,
    title: str,
    form: forms.Form,
    records: Sequence[Record],
    submit: str,
) -> HttpResponseBase:
    """The page that shows what it is about, and the form."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "form": form,
        "rows": [row_of(record, request) for record in records],
        "submit": submit,
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)


def row_of(record: Record, request: HttpRequest) -> RowView:
    """One finding as triage would show it."""
    now = timezone.now()
    [row] = describe([record], now=now)
    may = frozenset(permission for permission in PERMISSIONS if request.user.has_perm(permission))
    return show_row(row, now=now, zone=clinic_zone(request.user), may=may, next_url=request.get_full_path())
