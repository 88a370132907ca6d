"""An open finding as a page shows it: words, times, and the buttons its reader may press."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from conversations.links import session_url
from resona.site.links import person_url
from resona.site.pages import Page
from resona.site.times import ago_in_words, due_in_words, exact_time
from risk.models import CrisisEvent
from risk.triage_rows import Finding, TriageRow
from risk.triage_wording import (
    ask_in_words,
    count_in_words,
    episode_in_words,
    escalated_in_words,
    gaps_in_words,
    is_expected,
    level_in_words,
    since_in_words,
    tone_of,
    undelivered_in_words,
)

# Permissions to do something about findings.
RESPOND = "risk.change_crisisevent"
RECORD = "risk.change_riskassessment"
REVIEW = "conversations.change_conversation"
ASSIGN = "accounts.add_careteamperson"
DECIDE = "baselines.change_userdrift"
PERMISSIONS = (RESPOND, RECORD, REVIEW, ASSIGN, DECIDE)

Weight: TypeAlias = Literal["primary", "secondary"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button; one that `posts` acts at once, the others lead to a page that asks first."""

    label: str
    url: str
    weight: Weight = "secondary"
    posts: bool = False
    is_done: bool = False  # just pressed: it keeps its place, and does nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class RowView:
    """A row of triage, ready to be drawn."""

    row: TriageRow
    level: str
    tone: str
    due: str
    due_title: str
    is_overdue: bool
    since_label: str  # what was then: a session, the raising of an event
    since: str
    since_title: str
    reason: str
    ask: str
    gaps: str
    more: str
    episode: str  # of several events: how many, and how many wait
    acknowledged: str
    escalated: str  # that its time has passed without anybody acting
    undelivered: str  # that nobody could be told of it
    person_url: str
    session_url: str | None
    buttons: tuple[Button, ...]
    next_url: str
    undo_url: str
    undo_seconds: int  # how long acknowledging can still be undone; 0: it cannot


def show_row(
    row: TriageRow, *, now: datetime, zone: tzinfo, may: AbstractSet[str], next_url: str, undo_seconds: int = 0
) -> RowView:
    """The row in words, with times in this zone; `may` holds the reader's permissions."""
    finding = row.finding
    due_at = finding.due_at
    gaps = gaps_in_words(finding.not_assessed)
    return RowView(
        row=row,
        level=level_in_words(finding),
        tone=tone_of(finding),
        due=due_in_words(due_at, now) if due_at else "",
        due_title=exact_time(due_at, zone) if due_at else "",
        is_overdue=due_at is not None and due_at < now,
        since_label=since_in_words(finding),
        since=ago_in_words(finding.since, now),
        since_title=exact_time(finding.since, zone),
        reason=finding.reason,
        ask=ask_in_words(finding),
        gaps="" if gaps == finding.reason else gaps,
        more=count_in_words(row.open_findings),
        episode=episode_in_words(row.episode, now),
        acknowledged=_acknowledged(finding, now),
        escalated=escalated_in_words(finding, now),
        undelivered=undelivered_in_words(finding, now),
        person_url=person_url(finding.person_id),
        session_url=session_url(finding.session_id) if finding.session_id else None,
        buttons=tuple(_buttons(row, may, next_url, is_done=undo_seconds > 0)),
        next_url=next_url,
        undo_url=act_url("risk_crisisevent_undo", finding.id) if undo_seconds else "",
        undo_seconds=undo_seconds,
    )


def event_url(event_id: UUID) -> str:
    """The page of a crisis event."""
    return reverse("admin:risk_crisisevent_change", args=[event_id])


def permissions_on(page: Page) -> frozenset[str]:
    """What the reader of a page may do about findings of whom it is about: `page.once(permissions_on)`."""
    return frozenset(permission for permission in PERMISSIONS if page.may(permission))


def act_url(name: str, record_id: UUID, **query: str) -> str:
    """The address of an action on a record."""
    url = reverse(f"admin:{name}", args=[record_id])
    return f"{url}?{urlencode(query)}" if query else url


def _buttons(row: TriageRow, may: AbstractSet[str], next_url: str, *, is_done: bool) -> list[Button]:
    finding, buttons = row.finding, []
    if not row.teams and ASSIGN in may:
        url = act_url("accounts_user_teams", finding.person_id, next=next_url)
        buttons.append(Button(label="Assign a care team", url=url, weight="primary"))
    if finding.kind == "crisis" and RESPOND in may:
        buttons += _event_buttons(row, next_url, is_done=is_done)
    elif finding.kind in ("assessment", "session") and not is_expected(finding):
        buttons += _review_buttons(finding, may, next_url)
    elif finding.kind in ("drift", "silence"):
        weight: Weight = "primary" if finding.kind == "drift" else "secondary"
        buttons.append(Button(label="Open the course", url=f"{person_url(finding.person_id)}#course", weight=weight))
    if finding.session_id is not None and session_url(finding.session_id) != next_url:
        buttons.append(Button(label="Open session", url=session_url(finding.session_id)))
    return buttons


def _review_buttons(finding: Finding, may: AbstractSet[str], next_url: str) -> list[Button]:
    """An action is recorded on an assessment; of a session without one it can be said that someone has looked."""
    if finding.assessment_id is not None and RECORD in may:
        url = act_url("risk_riskassessment_action", finding.assessment_id, next=next_url)
        return [Button(label="Record action", url=url, weight="primary")]
    if finding.assessment_id is None and REVIEW in may and finding.session_id is not None:
        url = act_url("conversations_conversation_review", finding.session_id)
        return [Button(label="I have looked", url=url, weight="primary", posts=True)]
    return []


def _event_buttons(row: TriageRow, next_url: str, *, is_done: bool) -> list[Button]:
    """Acknowledging covers what the row shows of the episode, and nothing that is raised later.

    One that was just acknowledged keeps its buttons where they are, so that a second press meets nothing else.
    """
    finding, waiting = row.finding, row.episode.waiting if row.episode else ()
    resolve = act_url("risk_crisisevent_resolve", finding.id, next=next_url)
    false_alarm = act_url(
        "risk_crisisevent_resolve", finding.id, resolution=CrisisEvent.Resolution.FALSE_ALARM, next=next_url
    )
    others = [Button(label="False alarm", url=false_alarm)]
    if finding.session_id is None and (page := event_url(finding.id)) != next_url:
        others.insert(0, Button(label="Open event", url=page))
    is_acknowledged = finding.acknowledged_at is not None and not waiting
    if is_acknowledged and not is_done:
        return [Button(label="Resolve", url=resolve, weight="primary"), *others]
    acknowledge = act_url("risk_crisisevent_acknowledge", finding.id, shown=",".join(map(str, waiting)))
    first = Button(label="Acknowledge", url=acknowledge, weight="primary", posts=True, is_done=is_acknowledged)
    return [first, Button(label="Resolve", url=resolve), *others]


def _acknowledged(finding: Finding, now: datetime) -> str:
    if finding.acknowledged_at is None:
        return ""
    by = f" by {finding.acknowledged_by}" if finding.acknowledged_by else ""
    return f"Acknowledged{by} {ago_in_words(finding.acknowledged_at, now)}"
