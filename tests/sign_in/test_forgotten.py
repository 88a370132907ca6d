"""A forgotten password: a link by mail, which tells nobody whose address it is and leaves the second step."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User, UserSession
from resona.audit.models import SecurityEvent
from resona.sign_in.delays import POLICIES
from resona.sign_in.mailed_links import NEW_PASSWORD, SIGN_IN, make_secret
from resona.sign_in.second_factor import has_second_factor
from tests.admin.pages import sign_in
from tests.conftest import Cast
from tests.sign_in.conftest import Enrolled
from tests.sign_in.mails import link_in, mail_taken

FORGOTTEN = reverse("sign_in:forgotten")
PASSWORD = "a long enough pass phrase"
NEW = {"new_password1": PASSWORD, "new_password2": PASSWORD}


def ask(email: str | None, address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post(FORGOTTEN, {"email": email})


def open_link(path: str) -> tuple[Client, str]:
    browser = Client()
    page: Any = browser.get(path, follow=True)
    assert page.status_code == 200
    return browser, page.redirect_chain[-1][0]


def test_the_owner_sets_a_new_password_and_every_browser_is_signed_out(enrolled: Enrolled, settings: Any) -> None:
    elsewhere = sign_in(enrolled.user)
    with mail_taken(settings) as taken:
        assert ask((enrolled.user.email or "").upper()).status_code == 200
    browser, path = open_link(link_in(taken[0]))
    with mail_taken(settings) as told:
        assert "It is set" in browser.post(path, NEW).content.decode()

    assert User.objects.get(pk=enrolled.user.pk).check_password(PASSWORD)
    assert has_second_factor(enrolled.user.pk)
    assert not UserSession.objects.filter(user=enrolled.user).exists()
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert [message["Subject"] for message in told] == ["Resona: your password was changed"]
    event = SecurityEvent.objects.filter(kind="staff_changed").get()
    assert (event.actor, event.clinic_id) == (f"staff:{enrolled.user.pk}", enrolled.user.clinic_id)
    signing_in: Any = browser.post(reverse("admin:login"), {"username": enrolled.user.email, "password": PASSWORD})
    assert signing_in["Location"] == reverse("sign_in:code")  # the second step stays


def test_a_link_opens_once_within_an_hour_and_no_longer_once_the_owner_signed_in(cast: Cast, settings: Any) -> None:
    path = reverse("sign_in:new_password", args=[make_secret(cast.clinician, NEW_PASSWORD)])
    browser, opened = open_link(path)
    assert browser.post(opened, NEW).status_code == 200
    assert Client().get(path, follow=True).status_code == 410
    other = reverse("sign_in:new_password", args=[make_secret(cast.outsider, NEW_PASSWORD)])
    User.objects.filter(pk=cast.outsider.pk).update(last_login=timezone.now())
    assert Client().get(other, follow=True).status_code == 410
    late = reverse("sign_in:new_password", args=[make_secret(cast.administrator, NEW_PASSWORD)])
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert Client().get(late, follow=True).status_code == 410


def test_a_link_for_one_thing_opens_no_other(cast: Cast) -> None:
    sign_in_secret = make_secret(cast.clinician, SIGN_IN)
    assert Client().get(reverse("sign_in:new_password", args=[sign_in_secret]), follow=True).status_code == 410
    new_secret = make_secret(cast.clinician, NEW_PASSWORD)
    assert Client().get(reverse("sign_in:link", args=[new_secret]), follow=True).status_code == 410


@pytest.mark.parametrize("secret", ["x", "opened", f"{'0' * 32}.abc-def", "a.b.c", "é"])
def test_what_is_no_link_opens_nothing(db: None, secret: str) -> None:
    assert Client().get(reverse("sign_in:new_password", args=[secret]), follow=True).status_code == 410


def addresses(cast: Cast) -> list[str | None]:
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    User.objects.filter(pk=cast.person.pk).update(email="person@home.example")
    return [cast.clinician.email, cast.outsider.email, "person@home.example", "nobody@clinic.example"]


def page_of(answer: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def test_nobody_learns_whose_an_address_is_and_staff_who_are_active_alone_are_mailed(cast: Cast, settings: Any) -> None:
    with mail_taken(settings) as taken:
        pages = {page_of(ask(email, f"192.0.2.{number}")) for number, email in enumerate(addresses(cast))}
    assert len(pages) == 1
    assert [message["To"] for message in taken] == [cast.clinician.email]


def test_links_are_limited_for_who_asks_and_for_whom(cast: Cast, settings: Any) -> None:
    free = POLICIES["link"].free_failures
    with mail_taken(settings) as taken:
        statuses = [ask(cast.clinician.email).status_code for _ in range(free + 2)]
    assert statuses == [200] * free + [429] * 2
    assert len(taken) == 1


def test_an_address_that_is_none_is_told(db: None) -> None:
    assert "Enter a valid email address" in ask("nobody").content.decode()


@pytest.mark.parametrize(
    "fault", [{"new_password2": "another one altogether"}, {"new_password1": "1", "new_password2": "1"}]
)
def test_a_fault_sets_nothing(cast: Cast, fault: dict[str, str]) -> None:
    browser, opened = open_link(reverse("sign_in:new_password", args=[make_secret(cast.clinician, NEW_PASSWORD)]))
    assert browser.post(opened, NEW | fault).status_code == 200
    assert User.objects.get(pk=cast.clinician.pk).check_password("staff password")


def test_the_sign_in_leads_there(db: None) -> None:
    assert FORGOTTEN in Client().get(reverse("admin:login")).content.decode()
