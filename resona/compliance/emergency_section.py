"""What pages about a person say while their record is open in an emergency: by whom, until when, and how to end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from resona.accounts.models import User
from resona.compliance.emergency import may_end
from resona.compliance.emergency_models import EmergencyAccess
from resona.site.pages import Page
from resona.site.permissions import offered_in_emergency
from resona.site.times import clock_time, exact_time, span_in_words

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergencyNotice:
    """An emergency access that is open now."""

    is_own: bool  # the reader sees the record by it
    who: str
    until: str
    until_title: str
    left: str
    url: str
    end_url: str  # empty: it is not the reader's to end


def read_notices(person_id: UUID, caller: Caller, *, now: datetime, zone: tzinfo) -> tuple[EmergencyNotice, ...]:
    """One's own first. One statement."""
    accesses = EmergencyAccess.objects.open().filter(user_id=person_id).select_related("opened_by")
    notices = [_notice(access, caller, now=now, zone=zone) for access in accesses.order_by("started_at", "id")]
    return tuple(sorted(notices, key=lambda notice: not notice.is_own))


def notices_on(page: Page) -> tuple[EmergencyNotice, ...]:
    """Those of whom a page is about: `page.once(notices_on)`."""
    return read_notices(page.person_id, page.request.user, now=page.now, zone=page.zone)


def notices_section(page: Page) -> tuple[EmergencyNotice, ...] | None:
    """What stands at the top of a page about a person while their record is open."""
    return page.once(notices_on) or None


def holds_in_emergency(page: Page, permission: str) -> bool:
    """Whether a page offers what a permission allows: by emergency access one views, and does what a crisis asks."""
    is_view = permission.partition(".")[2].startswith("view_")
    return is_view or permission in offered_in_emergency() or not page.once(is_seen_by_emergency_alone)


def is_seen_by_emergency_alone(page: Page) -> bool:
    """Whether the reader is shown the person of a page for no other reason."""
    if not any(notice.is_own for notice in page.once(notices_on)):
        return False
    return not User.objects.in_care_of(page.request.user).filter(id=page.person_id).exists()


def who_opened(access: EmergencyAccess) -> str:
    """As staff know each other."""
    account = access.opened_by
    return "somebody whose account is gone" if account is None else account.called


def _notice(access: EmergencyAccess, caller: Caller, *, now: datetime, zone: tzinfo) -> EmergencyNotice:
    return EmergencyNotice(
        is_own=access.opened_by is not None and access.opened_by == caller,
        who=who_opened(access),
        until=clock_time(access.expires_at, zone),
        until_title=exact_time(access.expires_at, zone),
        left=span_in_words(access.expires_at - now),
        url=reverse("admin:compliance_emergencyaccess_change", args=[access.id]),
        end_url=reverse("admin:compliance_emergencyaccess_end", args=[access.id]) if may_end(access, caller) else "",
    )
