"""No page of the admin shows what is kept for machines: walked as every kind of staff."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import pytest

from tests.access.asking import places_in
from tests.access.routes import ADMIN, routes_below
from tests.access.scene import Scene, make_scene

pytestmark = pytest.mark.django_db

NO_PAGES: Final = ("jsi18n/", "autocomplete/", "logout/", "search/", "colours/")
# The log's own pages name columns and routes beside the words, for whoever has to prove something.
FOR_PROOF: Final = ("/admin/audit/",)
# A mapping or a list as machines write it, and the names of statistics.
MACHINE: Final = re.compile(r"\{['\"]\w+['\"]:|\{\}|\[\{|\bz\b(?! *=)|\bp-value\b|sum_squares|personal deviation")
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")  # which no title of a page has
TAG: Final = re.compile(r"<script.*?</script>|<style.*?</style>|<[^>]*>", re.DOTALL)


def words_in(content: str) -> str:
    """What is read on the page, without its sidebar."""
    return unescape(TAG.sub(" ", content.partition('id="content"')[2]))


@pytest.mark.parametrize("role", ["clinician", "administrator", "superuser"])
def test_no_page_shows_what_machines_write(scene: Scene, role: str) -> None:
    client = scene.callers[role]
    shown = {}
    for address in sorted({route.address(places_in(scene, route)) for route in routes_below(ADMIN)}):
        if any(part in address for part in NO_PAGES) or address.startswith(FOR_PROOF):
            continue
        answer = client.get(address)
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            page = answer.content.decode()
            found = [*MACHINE.findall(words_in(page)), *ID.findall(page.partition("</title>")[0])]
            if found:
                shown[address] = found
    assert shown == {}


@pytest.fixture
def scene() -> Scene:
    return make_scene()
