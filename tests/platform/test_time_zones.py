"""Time zones that this machine cannot open are UTC, and are told as such."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.time_zones import is_known, known_zones, read_zone, utc_suffix, zone_in_words

NONE_AT_ALL = [
    *("Mars/Olympus", "", " ", ".", "..", "/", "Africa", "Africa/", "EAT", "+03:00", "zone.tab", "é/ü", "\ud800"),
    *("../../etc/passwd", "/etc/localtime", "Africa/Nairobi\0", "Africa/Nairobi\n", "x" * 5000, "a/b/c/d/e"),
]


@pytest.mark.parametrize("name", NONE_AT_ALL, ids=repr)
def test_what_is_no_zone_is_utc(name: str) -> None:
    assert read_zone(name) == ZoneInfo("UTC")
    assert not is_known(name)
    assert utc_suffix(name) == " UTC"
    assert zone_in_words(name) == f"UTC, for “{name}” is not known here"


def test_a_zone_is_itself() -> None:
    assert read_zone("Africa/Nairobi") == ZoneInfo("Africa/Nairobi")
    assert (utc_suffix("Africa/Nairobi"), zone_in_words("Africa/Nairobi")) == ("", "Africa/Nairobi")


@given(name=st.text(st.sampled_from("Aa./\\\0 é~Z") | st.characters(), max_size=12))
def test_no_name_is_an_error(name: str) -> None:
    assert is_known(name) or read_zone(name) == ZoneInfo("UTC")


def test_what_is_offered_can_be_opened() -> None:
    assert {"UTC", "Africa/Nairobi", "America/New_York"} <= set(known_zones())
    assert all(map(is_known, known_zones()))
