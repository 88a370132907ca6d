"""The sidebar: what each may open, all of it there, and where one is."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from resona.accounts.models import User
from resona.site.navigation import sidebar
from resona.site.records import scoped_admins
from tests.admin.pages import sign_in
from tests.conftest import Cast

CLINICAL = {
    "Follow-ups",
    "Decisions",
    "Notes",
    "App tokens",
    "Triage",
    "People",
    "Find a person",
    "Add a person",
    "Periods of care",
    "Sessions",
    "Crisis events",
    "Assessments",
    "Words against voice",
    "Deviations",
    "Gradual decline",
    "Baselines",
    "Population priors",
    "Emotional readings",
    "Messages",
    "Consents",
    "Consent texts",
    "Handover",
    "Emergency accesses",
    "Interfaces",
    "Interface changes",
    "Interface builds",
    "Staff",
    "Care teams",
    "On call",
    "Texts",
    "Resources",
    "Clinic",
}
KEYS = {
    "Privacy requests",
    "Invitations",
    "API keys",
    "OAuth clients",
    "Second factors",
    "Audit log",
    "Security events",
    "Webhooks",
    "Webhook log",
}


def asked(user: User, path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    return request


def items_of(user: User, path: str = "/admin/") -> list[dict[str, Any]]:
    return [item for group in sidebar(asked(user, path)) for item in group["items"]]


@pytest.mark.parametrize(
    ("caller", "more"),
    [("clinician", {"Emergency access", "My day"}), ("administrator", KEYS), ("superuser", KEYS | {"Uploads"})],
)
def test_each_role_has_its_own(cast: Cast, caller: str, more: set[str]) -> None:
    assert {item["title"] for item in items_of(getattr(cast, caller))} == CLINICAL | more


@pytest.mark.parametrize(
    ("caller", "first"),
    [
        ("clinician", ["My day", "Triage", "People", "Sessions", "Follow-ups", "Handover"]),
        ("administrator", ["Triage", "People", "Staff", "Care teams", "On call", "Privacy requests"]),
        ("superuser", ["Triage", "People", "Staff", "Care teams", "On call", "Privacy requests"]),
    ],
)
def test_the_few_lines_of_every_day_come_first_and_everything_else_is_closed(
    cast: Cast, caller: str, first: list[str]
) -> None:
    every_day, *rest = sidebar(asked(getattr(cast, caller), "/admin/"))

    assert [item["title"] for item in every_day["items"]] == first
    assert all(group["folded"] and not group["is_open"] for group in rest)


def test_what_is_closed_is_open_where_one_is_in_it(cast: Cast) -> None:
    _, *rest = sidebar(asked(cast.clinician, "/admin/risk/riskassessment/"))

    assert all(group["is_open"] for group in rest)


def test_every_line_opens(cast: Cast) -> None:
    client = sign_in(cast.superuser)

    assert {client.get(item["link"]).status_code for item in items_of(cast.superuser)} == {200}


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/admin/", "My day"),
        ("/admin/triage/", "Triage"),
        ("/admin/accounts/user/", "People"),
        ("/admin/accounts/user/?who=staff", "Staff"),
        ("/admin/risk/crisisevent/?state=open", "Crisis events"),
        ("/admin/compliance/emergencyaccess/", "Emergency accesses"),
        ("/admin/compliance/emergencyaccess/open/", "Emergency access"),
        ("/admin/nowhere/", None),
    ],
)
def test_one_line_tells_where_one_is(cast: Cast, path: str, title: str | None) -> None:
    active = [item["title"] for item in items_of(cast.clinician, path) if item["active"]]

    assert active == ([title] if title else [])


def test_the_sidebar_is_on_the_page(cast: Cast) -> None:
    page = sign_in(cast.clinician).get(reverse("admin:index")).content.decode()

    assert all(title in page for title in CLINICAL)
    assert "API keys" not in page


def test_the_sidebar_closes_what_is_not_for_every_day(cast: Cast) -> None:
    page = sign_in(cast.clinician).get(reverse("triage")).content.decode()
    above, _, closed = page.partition('<details class="nav-more">')

    assert "Sessions" in above
    assert "Assessments" not in above
    assert "Assessments" in closed


def test_no_two_lines_of_a_group_have_the_same_order() -> None:
    """What stands first would otherwise depend on which app was loaded first."""
    places = Counter((place.group, place.order) for each in scoped_admins() for place in each.places or ())

    assert [place for place, number in places.items() if number > 1] == []
