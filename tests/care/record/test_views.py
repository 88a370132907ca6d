"""The care record over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from resona.accounts.models import ApiKey, User
from risk.services import acknowledge_event
from tests.admin.records import make_event, make_session
from tests.api.clients import signed_in, with_key
from tests.conftest import Cast

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def address(person: User, query: str = "") -> str:
    return f"/api/v1/users/{person.id}/record/{query}"


def live(cast: Cast) -> None:
    for hours in (10, 20, 30):
        event = make_event(make_session(cast.person, NOW - hours * HOUR), "high")
        acknowledge_event(
            event_id=event.id, caller=cast.clinician, now=NOW - (hours - 1) * HOUR, note=f"Called at {hours}"
        )


def read_all(client: Any, url: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        rows += answer.json()["results"]
        url = answer.json()["next"] or ""
    return rows


def test_the_latest_comes_first_and_pages_follow_one_another(cast: Cast) -> None:
    live(cast)
    client = signed_in(cast.clinician)
    whole = read_all(client, address(cast.person))

    assert read_all(client, address(cast.person, "?page_size=2")) == whole
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)


def test_staff_read_words_and_systems_do_not(cast: Cast) -> None:
    live(cast)
    query = "?kind=crisis"
    staff = read_all(signed_in(cast.clinician), address(cast.person, query))
    system = read_all(with_key(cast.clinic, ApiKey.Scope.RECORDS_READ), address(cast.person, query))

    assert [row["words"] for row in staff if row["source"] == "event step"] == [
        "Called at 10", "Called at 20", "Called at 30"
    ]  # fmt: skip
    assert [row["text"] for row in system] == [row["text"] for row in staff]
    assert {row["words"] for row in system} == {None}


def test_only_what_came_to_be_known_after_a_time(cast: Cast) -> None:
    live(cast)
    since = (NOW - 15 * HOUR).strftime("%Y-%m-%dT%H:%M:%SZ")
    rows = read_all(signed_in(cast.clinician), address(cast.person, f"?known_after={since}&kind=crisis"))

    assert len(rows) == 2


def test_what_is_no_kind_or_place_is_refused_by_name(cast: Cast) -> None:
    client = signed_in(cast.clinician)

    assert client.get(address(cast.person, "?kind=nonsense")).json()["errors"][0]["parameter"] == "kind"
    assert client.get(address(cast.person, "?cursor=nonsense")).json()["errors"][0]["parameter"] == "cursor"
