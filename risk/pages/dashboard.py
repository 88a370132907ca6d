"""The triage list, one of the pages on which work begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from baselines.models import UserDrift
from conversations.models import Conversation
from resona.accounts.alerting_gaps import gap_banners
from resona.accounts.models import User
from resona.showing import show
from resona.site.links import records_url
from resona.site.records import clinic_zone
from resona.site.times import exact_time
from risk.models import CrisisEvent, RiskAssessment
from risk.pages.row_view import PERMISSIONS, RowView, show_row
from risk.triage import build_triage
from risk.triage_rows import GroupKey, Triage
from risk.triage_wording import GROUPS, GroupWords

# Groups that ask for nothing today: folded away until someone opens them.
FOLDED: frozenset[GroupKey] = frozenset({"gap", "historical"})


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupView:
    """A group of the list."""

    key: GroupKey
    words: GroupWords
    rows: tuple[RowView, ...]
    total: str  # of the people in it, `25+` where the list is cut
    more_url: str  # where the rest is; empty: the list is whole
    is_folded: bool


def triage_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the page with the triage list."""
    now = timezone.now()
    caller = request.user
    triage = build_triage(caller, now=now)
    zone = clinic_zone(caller)
    shown = [row.finding.person_id for group in triage.groups for row in group.rows]
    show(request, shown, records=len(shown))
    return {
        **context,
        "title": "Triage",
        "gaps": gap_banners(request, now=now),
        "groups": show_groups(triage, request, now=now),
        "is_empty": triage.is_empty,
        "sees_nobody": triage.is_empty and not User.objects.visible_to(caller).people().exists(),
        "here": request.path,
        "made_at": exact_time(now, zone),
        "zone": zone.key.rpartition("/")[2].replace("_", " "),
    }


def show_groups(triage: Triage, request: HttpRequest, *, now: datetime) -> list[GroupView]:
    """The groups that have someone in them."""
    zone, may = clinic_zone(request.user), permissions_of(request)
    return [
        GroupView(
            key=group.key,
            words=GROUPS[group.key],
            rows=tuple(show_row(row, now=now, zone=zone, may=may, next_url=request.path) for row in group.rows),
            total=f"{len(group.rows)}{'+' if group.has_more else ''}",
            more_url=more_url(group.key) if group.has_more else "",
            is_folded=group.key in FOLDED,
        )
        for group in triage.groups
        if group.rows
    ]


def more_url(key: GroupKey) -> str:
    """The list that holds the rest of a group."""
    if key == "crisis":
        return records_url(CrisisEvent, state="open")
    if key == "historical":
        return records_url(CrisisEvent, state="historical")
    if key == "drift":
        return records_url(UserDrift)
    if key == "quiet":
        return records_url(User, contact="quiet")
    if key == "nobody":
        return records_url(User, team="nobody")
    if key in ("review", "older"):
        return records_url(RiskAssessment, state="waiting")
    return records_url(Conversation, waits=key)


def permissions_of(request: HttpRequest) -> frozenset[str]:
    """What the reader may do about findings."""
    return frozenset(permission for permission in PERMISSIONS if request.user.has_perm(permission))
