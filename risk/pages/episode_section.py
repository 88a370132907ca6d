"""The other events of an episode, on the page of one of them."""

from __future__ import annotations

from dataclasses import dataclass

from resona.site.pages import Page
from resona.site.times import exact_time
from risk.episodes import events_of_episode
from risk.pages.row_view import event_url


@dataclass(frozen=True, kw_only=True, slots=True)
class EpisodeLine:
    """An event of the episode."""

    when: str
    level: str
    what: str
    state: str
    url: str  # empty: the page is about it


def episode_on(page: Page) -> list[EpisodeLine] | None:
    """All events of the episode, the newest first; None where there is but one."""
    lines = [
        EpisodeLine(
            when=exact_time(event.created_at, page.zone),
            level=event.risk_level,
            what=event.get_source_kind_display(),
            state=event.get_resolution_display() or ("acknowledged" if event.human_reviewed else "open"),
            url="" if event.id == page.record.id else event_url(event.id),
        )
        for event in events_of_episode(page.record).order_by("-created_at", "-id")
    ]
    return lines if len(lines) > 1 else None
