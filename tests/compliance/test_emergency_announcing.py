"""Who is told of an emergency access, and what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from resona.accounts.models import CareTeamPerson, Clinic, User
from resona.accounts.purposes import Purpose
from resona.compliance.consent import Channel, withdraw_consent
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from resona.compliance.tasks import announce_emergency_access
from tests.compliance.emergencies import REASON, make_emergency_access, open_record
from tests.conftest import Cast
from tests.factories import CareTeamFactory, StaffFactory, join_team


def announce(access: EmergencyAccess) -> list[Any]:
    mail.outbox.clear()
    announce_emergency_access(user_id=str(access.user_id), access_id=str(access.id))
    return mail.outbox


def test_the_care_team_is_told_by_codes_and_a_link_only(cast: Cast, settings: Any) -> None:
    settings.SITE_URL = "https://resona.example"
    second = StaffFactory.create(clinic=cast.clinic)
    gone = StaffFactory.create(clinic=cast.clinic, is_active=False)
    join_team(CareTeamFactory.create(clinic=cast.clinic), staff=[second, gone, cast.clinician], people=[cast.person])
    access = open_record(cast.person, cast.outsider).access
    (message,) = announce(access)
    assert message.to == sorted([cast.clinician.email or "", second.email or ""])
    assert f"https://resona.example/admin/compliance/emergencyaccess/{access.id}/change/" in message.body
    assert cast.person.code in message.subject
    assert cast.outsider.code in message.body
    for secret in (REASON, cast.outsider.email, str(cast.person.id)):
        assert str(secret) not in message.body + message.subject


def test_it_is_told_until_when_by_the_clinics_clock(cast: Cast) -> None:
    started_at = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)  # in Nairobi it is three hours later
    (message,) = announce(make_emergency_access(cast.person, started_at=started_at))
    assert "Opened by somebody whose account is gone, until 2 Mar 2026, 00:30 at the latest" in message.body


@pytest.mark.parametrize("name", ["Mars/Olympus", ""])
def test_where_that_clock_cannot_be_opened_it_is_told_in_utc(cast: Cast, name: str) -> None:
    Clinic.objects.filter(id=cast.clinic.id).update(timezone=name)
    (message,) = announce(make_emergency_access(cast.person, started_at=datetime(2026, 3, 1, 20, 30, tzinfo=UTC)))
    assert "until 1 Mar 2026, 21:30 UTC at the latest" in message.body


def test_another_try_carries_the_same_id_and_another_access_another(cast: Cast) -> None:
    accesses = [open_record(cast.person, cast.outsider).access, open_record(cast.other_person, cast.clinician).access]
    first, second, third = (
        announce(access)[0].extra_headers["Message-ID"] for access in (accesses[0], accesses[0], accesses[1])
    )
    assert first == second != third


def test_who_opened_it_and_who_has_no_address_is_told_nothing(cast: Cast) -> None:
    """The one who opened it is in no team of the person's, or in one since."""
    access = open_record(cast.person, cast.outsider).access
    silent = [StaffFactory.create(clinic=cast.clinic, email=email) for email in (None, "")]
    join_team(cast.team, staff=[cast.outsider, *silent])
    (message,) = announce(access)
    assert message.to == [cast.clinician.email]
    User.objects.filter(id=cast.clinician.id).update(clinic=cast.stranger.clinic)
    (message,) = announce(access)
    assert message.to == [cast.administrator.email]


def test_a_colleague_whose_address_takes_no_mail_keeps_nobody_else_from_being_told(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    unreachable = StaffFactory.create(clinic=cast.clinic, email='"a, b"@clinic.example')
    join_team(cast.team, staff=[unreachable])
    access = open_record(cast.person, cast.outsider).access
    (message,) = announce(access)
    assert message.to == [cast.clinician.email]
    assert str(unreachable.id) in caplog.text
    assert "a, b" not in caplog.text
    User.objects.filter(id=cast.clinician.id).update(is_active=False)
    (message,) = announce(access)
    assert message.to == [cast.administrator.email]


def test_where_nobody_else_is_in_the_team_administrators_are_told(cast: Cast) -> None:
    access = open_record(cast.other_person, cast.clinician).access  # its team has nobody in it
    (message,) = announce(access)
    assert message.to == [cast.administrator.email]


def test_administrators_are_told_too_of_whom_the_team_does_not_see(cast: Cast) -> None:
    colleague = StaffFactory.create(clinic=cast.clinic)
    join_team(cast.team, staff=[colleague])
    withdraw_consent(
        user_id=cast.person.id, purpose=Purpose.CARE_TEAM_SHARING, channel=Channel.APP, caller=cast.person,
        now=timezone.now(),
    )  # fmt: skip
    (message,) = announce(open_record(cast.person, cast.clinician).access)
    assert message.to == sorted([cast.administrator.email or "", colleague.email or ""])


def test_it_is_told_though_it_is_over_and_not_of_whoever_is_erased(cast: Cast) -> None:
    access = make_emergency_access(cast.person, started_at=timezone.now() - 2 * LASTS)
    assert len(announce(access)) == 1
    User.objects.filter(role=User.Role.ADMINISTRATOR).update(is_active=False)
    CareTeamPerson.objects.all().delete()
    assert announce(access) == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
    assert announce(access) == []


def test_the_announcement_is_queued_with_the_access_and_goes_with_the_person(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    jobs = "SELECT task_name, queue_name, args ->> 'user_id', args ->> 'access_id' FROM procrastinate_jobs"
    with connection.cursor() as cursor:
        cursor.execute(jobs)
        assert cursor.fetchall() == [("announce_emergency", "alerts", str(cast.person.id), str(access.id))]
        cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
        cursor.execute(jobs)
        assert cursor.fetchall() == []
