"""What stands on paper."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_session
from tests.conftest import Cast

HEAD = re.compile(r'<div class="print-head print-only">(.*?)</div>', re.DOTALL)


@pytest.mark.django_db
def test_every_page_names_itself_and_who_printed_it_and_when(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    session = make_session(cast.person, datetime.now(UTC))
    for address in (reverse("admin:index"), page_url(cast.person), page_url(session)):
        [head] = HEAD.findall(client.get(address).content.decode())
        words = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", head)))
        assert re.search(rf"Printed by {re.escape(cast.clinician.called)}, \w+ \d+ \w+ \d{{4}}, \d\d:\d\d, ", words)


@pytest.mark.django_db
def test_who_has_not_come_in_prints_no_name(client: Client) -> None:
    assert "Printed by" not in client.get(reverse("admin:login")).content.decode()


def test_sheets_are_numbered() -> None:
    assert 'counter(page) " of " counter(pages)' in Path("resona/static/resona/print.css").read_text()
