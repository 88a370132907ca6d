"""Browsers that are known to an account: by a signed cookie that opens nothing, tells nothing, and ends."""

from __future__ import annotations

import time

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from resona.sign_in.known_browsers import known_browser, remember_browser

ACCOUNT = "otieno@clinic.example"
HALF_A_YEAR = 180 * 24 * 3600


def request_with(*cookies: tuple[str, str]) -> HttpRequest:
    request = RequestFactory().get("/admin/login/")
    request.COOKIES.update(cookies)
    return request


def remembered(account: str = ACCOUNT, *before: tuple[str, str]) -> tuple[str, str]:
    """The cookie that a browser is given, name and value."""
    answer = HttpResponse()
    remember_browser(request_with(*before), answer, account)
    ((name, morsel),) = answer.cookies.items()
    return name, morsel.value


def test_a_browser_is_known_to_the_account_that_signed_in_there_and_to_no_other() -> None:
    cookie = remembered()

    assert known_browser(request_with(cookie), ACCOUNT)
    assert known_browser(request_with(cookie), "amina@clinic.example") is None
    assert known_browser(request_with(), ACCOUNT) is None


def test_several_accounts_share_a_browser() -> None:
    cookies = [remembered(account) for account in (ACCOUNT, "amina@clinic.example")]
    known = {known_browser(request_with(*cookies), account) for account in (ACCOUNT, "amina@clinic.example")}

    assert len(known - {None}) == 2


def test_a_browser_keeps_its_id_and_another_one_has_another() -> None:
    first = remembered()
    again, other = remembered(ACCOUNT, first), remembered()
    ids = [known_browser(request_with(cookie), ACCOUNT) for cookie in (first, again, other)]

    assert ids[0] == ids[1] != ids[2]


def test_the_cookie_of_one_account_does_not_pass_for_that_of_another() -> None:
    (name, _), (_, value) = remembered(), remembered("amina@clinic.example")

    assert known_browser(request_with((name, value)), ACCOUNT) is None


@pytest.mark.parametrize(("seconds", "is_known"), [(HALF_A_YEAR - 60, True), (HALF_A_YEAR + 60, False)])
def test_a_browser_is_forgotten_after_half_a_year(
    monkeypatch: pytest.MonkeyPatch, seconds: int, is_known: bool
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "timestamp", lambda _: b62_encode(int(time.time()) - seconds))
        cookie = remembered()

    assert (known_browser(request_with(cookie), ACCOUNT) is not None) is is_known


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_is_for_the_pages_of_signing_in_alone_and_for_no_script(settings: Settings, is_secure: bool) -> None:
    settings.SESSION_COOKIE_SECURE = is_secure
    answer = HttpResponse()
    remember_browser(request_with(), answer, ACCOUNT)
    (cookie,) = answer.cookies.values()

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/login/", True, "Lax")
    assert (cookie["max-age"], bool(cookie["secure"])) == (HALF_A_YEAR, is_secure)
    assert ACCOUNT not in cookie.OutputString()
