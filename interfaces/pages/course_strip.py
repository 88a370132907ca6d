"""The course of a person's themes as a strip: one stretch a version, from its night to the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from uuid import UUID

from interfaces.models import UserInterface
from interfaces.pages.versions import CourseVersion
from resona.charts.frame import Frame, draw_chart
from resona.charts.scale import TimeScale
from resona.charts.svg import element, percent, text_of

HEIGHT = 34.0  # pixels
# A stretch is drawn at least this wide, percent: a version of minutes is there to be seen too.
NARROWEST = 0.4
# What staff decided stands above the strip.
DECIDED_Y = -5.0
# A strip of less time would be all one stretch, with no day to read off.
SHORTEST = timedelta(days=7)


def draw_strip(
    versions: Sequence[CourseVersion], urls: Mapping[UUID, str], *, opened: UUID, now: datetime, zone: tzinfo
) -> str:
    """The strip of these versions, the newest first; each stretch leads to its version."""
    if not versions:
        return ""
    oldest_first = list(reversed(versions))
    start = min(oldest_first[0].at, now - SHORTEST)
    times = TimeScale(start=start, end=now)
    frame = Frame(times=times, zone=zone, longest_joined=now - start)
    ends = [later.at for _, later in pairwise(oldest_first)] + [now]
    stretches = [
        _stretch(version, urls[version.id], times, end, is_opened=version.id == opened)
        for version, end in zip(oldest_first, ends, strict=True)
    ]
    return draw_chart(*stretches, frame=frame, height=HEIGHT, label="Themes of all versions over time", role="group")


def _stretch(version: CourseVersion, url: str, times: TimeScale, end: datetime, *, is_opened: bool) -> str:
    right = times.percent(end)
    left = min(times.percent(version.at), right - NARROWEST)
    words = f"Version {version.version}: {version.theme or 'cannot be read'}"
    shape = element(
        "rect",
        x=percent(left),
        width=percent(right - left),
        y=0,
        height=HEIGHT,
        class_=f"stretch theme-{version.theme or 'unread'}{' is-opened' if is_opened else ''}",
    )
    mark = "" if version.origin == UserInterface.Origin.BUILD else _decided(left)
    # Out of the tab order: the list below has the same links.
    return element("a", element("title", text_of(words)) + shape + mark, href=url, tabindex="-1")


def _decided(left: float) -> str:
    return element(
        "svg", '<path d="M0-5 5 0 0 5-5 0z"/>', x=percent(left), y=DECIDED_Y, overflow="visible", class_="decided"
    )
