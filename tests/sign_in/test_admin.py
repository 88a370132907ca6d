"""Second factors in the admin: seen and reset by the clinic's administrators, for others than themselves."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.sign_in.models import TotpDevice
from resona.sign_in.second_factor import (
    RESET_LASTS,
    ask_for_reset,
    begin_enrolment,
    enrol,
    has_second_factor,
    take_factor,
)
from tests.admin.pages import list_url, page_url, sign_in
from tests.conftest import Cast
from tests.factories import StaffFactory
from tests.sign_in.conftest import Enrolled


def reset(caller: User, user: User) -> None:
    device = TotpDevice.objects.get(user=user)
    sign_in(caller).post(list_url(TotpDevice), {"action": "reset", "_selected_action": [str(device.pk)]})


@pytest.fixture
def second(cast: Cast) -> User:
    """Another administrator of the clinic."""
    user: User = StaffFactory.create(clinic=cast.clinic, role=User.Role.ADMINISTRATOR)
    return user


def told(user: User) -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="mail_notice", args__account_id=str(user.pk)).order_by("id")
    return [job.args["notice"] for job in jobs]


def test_two_administrators_reset_a_colleagues(cast: Cast, enrolled: Enrolled, second: User) -> None:
    theirs = sign_in(enrolled.user)
    for _ in range(2):
        reset(cast.administrator, enrolled.user)  # one alone, however often
    assert has_second_factor(enrolled.user.pk)
    assert theirs.get(reverse("admin:index")).status_code == 200
    reset(second, enrolled.user)

    assert not has_second_factor(enrolled.user.pk)
    assert theirs.get(reverse("admin:index")).status_code == 302
    event = SecurityEvent.objects.latest("id")
    assert (event.kind, event.actor) == ("second_factor_changed", f"staff:{second.pk}")
    assert event.clinic_id == cast.clinic.id
    assert event.detail == {"change": "removed", "account": f"staff:{enrolled.user.pk}"}
    assert told(enrolled.user) == ["reset_asked", "reset_asked", "second_step_reset"]
    page = sign_in(cast.administrator).get(list_url(SecurityEvent)).content.decode()
    assert f"reset asked for, {enrolled.user.role} {enrolled.user.name or enrolled.user.code}" in page


def test_what_was_asked_for_longer_ago_than_a_day_is_asked_for_anew(
    cast: Cast, enrolled: Enrolled, second: User
) -> None:
    reset(cast.administrator, enrolled.user)
    TotpDevice.objects.update(reset_asked_at=timezone.now() - RESET_LASTS)
    reset(second, enrolled.user)
    assert has_second_factor(enrolled.user.pk)


def test_who_signs_in_with_it_has_no_need_of_a_reset(cast: Cast, enrolled: Enrolled, second: User) -> None:
    reset(cast.administrator, enrolled.user)
    assert take_factor(enrolled.user.pk, enrolled.code(), now=timezone.now()) == "totp"
    reset(second, enrolled.user)
    assert has_second_factor(enrolled.user.pk)


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

    for user in (cast.superuser, StaffFactory.create(clinic=None, is_superuser=True)):
        assert has_second_factor(root.pk)
        reset(user, root)
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


def test_several_are_reset_at_once_and_ones_own_among_them_stays(cast: Cast, enrolled: Enrolled, second: User) -> None:
    for user in (cast.administrator, cast.outsider):
        enrol(user, begin_enrolment(), step=0)
    form = {"action": "reset", "_selected_action": [str(device.pk) for device in TotpDevice.objects.all()]}
    for device in TotpDevice.objects.exclude(user=cast.administrator):
        ask_for_reset(device, by=second, now=timezone.now())
    page = sign_in(cast.administrator).post(list_url(TotpDevice), form, follow=True).content.decode()

    assert [device.user_id for device in TotpDevice.objects.all()] == [cast.administrator.id]
    accounts = set(SecurityEvent.objects.values_list("detail__account", flat=True))
    assert accounts == {f"staff:{cast.clinician.pk}", f"staff:{cast.outsider.pk}"}
    for user in (cast.clinician, cast.outsider):
        assert f"The second step of {user.email} is to be set up anew." in page
