"""Signing in as staff do: password, then the second step, which is set up the first time."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User, UserSession
from resona.accounts.sessions import SessionStore
from resona.audit.models import SecurityEvent
from resona.postgres.models import new_id
from resona.sign_in import pending
from resona.sign_in.completion import CompleteSignInMiddleware
from resona.sign_in.models import GuessCount, TotpDevice
from resona.sign_in.recovery_codes import CODES
from resona.sign_in.totp import code_at
from tests.api.clients import PROBLEM
from tests.conftest import Cast
from tests.sign_in.conftest import Enrolled, steps_around
from tests.signing_in import sign_in_with_both

LOGIN, START = reverse("admin:login"), reverse("admin:index")
CODE, ENROL = reverse("sign_in:code"), reverse("sign_in:enrol")
PASSWORD = "staff password"
NOW = timezone.now()


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
    TotpDevice.objects.update(used_steps=steps_around(timezone.now()))  # so that no code opens by chance
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


def test_a_wrong_code_does_not_stand_in_front_of_the_next_one(enrolled: Enrolled) -> None:
    client = Client()
    give_password(client, enrolled.user)

    assert "AAAA-AAAA-AAAA-AAAA" not in give_code(client, "AAAA-AAAA-AAAA-AAAA").content.decode()


def test_wrong_codes_stay_counted_when_a_right_one_opens(enrolled: Enrolled) -> None:
    """Or whoever has the password would guess between two sign-ins of the owner."""
    client = Client()
    give_password(client, enrolled.user)
    for _ in range(3):
        give_code(client, "AAAA-AAAA-AAAA-AAAA")
    give_code(client, enrolled.code())

    assert is_in(client)
    assert GuessCount.objects.get(kind="code").failures == 3


@pytest.mark.parametrize(
    ("kind", "failures", "seconds"), [("account_address", 8, 16), ("account_address", 10, 64), ("address", 44, 32)]
)
def test_whoever_has_to_wait_is_told_how_long_by_the_answers_header(
    cast: Cast, kind: str, failures: int, seconds: int
) -> None:
    Client().post(LOGIN, {"username": cast.clinician.email, "password": "guess"})
    GuessCount.objects.filter(kind=kind).update(failures=failures, last_at=timezone.now())
    answer = give_password(Client(), cast.clinician)

    assert answer.status_code == 429
    assert seconds / 2 < int(answer["Retry-After"]) <= seconds + 1
    assert f"Try again in {answer['Retry-After']} seconds" in answer.content.decode()


@pytest.mark.parametrize("failures", [50, 54, 99])
def test_whose_account_others_guess_at_waits_no_longer_the_more_they_guess(cast: Cast, failures: int) -> None:
    Client().post(LOGIN, {"username": cast.clinician.email, "password": "guess"})
    GuessCount.objects.filter(kind="account").update(failures=failures, last_at=timezone.now())
    answer = give_password(Client(), cast.clinician)

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "a link to go on has been mailed" in answer.content.decode()


def test_where_no_code_can_be_checked_a_recovery_code_opens(enrolled: Enrolled) -> None:
    TotpDevice.objects.update(secret=TotpDevice.secret.seal(new_id(), b"moved"))
    client = Client()
    give_password(client, enrolled.user)

    assert "an encryption key is missing here" in give_code(client, enrolled.code()).content.decode()
    assert "second_factor_failed" not in events()
    assert give_code(client, enrolled.recovery_codes[0]).status_code == 302
    assert SecurityEvent.objects.get(kind="signed_in").detail == {"by": "recovery_code"}


def test_a_first_sign_in_leads_on_to_where_one_wanted_to_and_makes_the_browser_known(cast: Cast) -> None:
    client, wanted = Client(), reverse("admin:accounts_user_changelist")
    give_password(client, cast.clinician, next_url=wanted)
    secret = secret_on(client.get(ENROL).content.decode())
    code = code_at(secret, timezone.now().timestamp())
    page = give_code(client, f"{code[:3]} {code[3:]}", ENROL).content.decode()

    assert f'href="{wanted}"' in page
    assert any(name.startswith("known_") for name in client.cookies)
    assert "sign_in_pending" not in client.session
    assert not is_in_with(cast.clinician, code)  # it proved the app right, and does not open again


def test_wrong_codes_while_it_is_set_up_end_in_the_password_too(cast: Cast) -> None:
    client = Client()
    give_password(client, cast.clinician)
    for _ in range(pending.MAX_WRONG_CODES):
        assert give_code(client, "not it", ENROL).status_code == 200

    assert client.get(ENROL)["Location"] == LOGIN
    assert not TotpDevice.objects.exists()
    assert set(events()) == {"second_factor_failed"}


def test_the_key_that_is_being_set_up_is_sealed_in_the_session(cast: Cast) -> None:
    client = Client()
    give_password(client, cast.clinician)
    secret = secret_on(client.get(ENROL).content.decode())
    held = repr(dict(client.session))

    for told in (base64.b32encode(secret), base64.b64encode(secret), base64.urlsafe_b64encode(secret)):
        assert told.decode() not in held
    assert secret.hex() not in held


@pytest.fixture
def waiting(enrolled: Enrolled) -> HttpRequest:
    """Of a browser in which the password was right at NOW."""
    request = RequestFactory().get(CODE)
    request.session = SessionStore()
    pending.begin(request, enrolled.user, next_url=START, now=NOW)
    return request


@pytest.mark.parametrize(("seconds", "waits"), [(0, True), (600, True), (601, False), (-1, True)])
def test_a_password_lasts_for_ten_minutes(waiting: HttpRequest, seconds: int, waits: bool) -> None:
    assert (pending.read(waiting, now=NOW + timedelta(seconds=seconds)) is not None) is waits


def test_a_password_of_an_account_that_is_gone_opens_nothing(enrolled: Enrolled, waiting: HttpRequest) -> None:
    User.objects.filter(pk=enrolled.user.pk).delete()

    assert pending.read(waiting, now=NOW) is None


@pytest.mark.parametrize(("subject", "is_known"), [("clinician", False), ("person", True)])
def test_staff_without_the_second_step_are_nobody_to_asynchronous_views_too(
    cast: Cast, subject: str, is_known: bool
) -> None:
    user = getattr(cast, subject)
    incomplete, complete = Client(), sign_in_with_both(Client(), user)
    incomplete.force_login(user)

    assert async_user_of(incomplete).is_authenticated is is_known
    assert async_user_of(complete) == user


def async_user_of(client: Client) -> Any:
    request = RequestFactory().get(START)
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    CompleteSignInMiddleware(lambda _: HttpResponse()).process_request(request)
    return async_to_sync(request.auser)()
