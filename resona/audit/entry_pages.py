"""Where the records are that entries of the audit log are about, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.urls import reverse

from resona.accounts.models import User
from resona.audit.entry_wording import model_of
from resona.audit.log_models import AuditEntry
from resona.site.links import record_url
from resona.site.naming import names_of
from resona.site.pages import Page

LOOK = "audit.view_auditentry"


def page_of(entry: AuditEntry) -> str:
    """The page of the one record that was changed or added; empty: there is none, or they are several."""
    model = model_of(entry.table_name)
    is_gone = entry.operation == AuditEntry.Operation.DELETE
    if model is None or model is User or is_gone or len(entry.row_ids) != 1 or model not in admin.site._registry:
        return ""
    try:
        return record_url(model, UUID(entry.row_ids[0]))
    except ValueError:
        return ""


def people_named(pseudonyms: Iterable[UUID]) -> dict[UUID, Any]:
    """The people with these pseudonyms, each with their name as `shown_name`. Two statements."""
    users = User.objects.filter(pseudonym__in=set(pseudonyms)).only("id", "role", "pseudonym")
    found: dict[UUID, Any] = {user.pseudonym: user for user in users}
    names = names_of(user.id for user in found.values())
    for user in found.values():
        user.shown_name = names.get(user.id, "")
    return found


def deeds_link(page: Page) -> tuple[str, str] | None:
    """From the page of a person to what was done to their record, for whoever may read the log."""
    if not page.request.user.has_perm(LOOK):
        return None
    return "What was done", f"{reverse('admin:audit_auditentry_changelist')}?subject={page.record.pseudonym}"
