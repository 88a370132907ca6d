"""Clinics with nobody to tell of a crisis: what says so, and who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import AlertingGap, Clinic, User
from resona.accounts.on_call import clinics_with_nobody_to_tell
from resona.accounts.staff_names import GONE
from resona.site.records import clinic_zone
from resona.site.times import exact_time

ACKNOWLEDGE: Final = "accounts.change_clinic"
# Then it is asked again: administrators change, and so does who must know.
ACKNOWLEDGED_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class GapBanner:
    """What pages say of a clinic with nobody to tell."""

    clinic: str
    acknowledged: str  # by whom and when; empty: by nobody
    url: str  # where it is acknowledged; empty: not for this reader, or it is
    ways_out: tuple[tuple[str, str], ...]  # what this reader can do about it: words and address


def acknowledge_gap(clinic: Clinic, *, administrator_id: UUID, now: datetime) -> None:
    """Keeps that an administrator has read it."""
    AlertingGap.objects.create(clinic=clinic, acknowledged_by_uuid=administrator_id, acknowledged_at=now)


def gap_banners(request: HttpRequest, *, now: datetime) -> list[GapBanner]:
    """One for each clinic that the reader sees and that has nobody to tell."""
    clinics = clinics_with_nobody_to_tell(now).filter(id__in=Clinic.objects.visible_to(request.user).values("id"))
    return [_banner(clinic, request, now) for clinic in clinics]


def check_somebody_is_told(
    app_configs: Any, *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """For `manage.py check --deploy --database default`: an error for each clinic with nobody to tell; a warning once
    an administrator has acknowledged it."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    now = timezone.now()
    try:
        return [_message_about(clinic, now) for clinic in clinics_with_nobody_to_tell(now)]
    except DatabaseError:  # not there, or not migrated: others say so
        return []


def _message_about(clinic: Clinic, now: datetime) -> CheckMessage:
    said = f"{clinic.name}: nobody can be told of a crisis, for it has no crisis address and nobody is on call."
    hint = "Enter a crisis address on the page of the clinic, or shifts under On call."
    if _last(clinic, now) is None:
        return Error(said, hint=hint, id="resona.E018")
    return CheckWarning(said, hint=f"{hint} An administrator has acknowledged it.", id="resona.W005")


def _banner(clinic: Clinic, request: HttpRequest, now: datetime) -> GapBanner:
    gap = _last(clinic, now)
    may = request.user.has_perm(ACKNOWLEDGE)
    return GapBanner(
        clinic=clinic.name,
        acknowledged=_acknowledged(gap, request) if gap else "",
        url=reverse("admin:accounts_clinic_nobody_to_tell", args=[clinic.id]) if may and gap is None else "",
        ways_out=_ways_out(clinic) if may else (),
    )


def _ways_out(clinic: Clinic) -> tuple[tuple[str, str], ...]:
    return (
        ("Enter a crisis address", reverse("admin:accounts_clinic_change", args=[clinic.id])),
        ("Enter who is on call", reverse("admin:accounts_oncallshift_add")),
    )


def _acknowledged(gap: AlertingGap, request: HttpRequest) -> str:
    who = User.objects.filter(id=gap.acknowledged_by_uuid).first()
    name = GONE if who is None else who.called
    return f"{name}, {exact_time(gap.acknowledged_at, clinic_zone(request.user))}"


def _last(clinic: Clinic, now: datetime) -> AlertingGap | None:
    gaps = AlertingGap.objects.filter(clinic=clinic, acknowledged_at__gt=now - ACKNOWLEDGED_FOR)
    return gaps.order_by("-acknowledged_at").first()
