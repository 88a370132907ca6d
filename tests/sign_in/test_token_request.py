"""Requests for a token as RFC 6749 has them: read in every form it allows, and refused by its own names."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.sign_in.token_request import OAuthError, read_token_request

GRANT = b"grant_type=client_credentials"


def basic(pair: str, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(pair.encode()).decode()}"


def error_of(body: bytes, authorization: str | None) -> str:
    with pytest.raises(OAuthError) as caught:
        read_token_request(body, authorization)
    assert str(caught.value) == caught.value.description
    return caught.value.error


@pytest.mark.parametrize(
    ("pair", "client_id", "secret"),
    [
        ("id:secret", "id", "secret"),
        ("id:a:b", "id", "a:b"),
        ("id:", "id", ""),
        ("i%3Ad:s%C3%A9cret%25", "i:d", "sécret%"),  # encoded as a form first (section 2.3.1)
        ("an+id:a+secret", "an id", "a secret"),
    ],
)
def test_credentials_of_the_header_are_decoded_as_a_form(pair: str, client_id: str, secret: str) -> None:
    wanted = read_token_request(GRANT, basic(pair))

    assert (wanted.client_id, wanted.secret, wanted.scopes) == (client_id, secret, ())


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "Basic", "Basic "])
def test_the_name_of_the_scheme_is_written_in_any_case(scheme: str) -> None:
    assert read_token_request(GRANT, basic("id:secret", scheme)).secret == "secret"


@pytest.mark.parametrize("header", ["", "Basic", basic("id:secret", "Bearer"), basic("none"), "Basic aWQ6c2VjcmV0!"])
def test_a_header_that_names_nobody_is_refused(header: str) -> None:
    assert error_of(GRANT, header) == "invalid_client"


@pytest.mark.parametrize("fields", [b"", b"&client_id=id", b"&client_secret=secret", b"&client_id=&client_secret="])
def test_without_a_header_both_stand_in_the_form(fields: bytes) -> None:
    assert error_of(GRANT + fields, None) == "invalid_client"
    assert read_token_request(GRANT + b"&client_id=i%2Bd&client_secret=a+b", None).client_id == "i+d"


def test_credentials_stand_in_one_place_though_the_name_may_stand_in_both() -> None:
    assert error_of(GRANT + b"&client_secret=secret", basic("id:secret")) == "invalid_request"
    assert read_token_request(GRANT + b"&client_id=other", basic("id:secret")).client_id == "id"


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        (b"", ()),
        (b"&scope=", ()),
        (b"&scope=+", ()),
        (b"&scope=records:read", ("records:read",)),
        (b"&scope=b%20a++c", ("b", "a", "c")),
    ],
)
def test_scopes_are_words_with_spaces_between(scope: bytes, scopes: tuple[str, ...]) -> None:
    assert read_token_request(GRANT + scope, basic("id:secret")).scopes == scopes


@pytest.mark.parametrize(("others", "is_read"), [(19, True), (20, False)])
def test_a_form_has_twenty_fields_at_most(others: int, is_read: bool) -> None:
    body = GRANT + b"".join(b"&field%d=x" % number for number in range(others))

    if is_read:
        assert read_token_request(body, basic("id:secret")).client_id == "id"
    else:
        assert error_of(body, basic("id:secret")) == "invalid_request"


@pytest.mark.parametrize("twice", [b"&grant_type=client_credentials", b"&scope=a&scope=a", b"&unknown=a&unknown=b"])
def test_no_field_is_there_twice_not_even_an_unknown_one(twice: bytes) -> None:
    assert error_of(GRANT + twice, basic("id:secret")) == "invalid_request"


def test_what_is_asked_is_looked_at_before_who_asks() -> None:
    assert error_of(b"", None) == "invalid_request"
    assert error_of(b"grant_type=password", None) == "unsupported_grant_type"


@given(st.binary(max_size=60), st.sampled_from([None, "Basic", "Basic Og==", "Basic //8=", "Basic \xe9", "\0"]))
def test_whatever_is_sent_is_read_or_refused_by_a_name_of_the_standard(body: bytes, header: str | None) -> None:
    for sent in (body, GRANT + b"&" + body):
        assert refusal_of(sent, header) in {None, "invalid_request", "invalid_client", "unsupported_grant_type"}


def refusal_of(body: bytes, authorization: str | None) -> str | None:
    try:
        read_token_request(body, authorization)
    except OAuthError as error:
        return error.error
    return None
