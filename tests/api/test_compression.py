"""Answers in gzip: for keys and tokens alone, and never smaller ones or those that hold secrets."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from resona.accounts.models import ApiKey
from tests.api.clients import post_json, signed_in, with_key
from tests.conftest import Cast
from tests.factories import PersonFactory

USERS = "/api/v1/users/"
ACCEPTING = {"accept-encoding": "br, gzip"}


@pytest.fixture
def client(cast: Cast) -> Client:
    PersonFactory.create_batch(20, clinic=cast.clinic)
    return with_key(cast.clinic, *ApiKey.Scope.values)


def test_whoever_accepts_it_and_comes_with_a_key_is_answered_in_gzip(client: Client) -> None:
    plain: Any = client.get(USERS)
    packed: Any = client.get(USERS, headers=ACCEPTING)
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content) / 3
    assert int(packed["Content-Length"]) == len(packed.content)
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize("given", ["", "br", "gzip;q=0", "identity", "gzip; q=0.0, br", "*;q=0"])
def test_whoever_does_not_accept_it_is_not(client: Client, given: str) -> None:
    assert "Content-Encoding" not in client.get(USERS, headers={"accept-encoding": given})


@pytest.mark.parametrize("given", ["gzip", "GZIP;q=0.5", "*", "br;q=1.0, gzip;q=0.8", "deflate,gzip"])
def test_it_is_accepted_in_every_way_it_is_said(client: Client, given: str) -> None:
    assert client.get(USERS, headers={"accept-encoding": given})["Content-Encoding"] == "gzip"


def test_what_comes_with_a_cookie_is_not_compressed(client: Client, cast: Cast) -> None:
    response = signed_in(cast.administrator).get(USERS, headers=ACCEPTING)
    assert len(response.content) > 1_400
    assert "Content-Encoding" not in response


def test_what_holds_a_secret_or_is_small_is_not_compressed(client: Client, cast: Cast) -> None:
    client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    response = post_json(client, f"{USERS}{cast.person.id}/enrolment-code/", {})
    assert (response.status_code, "Content-Encoding" in response) == (201, False)
    assert "Content-Encoding" not in client.get(f"{USERS}{cast.person.id}/")


def test_a_tag_that_was_weakened_is_known_again(client: Client, cast: Cast) -> None:
    path = f"{USERS}{cast.person.id}/interface/"
    tag = client.get(path, headers=ACCEPTING)["ETag"]
    assert tag.startswith('W/"')
    assert client.get(path, headers={"if-none-match": tag, **ACCEPTING}).status_code == 304
