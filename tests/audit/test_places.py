"""Routes as staff know the pages behind them."""

from __future__ import annotations

import pytest

from resona.audit.places import place_in_words
from tests.access.routes import ADMIN, API, routes_below


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("GET admin/", "Triage"),
        ("GET admin/accounts/user/", "People"),
        ("GET admin/accounts/user/<path:object_id>/change/", "Person"),
        ("GET admin/accounts/user/<uuid:person_id>/accesses/", "Person: accesses"),
        ("GET admin/conversations/conversation/<path:object_id>/change/", "Session"),
        ("GET admin/risk/crisisevent/<uuid:event_id>/resolve/", "Crisis event: resolve"),
        ("GET admin/compliance/consentrecord/of/<uuid:person_id>/<str:purpose>/", "Consent record"),
        ("GET api/v1/users/<uuid:id>/timeline/", "API: users, timeline"),
        ("POST api/v1/sessions/", "API: sessions"),
        ("GET admin/autocomplete/", "Autocomplete"),
        ("GET admin/nowhere/nothing/", "Nowhere nothing"),
        ("command:export_person", "command:export_person"),
        ("", ""),
    ],
)
def test_a_route_is_told_as_the_page_that_it_is(source: str, words: str) -> None:
    assert place_in_words(source) == words


def test_every_address_of_ours_is_told_without_its_places() -> None:
    for route in [*routes_below(ADMIN), *routes_below(API)]:
        told = place_in_words(f"GET {route.pattern}")
        assert told
        assert "<" not in told or "(?P<" in route.pattern
        assert "GET" not in told
