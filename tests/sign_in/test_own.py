"""One's own second step: new recovery codes and another telephone, for whoever has the old one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.audit.models import SecurityEvent
from resona.postgres.models import new_id
from resona.sign_in.models import GuessCount, RecoveryCode, TotpDevice
from resona.sign_in.second_factor import begin_enrolment, enrol, has_second_factor, take_factor
from tests.admin.pages import sign_in
from tests.conftest import Cast
from tests.sign_in.conftest import Enrolled

OWN = reverse("sign_in:own")


def test_new_recovery_codes_take_the_place_of_the_old(enrolled: Enrolled) -> None:
    answer = sign_in(enrolled.user).post(OWN, {"code": enrolled.code()})
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", answer.content.decode())
    now = timezone.now()

    assert len(codes) == 10
    assert "no-store" in answer["Cache-Control"]
    assert take_factor(enrolled.user.pk, enrolled.recovery_codes[0], now=now) is None
    assert take_factor(enrolled.user.pk, codes[0], now=now) == "recovery_code"
    assert SecurityEvent.objects.get().detail == {"change": "new recovery codes"}


def test_another_telephone_is_set_up_at_the_next_sign_in(enrolled: Enrolled) -> None:
    client = sign_in(enrolled.user)
    answer = client.post(OWN, {"code": enrolled.recovery_codes[0], "replace": "1"})

    assert answer["Location"] == reverse("admin:login")
    assert not has_second_factor(enrolled.user.pk)
    assert client.get(reverse("admin:index")).status_code == 302
    assert SecurityEvent.objects.get().detail == {"change": "removed"}


@pytest.mark.parametrize("form", [{"code": "AAAA-AAAA-AAAA-AAAA"}, {"code": ""}, {}])
@pytest.mark.parametrize("button", [{}, {"replace": "1"}])
def test_an_unwatched_screen_changes_nothing(enrolled: Enrolled, form: dict[str, str], button: dict[str, str]) -> None:
    before = set(RecoveryCode.objects.values_list("digest"))
    assert sign_in(enrolled.user).post(OWN, {**form, **button}).status_code == 200

    assert has_second_factor(enrolled.user.pk)
    assert set(RecoveryCode.objects.values_list("digest")) == before


def test_guessing_there_is_slowed_down_too(enrolled: Enrolled) -> None:
    client = sign_in(enrolled.user)
    for _ in range(12):
        page = client.post(OWN, {"code": "AAAA-AAAA-AAAA-AAAA"}).content.decode()

    assert "Too many failed attempts" in page
    assert "Too many" in client.post(OWN, {"code": enrolled.code()}).content.decode()


def test_it_tells_how_many_codes_are_left_and_is_found_in_the_menu(cast: Cast, enrolled: Enrolled) -> None:
    take_factor(enrolled.user.pk, enrolled.recovery_codes[0], now=timezone.now())
    client = sign_in(enrolled.user)

    assert "Recovery codes left: 9." in client.get(OWN).content.decode()
    assert f'href="{OWN}"' in client.get(reverse("admin:index")).content.decode()


def test_nobody_else_gets_there(cast: Cast) -> None:
    for client in (Client(), sign_in(cast.person)):
        assert client.get(OWN)["Location"].startswith(reverse("admin:login"))


def test_a_wrong_code_there_is_on_the_record_and_a_right_one_counts_no_longer(enrolled: Enrolled) -> None:
    client = sign_in(enrolled.user)
    for _ in range(2):
        client.post(OWN, {"code": "AAAA-AAAA-AAAA-AAAA"})
    event = SecurityEvent.objects.get()
    assert (event.kind, event.detail) == ("second_factor_failed", {"account": f"staff:{enrolled.user.pk}"})
    assert GuessCount.objects.get(kind="code").failures == 2
    client.post(OWN, {"code": enrolled.code()})

    assert GuessCount.objects.get(kind="code").failures == 2


def test_where_the_key_of_the_secret_is_missing_a_recovery_code_still_opens(cast: Cast, enrolled: Enrolled) -> None:
    """As after a restore without its keys: the secret does not open."""
    TotpDevice.objects.update(secret=TotpDevice.secret.seal(new_id(), b"moved"))
    client = sign_in(enrolled.user)

    assert "an encryption key is missing here" in client.post(OWN, {"code": enrolled.code()}).content.decode()
    assert not SecurityEvent.objects.exists()
    assert client.post(OWN, {"code": enrolled.recovery_codes[0], "replace": "1"}).status_code == 302
    assert not has_second_factor(enrolled.user.pk)


def test_another_telephone_ends_the_sign_ins_of_that_account_and_of_no_other(cast: Cast, enrolled: Enrolled) -> None:
    elsewhere, other = sign_in(enrolled.user), sign_in(cast.outsider)
    enrol(cast.outsider, begin_enrolment(), step=0)
    sign_in(enrolled.user).post(OWN, {"code": enrolled.code(), "replace": "1"})

    assert elsewhere.get(OWN).status_code == 302
    assert "Recovery codes left: 10." in other.get(OWN).content.decode()


def test_new_codes_of_one_account_leave_those_of_another(cast: Cast, enrolled: Enrolled) -> None:
    others = enrol(cast.outsider, begin_enrolment(), step=0)
    sign_in(enrolled.user).post(OWN, {"code": enrolled.code()})

    assert take_factor(cast.outsider.pk, others[0], now=timezone.now()) == "recovery_code"


def test_a_code_does_one_thing_there_and_not_two(enrolled: Enrolled) -> None:
    client, code = sign_in(enrolled.user), enrolled.code()
    client.post(OWN, {"code": code})
    before = set(RecoveryCode.objects.values_list("digest"))

    assert client.post(OWN, {"code": code, "replace": "1"}).status_code == 200
    assert has_second_factor(enrolled.user.pk)
    assert set(RecoveryCode.objects.values_list("digest")) == before
