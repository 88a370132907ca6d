"""Links, badges and times of the admin: escaped, in the clinic's time, and a dash where there is nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from resona.site.links import badge, day_and_time, link_to, local_time, person_url, record_url, records_url, time_ago
from risk.models import CrisisEvent

KEY = UUID("01920000-0000-7000-8000-00000012ab3c")
HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize("made", [link_to(HOSTILE, HOSTILE), badge(HOSTILE, HOSTILE)], ids=["link", "badge"])
def test_no_word_becomes_markup(made: str) -> None:
    assert "<script" not in made
    assert unescape(re.sub(r"<[^>]*>", "", made)) == HOSTILE


def test_a_time_tells_how_long_ago_and_exactly_when() -> None:
    when = timezone.now() - timedelta(hours=3)
    with timezone.override(ZoneInfo("Africa/Nairobi")):
        shown = time_ago(when)

    assert f'datetime="{when.isoformat()}"' in shown
    assert f"{when.astimezone(ZoneInfo('Africa/Nairobi')):%H:%M}" in shown
    assert ">3 h ago<" in shown


@pytest.mark.parametrize("show", [time_ago, local_time])
def test_a_time_that_is_not_known_is_a_dash(show: object) -> None:
    assert callable(show)
    assert show(None) == "-"


def test_times_are_those_of_the_page_they_stand_on() -> None:
    when = datetime(2026, 2, 28, 22, 5, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Kathmandu")):
        assert local_time(when) == "Sun 1 Mar 2026, 03:50"
        assert day_and_time(when) == "1\u00a0Mar\u00a02026,\u00a003:50"


def test_pages_of_people_and_records_are_found_by_their_ids() -> None:
    assert person_url(KEY) == f"/admin/accounts/user/{KEY}/change/"
    assert record_url(CrisisEvent, KEY) == f"/admin/risk/crisisevent/{KEY}/change/"


def test_a_list_is_narrowed_by_what_is_asked_whatever_that_holds() -> None:
    url = urlsplit(records_url(CrisisEvent, q="a&b=c #?", state="open"))

    assert url.path == "/admin/risk/crisisevent/"
    assert parse_qs(url.query) == {"q": ["a&b=c #?"], "state": ["open"]}
    assert records_url(CrisisEvent) == "/admin/risk/crisisevent/"
