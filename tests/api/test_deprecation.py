"""What is to go says so, in the words of the standards."""

from __future__ import annotations

from datetime import date

from resona.accounts.models import ApiKey
from resona.api.deprecation import Deprecated
from tests.api.clients import post_json, with_key
from tests.conftest import Cast


def test_it_is_said_since_when_and_until_when() -> None:
    headers = Deprecated(since=date(2026, 6, 1), gone=date(2026, 12, 1)).headers()
    assert headers["Deprecation"] == "@1780272000"
    assert headers["Sunset"] == "Tue, 01 Dec 2026 00:00:00 GMT"
    assert headers["Link"] == '</problems/address-retired>; rel="deprecation"; type="text/html"'


def test_an_address_that_is_gone_says_where_it_is_told(cast: Cast) -> None:
    path = f"/api/v1/users/{cast.person.id}/tokens/"
    client = with_key(cast.clinic, *ApiKey.Scope.values)
    response = post_json(client, path, {})
    assert response.status_code == 410
    assert response["Sunset"] == response["Sunset"] == "Tue, 01 Dec 2026 00:00:00 GMT"
    assert "Deprecation" not in client.get(path)
