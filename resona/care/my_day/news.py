"""What others did since somebody was last here, of the people whom they see: the latest of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from resona.accounts.record.sources import SOURCES, Telling
from resona.care.models import CareNote, Decision, TaskStep
from risk.models import CrisisEvent, CrisisEventStep

MOST_NEWS: Final = 12
_TIMESTAMP_BITS: Final = 48  # of a UUIDv7, in milliseconds since 1970


@dataclass(frozen=True, kw_only=True, slots=True)
class _NewsKind:
    """A kind of rows that are news, told as the care record tells them."""

    source: str  # of the care record
    rows: Callable[[], QuerySet[Any]]
    at: str
    actor: str = ""  # the column of whoever did it; empty: nobody did


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsItem:
    """Something that somebody else did, or that happened."""

    at: datetime
    person: Any
    text: str
    url: str
    tone: str


def read_news(reader: Any, since: datetime, telling: Telling) -> list[NewsItem]:
    """The latest first; six statements."""
    found = [item for kind in _KINDS for item in _news_of(kind, reader, since, telling)]
    return sorted(found, key=lambda item: item.at, reverse=True)[:MOST_NEWS]


def first_id_at(at: datetime) -> UUID:
    """Below the ids of all rows that were made since: they begin with the time, so the key's index finds them."""
    return UUID(int=int(at.timestamp() * 1000) << (128 - _TIMESTAMP_BITS))


def _news_of(kind: _NewsKind, reader: Any, since: datetime, telling: Telling) -> Iterator[NewsItem]:
    source = dict(SOURCES.items())[kind.source]
    others = Q(**{f"{kind.actor}__isnull": True}) | ~Q(**{kind.actor: reader.pk}) if kind.actor else Q()
    rows: Any = kind.rows()
    page = list(rows.visible_to(reader).filter(others, pk__gt=first_id_at(since)).order_by("-pk")[:MOST_NEWS])
    for row, told in zip(page, source.tell(page, telling), strict=True):
        yield NewsItem(at=getattr(row, kind.at), person=row.user, text=told.text, url=told.url, tone=told.tone)


def _events() -> QuerySet[CrisisEvent]:
    return CrisisEvent.objects.filter(is_historical=False).select_related("user")


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("user", "recorded_by")


def _written() -> QuerySet[CareNote]:
    return _notes().exclude(kind=CareNote.Kind.CONTACT)


def _contacts() -> QuerySet[CareNote]:
    return _notes().filter(kind=CareNote.Kind.CONTACT)


def _notes() -> QuerySet[CareNote]:
    return CareNote.objects.filter(moved_at__isnull=True).select_related("user", "author")


def _steps() -> QuerySet[CrisisEventStep]:
    told = CrisisEventStep.objects.exclude(kind=CrisisEventStep.Kind.TOLD)
    return told.select_related("user", "actor", "event")


def _task_steps() -> QuerySet[TaskStep]:
    """What was done about follow-ups; that one was added, or its time changed, is no news."""
    kinds = (TaskStep.Kind.COMPLETED, TaskStep.Kind.CANCELLED, TaskStep.Kind.PASSED, TaskStep.Kind.REOPENED)
    steps = TaskStep.objects.filter(kind__in=kinds)
    return steps.select_related("user", "task", "actor", "to_staff", "to_team")


_KINDS: Final = (
    _NewsKind(source="event", rows=_events, at="created_at"),
    _NewsKind(source="event step", rows=_steps, at="at", actor="actor_id_uuid"),
    _NewsKind(source="follow-up step", rows=_task_steps, at="at", actor="actor_id_uuid"),
    _NewsKind(source="decision", rows=_decisions, at="recorded_at", actor="recorded_by_uuid"),
    _NewsKind(source="note", rows=_written, at="written_at", actor="author_id_uuid"),
    _NewsKind(source="contact", rows=_contacts, at="written_at", actor="author_id_uuid"),
)
