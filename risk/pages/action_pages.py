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
from risk.corrections import seconds_to_undo
from risk.models import CrisisEvent
from risk.pages.row_view import PERMISSIONS, Button, RowView, show_row
from risk.triage import Record, describe


def ask(
    model_admin: Any,
    request: HttpRequest,
    *,
    title: str,
    form: forms.Form,
    records: Sequence[Record],
    submit: str,
    others: Sequence[Button] = (),
) -> HttpResponseBase:
    """The page that shows what it is about, and the form; `others` send what was typed to other addresses."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "form": form,
        "rows": [row_of(record, request) for record in records],
        "submit": submit,
        "others": others,
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)


def row_of(record: Record, request: HttpRequest, *, next_url: str | None = None) -> RowView:
    """One finding as triage would show it, on a page at `next_url`: by default the one that was asked for."""
    now = timezone.now()
    [row] = describe([record], now=now)
    may = frozenset(permission for permission in PERMISSIONS if request.user.has_perm(permission))
    return show_row(
        row,
        now=now,
        zone=clinic_zone(request.user),
        may=may,
        next_url=request.get_full_path() if next_url is None else next_url,
        undo_seconds=seconds_to_undo(record, request.user, now) if isinstance(record, CrisisEvent) else 0,
    )


def answer_with_row(request: HttpRequest, event: CrisisEvent, said: str) -> HttpResponseBase:
    """What a page puts in the place of the row whose button was pressed, so that no other row moves."""
    view = row_of(event, request, next_url=safe_next(request))
    return TemplateResponse(request, "risk/row.html", {"view": view, "said": said})
