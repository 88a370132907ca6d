"""The strip: one stretch a version, joined without a gap, each leading to its version."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from interfaces.pages.course_strip import NARROWEST, draw_strip
from interfaces.pages.versions import CourseVersion

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def version(number: int, days_ago: float, theme: str | None = "calm", origin: str = "build") -> CourseVersion:
    return CourseVersion(
        id=uuid4(),
        version=number,
        at=NOW - days_ago * DAY,
        theme=theme,
        origin=origin,
        kept_version=None,
        is_active=False,
        changes=[],
    )


def draw(versions: list[CourseVersion], opened: UUID | None = None) -> str:
    urls = {each.id: f"/v/{each.version}/" for each in versions}
    return draw_strip(versions, urls, opened=opened or uuid4(), now=NOW, zone=UTC)


def stretches(drawn: str) -> list[tuple[float, float]]:
    found = re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', drawn)
    return [(float(left), float(width)) for left, width in found]


def test_without_versions_there_is_nothing_to_draw() -> None:
    assert draw([]) == ""


def test_each_version_lasts_until_the_next_and_the_newest_until_now() -> None:
    drawn = draw([version(3, 0.0, "crisis"), version(2, 10.0, "warm"), version(1, 40.0)])
    assert re.findall(r'href="([^"]*)"', drawn) == ["/v/1/", "/v/2/", "/v/3/"]
    assert stretches(drawn) == [(0.0, 75.0), (75.0, 25.0), (100.0 - NARROWEST, NARROWEST)]
    assert [name for name in ("theme-calm", "theme-warm", "theme-crisis") if name in drawn] == [
        "theme-calm",
        "theme-warm",
        "theme-crisis",
    ]


def test_what_staff_decided_and_what_is_opened_stand_out_and_what_cannot_be_read_is_told() -> None:
    plain, decided = version(1, 20.0, None), version(2, 10.0, origin="go_back")
    drawn = draw([decided, plain], opened=plain.id)
    assert drawn.count('class="decided"') == 1
    assert drawn.count("is-opened") == 1
    assert "Version 1: cannot be read" in drawn


@given(st.lists(st.floats(0, 400), min_size=1, max_size=12))
def test_no_stretch_leaves_the_picture(days: list[float]) -> None:
    versions = [version(number, ago) for number, ago in enumerate(sorted(days), 1)]
    for left, width in stretches(draw(versions)):
        assert left >= -NARROWEST
        assert left + width <= 100.01
        assert width >= NARROWEST - 0.01
