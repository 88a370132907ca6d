"""Pages of other origins: let in with the keys and tokens that name them, and told nothing otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from resona.accounts.keys import create_key, revoke_key
from resona.accounts.models import Clinic
from resona.sign_in.oauth import create_client, find_client, issue_token
from tests.api.clients import PROBLEM, signed_in, with_csrf, with_key
from tests.conftest import Cast
from tests.sessions import make_body
from tests.sign_in.clients import ask_for_token, with_app, with_bearer

pytestmark = pytest.mark.django_db
OURS, THEIRS = "https://app.example", "https://elsewhere.example"
USERS = "/api/v1/users/"
ALLOW = "Access-Control-Allow-Origin"


def key_of(clinic: Clinic | None, *scopes: str, origins: tuple[str, ...] = (OURS,)) -> Client:
    assert clinic is not None
    return with_bearer(create_key(clinic=clinic, name="page", scopes=scopes, origins=origins).text)


def cors_headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("Access-Control-")}


def preflight(path: str = USERS, origin: str = OURS, method: str = "PATCH") -> Any:
    asked = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": "if-match"}
    return Client().options(path, headers=asked)


def test_a_page_that_a_key_names_reads_what_it_asks_for(cast: Cast) -> None:
    answer: Any = key_of(cast.clinic, "records:read").get(USERS, headers={"origin": OURS})
    assert (answer.status_code, answer[ALLOW]) == (200, OURS)
    assert {"ETag", "Location", "Retry-After"} <= set(answer["Access-Control-Expose-Headers"].split(", "))
    assert "Origin" in answer["Vary"]


def test_no_cookie_is_ever_let_through(cast: Cast) -> None:
    key_of(cast.clinic, "records:read")
    for answer in (
        signed_in(cast.clinician).get(USERS, headers={"origin": OURS}),
        with_csrf(cast.clinician).get(USERS, headers={"origin": OURS}),
        preflight(),
    ):
        assert "Access-Control-Allow-Credentials" not in answer
    assert cors_headers(signed_in(cast.clinician).get(USERS, headers={"origin": OURS})) == {}


def test_a_preflight_of_a_named_origin_is_answered_whatever_the_address(cast: Cast) -> None:
    key_of(cast.clinic, "records:read")
    for path in (USERS, "/api/v1/users", "/api/v1/nothing/", "/api/v1/sessions/batch/"):
        answer = preflight(path)
        assert (answer.status_code, answer.content, answer[ALLOW]) == (204, b"", OURS)
        assert "PATCH" in answer["Access-Control-Allow-Methods"]
        allowed = set(answer["Access-Control-Allow-Headers"].lower().split(", "))
        assert {"authorization", "content-type", "if-match", "prefer"} <= allowed
        assert int(answer["Access-Control-Max-Age"]) > 0
        assert "Origin" in answer["Vary"]


@pytest.mark.parametrize(
    "origin", [THEIRS, "null", "*", "https://app.example.evil.example", "http://app.example", "\x00"]
)
def test_an_origin_that_nobody_names_is_told_nothing(cast: Cast, origin: str) -> None:
    client = key_of(cast.clinic, "records:read")
    assert cors_headers(preflight(origin=origin)) == {}
    assert cors_headers(Client().get(USERS, headers={"origin": origin})) == {}
    assert cors_headers(client.get(USERS, headers={"origin": origin})) == {}


def test_a_key_opens_to_its_own_pages_alone(cast: Cast) -> None:
    mine, other = (key_of(cast.clinic, "records:read", origins=(origin,)) for origin in (OURS, THEIRS))
    assert preflight(origin=THEIRS)[ALLOW] == THEIRS
    refused: Any = mine.get(USERS, headers={"origin": THEIRS})
    assert (refused.status_code, refused["Content-Type"]) == (403, PROBLEM)
    assert refused.json()["type"] == "/problems/origin-refused"
    assert cors_headers(refused) == {}
    assert other.get(USERS, headers={"origin": THEIRS})[ALLOW] == THEIRS


def test_nothing_is_done_for_a_page_that_is_refused(cast: Cast) -> None:
    client = key_of(cast.clinic, "people:write", "records:read")
    path = f"{USERS}{cast.person.id}/"
    body, page = {"language": "sw"}, {"origin": THEIRS}
    refused = client.patch(path, body, content_type="application/json", headers=page)
    assert refused.status_code == 403
    cast.person.refresh_from_db()
    assert cast.person.language == "en"


def test_a_key_without_origins_is_answered_as_ever_and_no_page_is_told(cast: Cast) -> None:
    key_of(cast.clinic, "records:read")
    answer = with_key(cast.clinic, "records:read").get(USERS, headers={"origin": OURS})
    assert (answer.status_code, cors_headers(answer)) == (200, {})


def test_our_own_page_needs_no_permission(cast: Cast) -> None:
    answer = key_of(cast.clinic, "records:read").get(USERS, headers={"origin": "http://testserver"})
    assert (answer.status_code, cors_headers(answer)) == (200, {})


def test_servers_and_telephones_send_no_origin_and_are_let_in(cast: Cast) -> None:
    answer = key_of(cast.clinic, "records:read").get(USERS)
    assert (answer.status_code, cors_headers(answer)) == (200, {})


def test_tokens_of_a_client_open_to_its_pages(cast: Cast) -> None:
    new = create_client(clinic=cast.clinic, name="page", scopes=["records:read"], origins=[OURS])
    given: Any = ask_for_token("grant_type=client_credentials", basic=(str(new.id), new.secret), origin=OURS)
    assert given[ALLOW] == OURS
    client = find_client(str(new.id), new.secret)
    assert client is not None
    page = with_bearer(issue_token(client, scopes=(), now=timezone.now()).text)
    assert page.get(USERS, headers={"origin": OURS})[ALLOW] == OURS
    assert page.get(USERS, headers={"origin": THEIRS}).status_code == 403


def test_a_person_s_app_is_let_in_where_a_system_that_issues_codes_names_it(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.clinician)
    key_of(cast.clinic, "records:read")
    key_of(cast.stranger.clinic, "people:issue", origins=(THEIRS,))
    for origin in (OURS, THEIRS):
        assert cors_headers(app.get(USERS, headers={"origin": origin})) == {}
    key_of(cast.clinic, "people:issue", "sessions:write")
    assert app.get(USERS, headers={"origin": OURS})[ALLOW] == OURS


def test_what_a_person_says_is_taken_from_any_page(cast: Cast) -> None:
    key_of(cast.clinic, "people:issue")
    app = with_app(cast.person, by=cast.clinician)
    said: Any = app.post(
        "/api/v1/sessions/", make_body(cast.person), content_type="application/json", headers={"origin": THEIRS}
    )
    assert (said.status_code, cors_headers(said)) == (201, {})


def test_a_page_reads_why_it_is_refused(cast: Cast) -> None:
    key_of(cast.clinic, "records:read")
    for answer in (
        with_bearer("rk_unknown").get(USERS, headers={"origin": OURS}),
        Client().get("/api/v1/nothing/", headers={"origin": OURS}),
        Client().post(
            "/api/v1/enrolments/", {"code": "2345-6789"}, content_type="application/json", headers={"origin": OURS}
        ),
    ):
        assert answer.status_code in (401, 404)
        assert answer[ALLOW] == OURS


def test_a_revoked_key_names_no_page_any_more(cast: Cast) -> None:
    new = create_key(clinic=cast.clinic, name="page", scopes=["records:read"], origins=[OURS])
    assert preflight()[ALLOW] == OURS
    revoke_key(key_id=new.id, now=timezone.now())
    assert cors_headers(preflight()) == {}
    assert cors_headers(with_bearer(new.text).get(USERS, headers={"origin": OURS})) == {}


def test_the_admin_and_the_rest_are_untouched(cast: Cast) -> None:
    key_of(cast.clinic, "records:read")
    for path in ("/admin/login/", "/health/ready/", "/problems/"):
        answer = Client().get(path, headers={"origin": OURS})
        assert cors_headers(answer) == {}
        assert "Origin" not in answer.get("Vary", "")
        assert cors_headers(preflight(path)) == {}


def test_who_asks_from_no_page_costs_no_question_more(cast: Cast, django_assert_num_queries: Any) -> None:
    client = key_of(cast.clinic, "records:read")
    client.get(USERS)
    with django_assert_num_queries(2):  # the key and the people, who are kept as shown once it is answered
        client.get(USERS)
    with django_assert_num_queries(2):
        client.get(USERS, headers={"origin": OURS})
