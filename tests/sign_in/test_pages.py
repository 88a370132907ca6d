"""Signing in as staff do: password, then the second step, which is set up the first time."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User, UserSession
from resona.audit.models import SecurityEvent
from resona.sign_in import pending
from resona.sign_in.models import TotpDevice
from resona.sign_in.recovery_codes import CODES
from resona.sign_in.totp import code_at
from tests.api.clients import PROBLEM
from tests.conftest import Cast
from tests.sign_in.conftest import Enrolled

LOGIN, START = reverse("admin:login"), reverse("admin:index")
CODE, ENROL = reverse("sign_in:code"), reverse("sign_in:enrol")
PASSWORD = "staff password"


def give_password(client: Client, user: User, password: str = PASSWORD, *, next_url: str = "") -> HttpResponse:
    url = f"{LOGIN}?next={next_url}" if next_url else LOGIN
    answer: Any = client.post(url, {"username": user.email, "password": password})
    return answer  # type: ignore[no-any-return]


def give_code(client: Client, code: str, url: str = CODE) -> HttpResponse:
    answer: Any = client.post(url, {"code": code})
    return answer  # type: ignore[no-any-return]


def is_in(client: Client) -> bool:
    return client.get(START).status_code == 200


def events() -> list[str]:
    return list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))


def test_password_and_code_lead_to_where_one_wanted_to(enrolled: Enrolled) -> None:
    client = Client()
    wanted = reverse("admin:accounts_user_changelist")

    assert give_password(client, enrolled.user, next_url=wanted)["Location"] == CODE
    assert give_code(client, enrolled.code())["Location"] == wanted
    assert is_in(client)
    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor, event.clinic_id) == (
        "signed_in",
        f"staff:{enrolled.user.pk}",
        enrolled.user.clinic_id,
    )
    assert (event.address, event.detail) == ("127.0.0.1", {"by": "totp"})


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(enrolled: Enrolled, elsewhere: str) -> None:
    client = Client()
    give_password(client, enrolled.user, next_url=elsewhere)

    assert give_code(client, enrolled.code())["Location"] == START


def test_a_password_alone_opens_neither_admin_nor_api(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)

    assert not is_in(client)
    answer = client.get("/api/v1/users/")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert UserSession.objects.get().user_id is None


def test_a_session_of_staff_without_a_second_factor_is_nobodys(cast: Cast) -> None:
    """One from before there were any, or made by whatever else."""
    client = Client()
    client.force_login(cast.superuser)

    assert client.get(START).status_code == 302
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302
    assert client.get("/api/v1/users/").status_code == 401


def test_the_pages_of_the_second_step_are_closed_without_a_password(enrolled: Enrolled) -> None:
    for url in (CODE, ENROL):
        assert Client().get(url)["Location"] == LOGIN
        assert give_code(Client(), enrolled.code(), url)["Location"] == LOGIN


@pytest.mark.parametrize("code", ["000000", "", "not a code", "9" * 41])
def test_a_wrong_code_is_refused(enrolled: Enrolled, code: str) -> None:
    TotpDevice.objects.update(last_step=2**60)  # so that no code opens by chance
    client = Client()
    give_password(client, enrolled.user)

    assert give_code(client, code).status_code == 200
    assert not is_in(client)


def test_after_a_few_wrong_codes_the_password_is_asked_for_again(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)
    for _ in range(pending.MAX_WRONG_CODES):
        assert give_code(client, "AAAA-AAAA-AAAA-AAAA").status_code == 200

    assert give_code(client, enrolled.code())["Location"] == LOGIN
    assert not is_in(client)
    assert set(events()) == {"second_factor_failed"}


def test_a_code_seen_over_the_shoulder_opens_nothing_again(enrolled: Enrolled) -> None:
    code = enrolled.code()
    for client, status in ((Client(), 302), (Client(), 200)):
        give_password(client, enrolled.user)
        assert give_code(client, code).status_code == status


def test_a_password_given_long_ago_is_asked_for_again(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)
    session = client.session
    waiting = session["sign_in_pending"]
    session["sign_in_pending"] = {**waiting, "until": (timezone.now() - timedelta(seconds=1)).timestamp()}
    session.save()

    assert give_code(client, enrolled.code())["Location"] == LOGIN


def test_what_changes_meanwhile_ends_the_sign_in(enrolled: Enrolled) -> None:
    changed = {"password": "!", "is_active": False}
    for field, value in changed.items():
        before = getattr(enrolled.user, field)
        client = Client()
        give_password(client, enrolled.user)
        User.objects.filter(pk=enrolled.user.pk).update(**{field: value})

        assert give_code(client, enrolled.code())["Location"] == LOGIN
        User.objects.filter(pk=enrolled.user.pk).update(**{field: before})


def test_a_session_planted_beforehand_is_not_signed_in(enrolled: Enrolled) -> None:
    """The key changes with the password, and again with the second factor."""
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    keys = [session.session_key]
    give_password(client, enrolled.user)
    keys.append(client.session.session_key)
    give_code(client, enrolled.code())
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3
    assert "planted" not in client.session
    for key in keys[:2]:
        attacker = Client()
        attacker.cookies[settings.SESSION_COOKIE_NAME] = str(key)
        assert not is_in(attacker)


def test_the_first_sign_in_sets_the_second_step_up(cast: Cast) -> None:
    client = Client()
    assert give_password(client, cast.administrator)["Location"] == ENROL
    page = client.get(ENROL).content.decode()
    secret = secret_on(page)

    assert "<svg" in page
    assert not is_in(client)
    answer = give_code(client, code_at(secret, timezone.now().timestamp()), ENROL)
    codes = re.findall(r"<code>([A-Z2-7-]{19})</code>", answer.content.decode())

    assert (answer.status_code, len(codes)) == (200, CODES)
    assert "no-store" in answer["Cache-Control"]
    assert is_in(client)
    assert events() == ["second_factor_changed", "signed_in"]
    assert is_in_with(cast.administrator, codes[0])


def is_in_with(user: User, code: str) -> bool:
    client = Client()
    assert give_password(client, user)["Location"] == CODE
    give_code(client, code)
    return is_in(client)


def secret_on(page: str) -> bytes:
    (told,) = re.findall(r'sign-in-secret">([^<]*)<', page)
    return base64.b32decode(unescape(told).replace(" ", ""))


def test_two_browsers_that_set_it_up_never_share_a_secret(cast: Cast) -> None:
    """Who has only the password sees a key, but not the one that its owner sets up."""
    clients = [Client(), Client()]
    for client in clients:
        give_password(client, cast.clinician)
    mine, theirs = (secret_on(client.get(ENROL).content.decode()) for client in clients)

    assert mine != theirs
    now = timezone.now().timestamp()
    assert give_code(clients[0], code_at(mine, now), ENROL).status_code == 200
    # Whoever comes second is asked for the code of the first.
    assert give_code(clients[1], code_at(theirs, now), ENROL)["Location"] == CODE
    assert not is_in(clients[1])


def test_reloading_the_page_keeps_the_key(cast: Cast) -> None:
    client = Client()
    give_password(client, cast.clinician)

    assert secret_on(client.get(ENROL).content.decode()) == secret_on(client.get(ENROL).content.decode())


def test_a_wrong_code_sets_nothing_up(cast: Cast) -> None:
    client = Client()
    give_password(client, cast.clinician)

    assert give_code(client, "not it", ENROL).status_code == 200
    assert not TotpDevice.objects.exists()
    assert not is_in(client)


def test_no_one_sets_up_another_second_step_with_the_password_alone(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)

    assert client.get(ENROL)["Location"] == CODE


def test_who_is_signed_in_is_not_asked_again(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)
    give_code(client, enrolled.code())

    assert client.get(LOGIN)["Location"] == START


def test_the_pages_can_be_used_by_keyboard_and_reader(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)
    page = client.get(CODE).content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert "autofocus" in page
    label = re.search(r'<label[^>]*for="([^"]*)"', page)
    assert label is not None
    assert f'id="{label[1]}"' in page


def test_cross_site_forms_are_refused(enrolled: Enrolled) -> None:
    client = Client(enforce_csrf_checks=True)

    assert client.post(LOGIN, {"username": enrolled.user.email, "password": PASSWORD}).status_code == 403
