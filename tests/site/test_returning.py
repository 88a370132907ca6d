"""The way back from a page: to where one came from, within this site only."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse

from resona.site.returning import go_back, safe_next

HERE = "/admin/risk/crisisevent/?state=open&p=2#x"


@pytest.mark.parametrize(
    ("wanted", "is_taken"),
    [
        (HERE, True),
        ("http://testserver/admin/", True),
        ("", False),
        ("https://elsewhere.example/admin/", False),
        ("//elsewhere.example/", False),
        ("///elsewhere.example/", False),
        ("/\\elsewhere.example/", False),
        ("http:\\\\elsewhere.example/", False),
        ("javascript:alert(1)", False),
        (" \tjavascript:alert(1)", False),
        ("http://testserver@elsewhere.example/", False),
        ("\x00/admin/", False),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_stays_within_the_site(wanted: str, is_taken: bool, method: str) -> None:
    request = getattr(RequestFactory(), method)("/admin/x/", {"next": wanted})

    assert safe_next(request) == (wanted if is_taken else reverse("admin:index"))


def test_a_secure_page_does_not_lead_to_an_insecure_one() -> None:
    request = RequestFactory().get("/admin/x/", {"next": "http://testserver/admin/"}, secure=True)

    assert safe_next(request) == reverse("admin:index")


def test_what_a_form_says_counts_more_than_its_address() -> None:
    request = RequestFactory().post("/admin/x/?next=/admin/one/", {"next": "/admin/two/"})

    assert go_back(request)["Location"] == "/admin/two/"
