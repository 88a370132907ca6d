"""OAuth 2 client credentials: what is asked for as RFC 6749 says, given in one step, and ended at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from resona.accounts.keys import UnknownScopeError
from resona.accounts.models import ApiKey
from resona.api_urls import urlpatterns
from resona.audit.models import SecurityEvent
from resona.sign_in.models import GuessCount, OAuthClient, OAuthToken
from resona.sign_in.oauth import (
    UnknownClientError,
    create_client,
    find_client,
    find_token_caller,
    forget_expired_tokens,
    issue_token,
    revoke_client,
)
from tests.api.clients import PROBLEM, post_json
from tests.conftest import Cast
from tests.sign_in.clients import TOKEN_URL, ask_for_token, make_client, with_bearer, with_oauth

PEOPLE = "/api/v1/users/"
GRANT = "grant_type=client_credentials"
NOW = timezone.now()


def test_credentials_in_the_header_or_the_form_are_given_a_token(cast: Cast) -> None:
    client = make_client(cast.clinic, "records:read", "sessions:write")
    given = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    for answer in (ask_for_token(GRANT, basic=(str(client.id), client.secret)), ask_for_token(given)):
        token = answer.json()  # type: ignore[attr-defined]

        assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
            200, "application/json", "no-store"
        )  # fmt: skip
        assert token.keys() == {"access_token", "token_type", "expires_in", "scope"}
        assert (token["token_type"], token["expires_in"], token["scope"]) == (
            "Bearer", 3600, "records:read sessions:write"
        )  # fmt: skip
        people = with_bearer(token["access_token"]).get(PEOPLE).json()["results"]
        assert {person["clinic_id"] for person in people} == {str(cast.clinic.id)}


def test_a_token_may_have_fewer_scopes_than_its_client(cast: Cast) -> None:
    client = make_client(cast.clinic, "records:read", "sessions:write")
    answer: Any = ask_for_token(f"{GRANT}&scope={quote('sessions:write')}", basic=(str(client.id), client.secret))

    assert answer.json()["scope"] == "sessions:write"
    assert with_bearer(answer.json()["access_token"]).get(PEOPLE).status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("", 400, "invalid_request"),
        ("scope=records:read", 400, "invalid_request"),
        (f"{GRANT}&{GRANT}", 400, "invalid_request"),
        (f"{GRANT}&client_id=a&client_secret=b", 400, "invalid_request"),  # and in the header too
        (b"grant_type=\xff", 400, "invalid_request"),
        ("&".join(f"a{number}=b" for number in range(50)), 400, "invalid_request"),
        ("grant_type=password&username=a&password=b", 400, "unsupported_grant_type"),
        ("grant_type=authorization_code&code=a", 400, "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=a", 400, "unsupported_grant_type"),
        (f"{GRANT}&scope=risk:write", 400, "invalid_scope"),
        (f"{GRANT}&scope=records:read+everything", 400, "invalid_scope"),
    ],
)
def test_a_faulty_request_is_told_what_is_wrong(cast: Cast, body: object, status: int, error: str) -> None:
    client = make_client(cast.clinic, "records:read")
    answer: Any = ask_for_token(body, basic=(str(client.id), client.secret))

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not OAuthToken.objects.exists()


def test_wrong_credentials_are_given_nothing_and_told_nothing(cast: Cast) -> None:
    client, other = make_client(cast.clinic, "records:read"), make_client(cast.clinic, "records:read")
    wrong = [
        (str(client.id), other.secret),
        (str(client.id), "x"),
        ("x", client.secret),
        ("", ""),
        (str(client.id), ""),
    ]
    answers: list[Any] = [ask_for_token(GRANT, basic=pair) for pair in wrong]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer["WWW-Authenticate"] for answer in answers} == {'Basic realm="resona"'}
    assert not OAuthToken.objects.exists()
    assert SecurityEvent.objects.filter(kind="credential_refused").count() == 1  # once a minute


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Basic Og==x", "Bearer rk_x", "Basic bm9jb2xvbg=="])
def test_a_header_that_cannot_be_read_is_refused(cast: Cast, header: str) -> None:
    assert ask_for_token(GRANT, authorization=header).status_code == 401


def test_only_forms_are_read(cast: Cast) -> None:
    assert post_json(Client(), TOKEN_URL, {"grant_type": "client_credentials"}).status_code == 415
    assert Client().get(TOKEN_URL).status_code == 405


def test_no_other_endpoint_of_oauth_is_there() -> None:
    paths = {str(route.pattern) for included in urlpatterns for route in getattr(included, "url_patterns", [])}

    assert {path for path in paths if "oauth" in path} == {"oauth/token/"}


def test_a_token_opens_nothing_once_its_client_is_revoked(cast: Cast) -> None:
    client = with_oauth(cast.clinic, "records:read")
    assert client.get(PEOPLE).status_code == 200
    revoke_client(client_id=OAuthClient.objects.get().id, now=timezone.now())

    assert client.get(PEOPLE).status_code == 401
    with pytest.raises(UnknownClientError):
        revoke_client(client_id=OAuthClient.objects.get().id, now=timezone.now())


def test_a_revoked_client_is_given_no_token(cast: Cast) -> None:
    client = make_client(cast.clinic, "records:read")
    revoke_client(client_id=client.id, now=timezone.now())

    assert ask_for_token(GRANT, basic=(str(client.id), client.secret)).status_code == 401


def test_a_token_opens_for_an_hour(cast: Cast) -> None:
    client = with_oauth(cast.clinic, "records:read")
    OAuthToken.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    assert client.get(PEOPLE).status_code == 200
    OAuthToken.objects.update(expires_at=timezone.now())

    assert client.get(PEOPLE).status_code == 401
    assert forget_expired_tokens(now=timezone.now()) == 1


def test_a_token_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    clinic_key = with_oauth(cast.clinic, "records:read")
    with django_assert_num_queries(2):  # and one for the list
        assert clinic_key.get(PEOPLE).status_code == 200


def test_a_token_of_one_clinic_finds_nobody_of_another(cast: Cast) -> None:
    client = with_oauth(cast.clinic, *ApiKey.Scope.values)

    assert client.get(f"{PEOPLE}{cast.strange_person.id}/").status_code == 404
    assert client.get(f"{PEOPLE}{cast.person.id}/").status_code == 200
    assert post_json(client, f"{PEOPLE}{cast.strange_person.id}/enrolment-code/", {}).status_code == 404


def test_a_token_is_issued_within_100_ms(cast: Cast) -> None:
    client = make_client(cast.clinic, "records:read")
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        assert ask_for_token(GRANT, basic=(str(client.id), client.secret)).status_code == 200
        seconds.append(time.perf_counter() - began)

    assert sorted(seconds)[5] < 0.1


@pytest.mark.parametrize("scopes", [[], ["everything"], ["records:read", ""]])
def test_a_client_needs_scopes_that_there_are(cast: Cast, scopes: list[str]) -> None:
    with pytest.raises(UnknownScopeError):
        create_client(clinic=cast.clinic, name="x", scopes=scopes)


def test_nothing_in_the_tables_of_credentials_opens_anything(cast: Cast) -> None:
    """Every value that somebody finds in a dump, tried as key, token and client secret."""
    client = make_client(cast.clinic, *ApiKey.Scope.values)
    ask_for_token(GRANT, basic=(str(client.id), client.secret))
    with_oauth(cast.clinic, "records:read")
    GuessCount.objects.all().delete()
    for value in stolen("oauth_clients", "oauth_tokens", "api_keys", "person_tokens"):
        for text in (value, *(f"{prefix}{value}" for prefix in ("rk_", "rt_", "rp_", "rs_"))):
            assert with_bearer(text).get(PEOPLE).status_code == 401
            assert ask_for_token(GRANT, basic=(str(client.id), text)).status_code == 401
    assert find_token_caller(client.secret, now=timezone.now()) is None
    assert client.secret not in " ".join(stolen("oauth_clients"))


def stolen(*tables: str) -> list[str]:
    """Text and bytes of these tables, as a dump shows them and as they are."""
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            values = [value for row in cursor.fetchall() for value in row if value is not None]
            raw = [bytes(value) for value in values if isinstance(value, (bytes, memoryview))]
            found += [each.hex() for each in raw] + [each.decode("latin-1") for each in raw]
            found += [str(value) for value in values if isinstance(value, str)]
    return [text for text in found if text.isprintable() and text.isascii()]


def test_a_flood_of_wrong_tokens_leaves_one_row(cast: Cast) -> None:
    for number in range(50):
        answer = with_bearer(f"rt_{number}").get(PEOPLE)
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)

    event = SecurityEvent.objects.get()
    assert (event.kind, event.address, event.detail) == ("credential_refused", "127.0.0.1", {"what": "bearer"})


def test_a_refused_scope_is_kept_with_who_tried(cast: Cast) -> None:
    client = with_oauth(cast.clinic, "sessions:write")
    for _ in range(5):
        assert client.get(PEOPLE).status_code == 403

    event = SecurityEvent.objects.get()
    assert (event.kind, event.actor) == ("scope_refused", f"key:{OAuthClient.objects.get().id}")
    assert (event.clinic_id, event.detail) == (cast.clinic.id, {"what": "PeopleView"})


def test_a_client_is_found_however_its_id_is_written_and_only_by_its_own_prefix(cast: Cast) -> None:
    new = make_client(cast.clinic, "records:read")

    assert find_client(str(new.id).upper(), new.secret) == OAuthClient.objects.get()
    for secret in (new.secret.removeprefix("rs_"), f"rt_{new.secret[3:]}", f"{new.secret} ", f"rs_{'x' * 98}"):
        assert find_client(str(new.id), secret) is None


def test_scopes_that_are_wished_twice_are_given_once_in_one_order(cast: Cast) -> None:
    new = make_client(cast.clinic, "sessions:write", "records:read", "records:read")
    client = OAuthClient.objects.get(id=new.id)
    wished = ("sessions:write", "records:read", "sessions:write")

    assert client.scopes == ["records:read", "sessions:write"]
    for scopes in (wished, (), ("records:read", "sessions:write")):
        assert issue_token(client, scopes=scopes, now=NOW).scopes == ("records:read", "sessions:write")


def test_a_token_ends_an_hour_after_it_was_issued_and_is_then_deleted(cast: Cast) -> None:
    new = make_client(cast.clinic, "records:read")
    client = OAuthClient.objects.get(id=new.id)
    first, second = (issue_token(client, scopes=(), now=NOW + late * timedelta(minutes=1)) for late in (0, 1))
    hour = NOW + timedelta(hours=1)

    assert find_token_caller(first.text, now=hour - timedelta(microseconds=1)) is not None
    assert find_token_caller(first.text, now=hour) is None
    assert forget_expired_tokens(now=hour) == 1
    assert find_token_caller(second.text, now=hour) is not None


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("bearer {}", 200),
        ("BEARER {}", 200),
        ("Bearer   {}  ", 200),
        ("Token {}", 401),
        ("Basic {}", 401),
        ("{}", 401),
        ("Bearer", 401),
        ("Bearer {} x", 401),
        ("Bearer {}\xe9", 401),
        ("", 401),
    ],
)
def test_what_comes_in_the_header_is_a_bearers_or_opens_nothing(cast: Cast, header: str, status: int) -> None:
    new = make_client(cast.clinic, "records:read")
    token = issue_token(OAuthClient.objects.get(id=new.id), scopes=(), now=timezone.now()).text
    answer = Client(headers={"authorization": header.format(token)}).get(PEOPLE)

    assert answer.status_code == status
    if status == 401:
        assert answer["WWW-Authenticate"] == 'Bearer realm="resona"'
