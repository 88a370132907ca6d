"""What answers tell the browser to refuse."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client, RequestFactory

from resona.headers import ADMIN_ROOT, DOCS_PATH, PERMISSIONS, SecurityHeadersMiddleware, policy_for

pytestmark = pytest.mark.django_db

# An answer of each kind: a page, the sign-in, the documented API, an error, a file, what is asked by probes.
ADDRESSES = (
    "/admin/login/",
    "/admin/",
    "/api/v1/users/",
    "/api/v1/schema/",
    DOCS_PATH,
    "/api/nothing/",
    "/nothing/",
    "/health/",
    "/health/ready/",
    "/static/resona/resona.css",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_every_header(client: Client, address: str) -> None:
    response = client.get(address)
    response.close()  # a file stays open until then
    headers = response.headers
    assert headers["Content-Security-Policy"] == policy_for(address)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["Permissions-Policy"].split(", "))
    assert "X-Powered-By" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_comes_from_elsewhere_and_nothing_is_framed(address: str) -> None:
    policy = policy_for(address)
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert re.search(r"https?:|\*|script-src[^;]*'unsafe-inline'|style-src [^;]*'unsafe-inline'", policy) is None


def test_only_the_admin_compiles_text_and_only_pages_run_scripts() -> None:
    evaluating = {address for address in ADDRESSES if "'unsafe-eval'" in policy_for(address)}
    running = {address for address in ADDRESSES if "script-src" in policy_for(address)}
    assert evaluating == {address for address in ADDRESSES if address.startswith(ADMIN_ROOT)}
    assert running == {*evaluating, DOCS_PATH}


def test_an_address_that_only_begins_like_the_admins_is_not_of_it() -> None:
    assert policy_for("/administration/") == policy_for("/nothing/")


def test_pages_about_people_stay_in_no_cache(client: Client) -> None:
    for address in ("/admin/login/", "/api/v1/users/", "/health/"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_a_form_from_elsewhere_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing was done" in page
    assert not any(word in page.lower() for word in ("django", "debug", "<style"))
    # One script of our own, in a file, which keeps what was typed.
    assert re.findall(r"<script\b(.*?)</script>", page, re.DOTALL) == [f' src="{static("resona/kept.js")}">']


def test_what_a_view_says_itself_is_kept() -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox", "Permissions-Policy": "camera=(self)"})
    answer = SecurityHeadersMiddleware(lambda _: own)(RequestFactory().get("/health/"))

    assert (answer["Content-Security-Policy"], answer["Permissions-Policy"]) == ("sandbox", "camera=(self)")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_lies_below_the_documented_api_runs_nothing() -> None:
    assert policy_for(f"{DOCS_PATH}elsewhere/") == policy_for("/nothing/")
    assert "script-src 'self'" in policy_for(DOCS_PATH)
    assert "form-action 'none'" in policy_for(DOCS_PATH)


@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation", "usb", "payment", "display-capture"])
def test_a_page_is_given_nothing_of_the_device(feature: str) -> None:
    assert f"{feature}=()" in PERMISSIONS.split(", ")
