"""Tells those who care for a person that somebody else opened their record: by e-mail, with codes and a link only."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.compliance.emergency_models import EmergencyAccess
from resona.outgoing.mail import mail_id, send_mail
from resona.outgoing.mail_addresses import is_mail_address
from resona.site.times import short_time
from resona.time_zones import read_zone, utc_suffix

logger = logging.getLogger(__name__)


def announce_emergency(access_id: UUID) -> None:
    """Sends the announcement, though the access may be over by now; nothing where it is gone, or nobody is left."""
    access = EmergencyAccess.objects.filter(id=access_id).select_related("user__clinic", "opened_by").first()
    told = [] if access is None else _whom_to_tell(access)
    if access is None or access.user.clinic is None or not told:
        return
    timezone = access.user.clinic.timezone
    until = f"{short_time(access.expires_at, read_zone(timezone))}{utc_suffix(timezone)}"
    link = f"{settings.SITE_URL}{reverse('admin:compliance_emergencyaccess_change', args=[access.id])}"
    send_mail(
        recipients=told,
        subject=f"Resona: the record of {access.user.code} was opened in an emergency",
        text=(
            f"Emergency access {access.id}\n"
            f"Person {access.user.code}\n"
            f"Opened by {access.opened_by.code if access.opened_by else 'somebody whose account is gone'},"
            f" until {until} at the latest\n\n"
            f"Why: {link}\n"
        ),
        message_id=mail_id("emergency-access", access.id),
    )


def _whom_to_tell(access: EmergencyAccess) -> list[str]:
    """The care teams; and the administrators, where no one else is in them or they may not read why themselves."""
    colleagues = User.objects.filter(is_active=True, clinic=access.user.clinic, email__isnull=False)
    colleagues = colleagues.exclude(records_opened=access).exclude(email="")
    team = colleagues.filter(team_memberships__team__caseload__person_id=access.user_id)
    told = _addresses_of(team)
    if not told or Purpose.CARE_TEAM_SHARING in access.user.consents_withdrawn:
        told |= _addresses_of(colleagues.filter(role=User.Role.ADMINISTRATOR))
    return sorted(told)


def _addresses_of(colleagues: QuerySet[User]) -> set[str]:
    """Those that mail can be sent to; who has another is named in the log, by id."""
    addresses = {user_id: email or "" for user_id, email in colleagues.values_list("id", "email")}
    for user_id, email in addresses.items():
        if not is_mail_address(email):
            logger.error("staff %s is told of no emergency access: no mail can be sent to their address", user_id)
    return set(filter(is_mail_address, addresses.values()))
