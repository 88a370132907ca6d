"""Who asks too often waits, alone, and it is on the record once a minute."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from resona.audit.models import SecurityEvent
from tests.admin.pages import sign_in
from tests.api.clients import PROBLEM, with_key
from tests.conftest import Cast
from tests.sign_in.clients import with_app

USERS = "/api/v1/users/"
LIMIT = 3


@pytest.fixture(autouse=True)
def _few_requests(settings: Settings) -> None:
    settings.RATE_LIMIT_CLIENT = settings.RATE_LIMIT_PERSON = LIMIT


def ask(client: Client, address: str = USERS, times: int = LIMIT) -> list[int]:
    return [client.get(address).status_code for _ in range(times)]


def test_a_client_that_asks_too_often_is_told_when_to_come_again(cast: Cast) -> None:
    client = with_key(cast.clinic, "records:read")
    assert ask(client) == [200] * LIMIT
    answer: Any = client.get(USERS)
    assert (answer.status_code, answer["Content-Type"]) == (429, PROBLEM)
    assert 1 <= int(answer["Retry-After"]) <= 20
    assert answer.json()["status"] == 429


def test_every_answer_says_how_much_more_may_be_asked(cast: Cast) -> None:
    client = with_key(cast.clinic, "records:read")
    said = [client.get(USERS).headers for _ in range(LIMIT + 1)]
    assert {headers["RateLimit-Policy"] for headers in said} == {f'"requests";q={LIMIT};w=60'}
    assert [headers["RateLimit"].partition(";t=")[0] for headers in said] == [
        f'"requests";r={left}' for left in (2, 1, 0, 0)
    ]
    assert 0 < int(said[0]["RateLimit"].partition(";t=")[2]) <= 20


def test_others_are_not_kept_waiting(cast: Cast) -> None:
    assert ask(with_key(cast.clinic, "records:read"), times=LIMIT + 1)[-1] == 429
    assert ask(with_key(cast.clinic, "records:read")) == [200] * LIMIT
    assert ask(sign_in(cast.person)) == [200] * LIMIT


def test_what_a_client_may_not_do_counts_too(cast: Cast) -> None:
    assert ask(with_key(cast.clinic, "risk:write"), times=LIMIT + 1) == [403] * LIMIT + [429]


def test_staff_who_leaf_through_records_too_fast_are_stopped_in_api_and_admin_alike(cast: Cast) -> None:
    browser = sign_in(cast.clinician)
    assert ask(browser, reverse("admin:accounts_user_changelist")) == [200] * LIMIT
    answer = browser.get(reverse("admin:index"))
    assert (answer.status_code, answer["Content-Type"]) == (429, "text/plain")
    assert 1 <= int(answer["Retry-After"]) <= 20
    assert browser.get(USERS).status_code == 429


def test_nobody_known_is_not_counted_here(cast: Cast) -> None:
    assert set(ask(Client(), times=2 * LIMIT)) == {401}
    assert set(ask(Client(), reverse("admin:index"), times=2 * LIMIT)) == {302}


def test_it_is_on_the_record_once_a_minute(cast: Cast) -> None:
    client = with_key(cast.clinic, "records:read")
    assert ask(client, times=LIMIT + 5)[LIMIT:] == [429] * 5
    (event,) = SecurityEvent.objects.filter(kind="rate_limited")
    assert (event.clinic_id, event.detail) == (cast.clinic.id, {"what": "api"})
    assert event.actor.startswith("key:")


def test_asking_costs_no_statement(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = with_key(cast.clinic, "records:read")
    client.get(USERS)
    with django_assert_num_queries(2):  # the key, the list
        client.get(USERS)


@pytest.mark.parametrize(("limits", "system", "person"), [((1, 3), 429, 200), ((3, 1), 200, 429)])
def test_systems_and_people_have_limits_of_their_own(
    cast: Cast, settings: Settings, limits: tuple[int, int], system: int, person: int
) -> None:
    settings.RATE_LIMIT_CLIENT, settings.RATE_LIMIT_PERSON = limits

    assert ask(with_key(cast.clinic, "records:read"), times=2) == [200, system]
    assert ask(sign_in(cast.clinician), times=2) == [200, person]
    assert ask(with_app(cast.person, by=cast.administrator), times=2) == [200, person]


def test_one_person_has_one_bucket_in_all_browsers_and_their_app(cast: Cast) -> None:
    clients = [sign_in(cast.person), sign_in(cast.person), with_app(cast.person, by=cast.administrator)]
    assert [ask(client, times=1) for client in clients] == [[200]] * LIMIT

    assert [ask(client, times=1) for client in clients] == [[429]] * LIMIT


def test_a_page_that_is_refused_is_kept_nowhere_and_on_the_record_as_the_admins(cast: Cast) -> None:
    browser = sign_in(cast.administrator)
    page = reverse("sign_in:own")
    ask(browser, page)
    answer = browser.get(page)

    assert (answer.status_code, answer["Cache-Control"]) == (429, "no-store")
    assert answer.content.decode() == f"Too many requests. Try again in {answer['Retry-After']} s."
    event = SecurityEvent.objects.get()
    assert (event.actor, event.clinic_id) == (f"staff:{cast.administrator.id}", cast.clinic.id)
    assert event.detail == {"what": "admin"}


def test_what_is_no_page_about_people_is_not_counted(cast: Cast) -> None:
    browser = sign_in(cast.clinician)

    assert set(ask(browser, "/health/ready/", times=LIMIT + 1)) == {200}
    assert ask(browser) == [200] * LIMIT
