"""What the page of an event shows of what raised it, and of the other events of its episode."""

from __future__ import annotations

from dataclasses import dataclass

from resona.encryption.sealing import SealedValueError
from resona.site.pages import Page
from resona.site.times import exact_time
from risk.episodes import events_of_episode
from risk.models import CrisisEvent
from risk.pages.row_view import event_url
from risk.pages.step_lines import CANNOT_BE_OPENED
from risk.services import read_words


@dataclass(frozen=True, kw_only=True, slots=True)
class EpisodeLine:
    """An event of the episode."""

    when: str
    level: str
    what: str
    state: str
    url: str  # empty: the page is about it


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What was written with an event."""

    title: str
    text: str


def words_on(page: Page) -> Words | None:
    """What the person wrote with it, or why staff raised it; None if neither."""
    event: CrisisEvent = page.record
    title = "Why it was raised" if event.source_kind == CrisisEvent.SourceKind.STAFF else "In their words"
    try:
        text = read_words(event)
    except SealedValueError:
        text = CANNOT_BE_OPENED
    return Words(title=title, text=text) if text else None


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
