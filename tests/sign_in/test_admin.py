"""Second factors in the admin: seen and reset by the clinic's administrators, for others than themselves."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.sign_in.models import TotpDevice
from resona.sign_in.second_factor import begin_enrolment, enrol, has_second_factor, take_factor
from tests.admin.pages import list_url, page_url, sign_in
from tests.conftest import Cast
from tests.factories import StaffFactory
from tests.sign_in.conftest import Enrolled


def reset(caller: User, user: User) -> None:
    device = TotpDevice.objects.get(user=user)
    sign_in(caller).post(list_url(TotpDevice), {"action": "reset", "_selected_action": [str(device.pk)]})


def test_an_administrator_resets_a_colleagues(cast: Cast, enrolled: Enrolled) -> None:
    theirs = sign_in(enrolled.user)
    reset(cast.administrator, enrolled.user)

    assert not has_second_factor(enrolled.user.pk)
    assert theirs.get(reverse("admin:index")).status_code == 302
    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor) == ("second_factor_changed", f"staff:{cast.administrator.pk}")
    assert event.clinic_id == cast.clinic.id
    assert event.detail == {"change": "removed", "account": f"staff:{enrolled.user.pk}"}


@pytest.mark.parametrize("caller", ["clinician", "outsider", "stranger"])
def test_nobody_else_does(cast: Cast, enrolled: Enrolled, caller: str) -> None:
    reset(getattr(cast, caller), enrolled.user)

    assert has_second_factor(enrolled.user.pk)


def test_a_foreign_administrator_sees_and_resets_none(cast: Cast, enrolled: Enrolled) -> None:
    theirs = StaffFactory.create(clinic_id=cast.stranger.clinic_id, role=User.Role.ADMINISTRATOR)
    reset(theirs, enrolled.user)

    assert has_second_factor(enrolled.user.pk)
    assert sign_in(theirs).get(page_url(TotpDevice.objects.get())).status_code == 404


def test_neither_ones_own_nor_a_superusers_is_reset_by_an_administrator(cast: Cast) -> None:
    root = StaffFactory.create(clinic=cast.clinic, is_superuser=True, role=User.Role.ADMINISTRATOR)
    for user in (root, cast.administrator):
        enrol(user, begin_enrolment(), step=0)
        reset(cast.administrator, user)
        assert has_second_factor(user.pk)

    reset(cast.superuser, root)
    assert not has_second_factor(root.pk)


def test_the_list_tells_how_many_recovery_codes_are_left_and_no_secret(cast: Cast, enrolled: Enrolled) -> None:
    take_factor(enrolled.user.pk, enrolled.recovery_codes[0], now=timezone.now())
    page = sign_in(cast.administrator).get(list_url(TotpDevice)).content.decode()

    assert str(enrolled.user.email) in page
    assert '<span class="rs-badge tone-low">9</span>' in page
    assert bytes(TotpDevice.objects.get().secret).hex() not in page


@pytest.mark.parametrize(("used", "tone"), [(7, "low"), (8, "missing")])
def test_few_codes_that_are_left_stand_out(cast: Cast, enrolled: Enrolled, used: int, tone: str) -> None:
    for code in enrolled.recovery_codes[:used]:
        take_factor(enrolled.user.pk, code, now=timezone.now())
    page = sign_in(cast.administrator).get(list_url(TotpDevice)).content.decode()

    assert f'<span class="rs-badge tone-{tone}">{10 - used}</span>' in page


def test_a_second_step_is_made_and_changed_by_nobody_there(cast: Cast, enrolled: Enrolled) -> None:
    client, device = sign_in(cast.superuser), TotpDevice.objects.get()

    assert client.get(reverse("admin:sign_in_totpdevice_add")).status_code == 403
    assert client.post(page_url(device), {"used_steps": ""}).status_code == 403
    assert client.get(page_url(device)).status_code == 200


def test_several_are_reset_at_once_and_ones_own_among_them_stays(cast: Cast, enrolled: Enrolled) -> None:
    for user in (cast.administrator, cast.outsider):
        enrol(user, begin_enrolment(), step=0)
    form = {"action": "reset", "_selected_action": [str(device.pk) for device in TotpDevice.objects.all()]}
    page = sign_in(cast.administrator).post(list_url(TotpDevice), form, follow=True).content.decode()

    assert [device.user_id for device in TotpDevice.objects.all()] == [cast.administrator.id]
    accounts = set(SecurityEvent.objects.values_list("detail__account", flat=True))
    assert accounts == {f"staff:{cast.clinician.pk}", f"staff:{cast.outsider.pk}"}
    for user in (cast.clinician, cast.outsider):
        assert f"The second step of {user.email} is to be set up anew." in page
