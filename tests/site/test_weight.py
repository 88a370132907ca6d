"""What a browser that has nothing of ours yet has to fetch for its first page."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse

from resona.site.icons import ICONS, font_version
from resona.site.records import scoped_admins
from tests.admin.pages import sign_in
from tests.conftest import Cast

pytestmark = pytest.mark.django_db

LARGEST_BYTES = 400_000
HEADERS_BYTES = 800  # of a request and its answer, about
ASKED = re.compile(r'(?:src|href)="(/static/[^"]+)"|url\("?([^")]+?)"?\)')
GZIP = {"Accept-Encoding": "gzip"}


def fetch(client: Client, address: str) -> bytes:
    """The body as it goes over the wire."""
    answer = client.get(address, headers=GZIP)
    assert answer.status_code == 200, address
    if not answer.streaming:
        return bytes(answer.content)
    body = b"".join(answer)
    answer.close()  # a file stays open until then, and with it the database of the test: pages come first
    return body


def addresses_in(text: str, base: str) -> set[str]:
    """Of the files that a page or a stylesheet asks for; what stands in itself is none."""
    found = {page or sheet for page, sheet in ASKED.findall(text)}
    return {urljoin(base, address) for address in found if not address.startswith(("data:", "#"))}


def weigh_page(client: Client, address: str) -> dict[str, int]:
    """Bytes by address, of the page and all that it and its stylesheets ask for."""
    weights = {address: len(fetch(client, address)) + HEADERS_BYTES}
    left = addresses_in(client.get(address).content.decode(), address)
    while left:
        file = left.pop()
        weights[file] = len(fetch(client, file)) + HEADERS_BYTES
        if PurePosixPath(file).suffix == ".css":
            answer = client.get(file)
            left |= addresses_in(b"".join(answer).decode(), file) - set(weights)
            answer.close()
    return weights


def test_the_first_page_of_a_clinician_weighs_little(cast: Cast) -> None:
    weights = weigh_page(sign_in(cast.clinician), reverse("admin:index"))
    assert f"/static/resona/icons-{font_version()}.woff2" in weights
    assert sum(weights.values()) < LARGEST_BYTES, sorted(weights.items(), key=lambda one: -one[1])[:8]


def test_the_page_of_signing_in_weighs_little(client: Client) -> None:
    weights = weigh_page(client, reverse("admin:login"))
    assert sum(weights.values()) < LARGEST_BYTES, sorted(weights.items(), key=lambda one: -one[1])[:8]


def test_no_page_asks_for_what_none_uses(cast: Cast) -> None:
    """The theme's charts, and its whole fonts."""
    asked = " ".join(weigh_page(sign_in(cast.clinician), reverse("admin:index")))
    assert not re.search(r"chart\.js|Inter-|Material-Symbols", asked)


def test_every_place_in_the_sidebar_has_an_icon_that_the_font_holds() -> None:
    icons = {place.icon for each in scoped_admins() for place in each.places or ()}
    assert icons - set(ICONS) == set()


def test_the_font_holds_every_icon_that_the_style_sheet_of_the_theme_shows() -> None:
    """One that it lacks stands there as a word, over what is beside it."""
    sheet = (files("unfold") / "static/unfold/css/styles.css").read_text()
    shown = re.findall(r'([^{}]*)\{[^{}]*content:"([a-z_\\]+)"', sheet)
    icons = {icon.replace("\\", "") for selector, icon in shown if "jsoneditor" not in selector}  # which no page has
    assert "check_small" in icons
    assert icons - set(ICONS) == set()


def test_the_font_is_made_of_the_list_of_icons() -> None:
    sheet = Path("resona/static/resona/fonts.css").read_text()
    [made] = Path("resona/static/resona").glob("icons-*.woff2")
    assert made.name == f"icons-{font_version()}.woff2", "Make it anew: .ci/icon_font.py"
    assert made.name in sheet
