"""A clinic with nobody to tell of a crisis says so, to an administrator by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from resona.accounts.alerting_gaps import ACKNOWLEDGED_FOR, check_somebody_is_told
from resona.accounts.models import AlertingGap, Clinic, OnCallShift, User
from tests.accounts.test_admin import words_of
from tests.admin.pages import sign_in
from tests.conftest import Cast

START = reverse("triage")


def silence(cast: Cast) -> None:
    Clinic.objects.filter(id=cast.clinic.id).update(crisis_email="")


def checked() -> list[str | None]:
    return [message.id for message in check_somebody_is_told(None, databases=["default"])]


def test_triage_says_that_nobody_can_be_told_until_an_administrator_has_read_it(cast: Cast) -> None:
    said = f"Nobody at {cast.clinic.name} can be told of a crisis."
    administrator, clinician, stranger = (sign_in(user) for user in (cast.administrator, cast.clinician, cast.stranger))
    assert said not in words_of(administrator, START)
    silence(cast)
    User.objects.filter(id=cast.administrator.id).update(name="Wairimu Kamau")
    assert said in words_of(clinician, START)
    assert "I have read this" not in words_of(clinician, START)
    assert said not in words_of(stranger, START)
    assert "I have read this" in words_of(administrator, START)
    assert "Enter a crisis address" not in words_of(clinician, START)
    way_out = f'href="{reverse("admin:accounts_clinic_change", args=[cast.clinic.id])}">Enter a crisis address'
    assert way_out in administrator.get(START).content.decode()

    page = reverse("admin:accounts_clinic_nobody_to_tell", args=[cast.clinic.id])
    assert administrator.post(page, {"next": START}).status_code == 302
    gap = AlertingGap.objects.get()
    assert (gap.clinic, gap.acknowledged_by_uuid) == (cast.clinic, cast.administrator.id)
    words = words_of(clinician, START)
    assert said in words
    assert "Acknowledged by Wairimu Kamau" in words
    assert "I have read this" not in words_of(administrator, START)


def test_somebody_on_call_ends_it_and_it_is_asked_again_after_a_month(cast: Cast) -> None:
    silence(cast)
    client, now = sign_in(cast.administrator), timezone.now()
    AlertingGap.objects.create(
        clinic=cast.clinic, acknowledged_by_uuid=cast.administrator.id, acknowledged_at=now - ACKNOWLEDGED_FOR
    )
    assert "I have read this" in words_of(client, START)
    OnCallShift.objects.create(
        care_team=cast.team, staff=cast.clinician, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    assert "can be told of a crisis" not in words_of(client, START)


def test_the_check_before_production_has_an_error_and_asks_the_database_only_when_told_to(cast: Cast) -> None:
    Clinic.objects.exclude(id=cast.clinic.id).update(crisis_email="crisis@other.example")
    assert checked() == []
    silence(cast)
    assert check_somebody_is_told(None) == []
    assert checked() == ["resona.E018"]
    AlertingGap.objects.create(clinic=cast.clinic, acknowledged_by_uuid=cast.administrator.id)
    assert checked() == ["resona.W005"]


def test_it_is_one_of_the_checks_of_deploy(cast: Cast) -> None:
    silence(cast)
    with pytest.raises(SystemCheckError, match=f"{cast.clinic.name}: nobody can be told of a crisis"):
        call_command("check", deploy=True, databases=["default"])


def test_a_database_that_is_not_migrated_is_no_fault_of_this_check(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE on_call_shifts RENAME TO elsewhere")
    assert checked() == []
