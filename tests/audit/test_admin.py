"""The audit log in the admin: of one's own clinic, in ids and levels, to be read only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import RequestFactory

from resona.accounts.models import User
from resona.audit.context import acting
from resona.audit.models import AuditEntry
from risk.models import CrisisEvent
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.records import make_event, make_name, make_session
from tests.conftest import Cast
from tests.factories import StaffFactory

PAGE: Any = admin.site._registry[AuditEntry]


@pytest.fixture
def deed(cast: Cast) -> AuditEntry:
    """What somebody of the clinic did to two of its staff, and somebody else to another clinic's."""
    with acting(actor=f"staff:{cast.administrator.id}", source="POST admin/"), transaction.atomic():
        User.objects.filter(id=cast.clinician.id).update(role="administrator", phone="0722 000111")
    with acting(actor=f"staff:{cast.superuser.id}"), transaction.atomic():
        User.objects.filter(id=cast.stranger.id).update(role="administrator")
    return AuditEntry.objects.get(actor=f"staff:{cast.administrator.id}")


def listed(user: User, query: str = "") -> str:
    answer = sign_in(user).get(f"{list_url(AuditEntry)}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_administrator_sees_what_was_done_in_the_clinic(cast: Cast, deed: AuditEntry) -> None:
    page = listed(cast.administrator)
    assert "Changed 1 account: role: clinician → clinic administrator, phone" in page
    assert f"Administrator {cast.administrator.name or cast.administrator.code}" in page
    assert cast.clinician.code in page
    assert cast.stranger.code not in page
    assert "0722 000111" not in page
    proof = sign_in(cast.administrator).get(page_url(deed)).content.decode()
    for kept in (str(cast.clinician.pseudonym), f"staff:{cast.administrator.id}", "POST admin/", "users"):
        assert kept in proof


def test_a_superuser_sees_all_clinics_and_nobody_else_any(cast: Cast, deed: AuditEntry) -> None:
    page = listed(cast.superuser)
    assert cast.clinician.code in page
    assert cast.stranger.code in page
    assert sign_in(cast.outsider).get(list_url(AuditEntry)).status_code == 403
    elsewhere = StaffFactory.create(clinic=cast.stranger.clinic, role=User.Role.ADMINISTRATOR)
    assert sign_in(elsewhere).get(page_url(deed)).status_code == 404


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?table=users", True),
        ("?table=messages", False),
        ("?operation=UPDATE", True),
        ("?operation=DELETE", False),
        ("?actor=staff", True),
        ("?actor=key", False),
        ("?actor=staff:", False),
        ("?period=1d", True),
        ("?period=2001-01-01", False),
        ("?q={actor}", True),
        ("?q={subject}", True),
        ("?q={other}", False),
    ],
)
def test_entries_are_found_by_table_operation_actor_day_and_person(
    cast: Cast, deed: AuditEntry, query: str, is_found: bool
) -> None:
    sought = {
        "actor": cast.administrator.id,
        "subject": cast.clinician.pseudonym,
        "other": cast.outsider.pseudonym,
    }
    page = listed(cast.administrator, query.format(**sought))
    assert ("role: clinician → clinic administrator" in page) is is_found


def test_nobody_writes_it(cast: Cast, deed: AuditEntry) -> None:
    request = RequestFactory().get("/admin/")
    request.user = cast.superuser
    entries = admin.site._registry[AuditEntry]
    assert not entries.has_add_permission(request)
    assert not entries.has_change_permission(request, deed)
    assert not entries.has_delete_permission(request, deed)
    assert sign_in(cast.superuser).post(page_url(deed), {"actor": ""}).status_code == 403


@pytest.mark.parametrize(
    ("row_ids", "shown"),
    [
        ([], "-"),
        (["a"], "a"),
        (["a", "b", "c"], "a, b, c"),
        (["a", "b", "c", "d"], "a, b, c, and 1 more"),
        (["a", "b", "c", "d", "e"], "a, b, c, and 2 more"),
    ],
)
def test_many_rows_are_counted_not_named(row_ids: list[str], shown: str) -> None:
    assert PAGE.shown_rows(AuditEntry(row_ids=row_ids)) == shown


@pytest.mark.parametrize(
    ("changed", "kept", "shown"),
    [
        ([], {}, "-"),
        (["phone", "email"], {}, "phone, email"),
        (["phone", "role"], {"role": ["person", "clinician"]}, "role: person → clinician, phone"),
        (["b", "a"], {"b": [1, None], "a": [True, False]}, "a: yes → no, b: 1 → nothing"),
        ([], {"kind": [None, None], "clinic": [None, "01a22fec-3920-736e-ba0d-af4dd4c7fe5b"]}, "clinic"),
        ([], {"kind": [None, "erasure"]}, "kind: erasure"),
    ],
)
def test_columns_are_named_with_the_values_that_are_kept(
    changed: list[str], kept: dict[str, object], shown: str
) -> None:
    assert PAGE.shown_columns(AuditEntry(changed=changed, kept=kept)) == shown


@pytest.mark.parametrize("sought", ["Wanjiru", "P-1A2B3C", "staff:", "%", "0722 000111"])
def test_what_is_no_id_finds_nothing(cast: Cast, deed: AuditEntry, sought: str) -> None:
    found, may_repeat = PAGE.get_search_results(RequestFactory().get("/"), AuditEntry.objects.all(), sought)
    assert (list(found), may_repeat) == ([], False)
    everything, _ = PAGE.get_search_results(RequestFactory().get("/"), AuditEntry.objects.all(), "  ")
    assert deed in everything


def test_an_entry_names_whose_the_record_is_and_leads_to_it(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    event = make_event(make_session(cast.person, datetime.now(UTC)))
    source = "POST admin/risk/crisisevent/<uuid:id>/acknowledge/"
    with acting(actor=f"staff:{cast.clinician.id}", source=source), transaction.atomic():
        CrisisEvent.objects.filter(id=event.id).update(human_reviewed=True)

    page = listed(cast.administrator, f"?subject={cast.person.pseudonym}&operation=UPDATE")

    assert "Changed 1 crisis event: human reviewed: no → yes" in page
    assert f'href="{page_url(event)}"' in page
    assert "Amina Odhiambo" in page
    assert f"Clinician {cast.clinician.name or cast.clinician.code}" in page
    assert "Crisis event: acknowledge" in page
    link = sign_in(cast.administrator).get(page_url(cast.person)).content.decode()
    assert f"/admin/audit/auditentry/?subject={cast.person.pseudonym}" in link
    assert "/admin/audit/" not in sign_in(cast.clinician).get(page_url(cast.person)).content.decode()
