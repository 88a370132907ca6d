"""What a person's page tells administrators of holds and requests: this person's, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from resona.accounts.models import User
from resona.compliance.holds import lift_hold, place_hold
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.compliance.rights_section import SHOWN, RightsSection, read_rights
from tests.compliance.cases import ask
from tests.conftest import Cast

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
RESTRICTION, LEGAL_HOLD = PrivacyHold.Kind


def rights(person: User) -> RightsSection:
    return read_rights(person, ZoneInfo("Africa/Nairobi"), next_url="/back/")


def test_of_each_kind_of_hold_it_says_since_when_it_stands(cast: Cast) -> None:
    details: dict[str, Any] = {"caller": cast.administrator, "now": NOW}
    place_hold(user_id=cast.person.id, kind=LEGAL_HOLD, reason="Court order", **details)
    place_hold(user_id=cast.other_person.id, kind=RESTRICTION, reason="Contested", **details)
    place_hold(user_id=cast.unassigned_person.id, kind=RESTRICTION, reason="Contested", **details)
    lift_hold(user_id=cast.unassigned_person.id, kind=RESTRICTION, **details)
    told = {
        person: [(hold.title, hold.since) for hold in rights(person).holds]
        for person in (cast.person, cast.other_person, cast.unassigned_person)
    }
    since = "Mon 2 Mar 2026, 01:30"
    assert told == {
        cast.person: [("Restriction", ""), ("Legal hold", since)],
        cast.other_person: [("Restriction", since), ("Legal hold", "")],
        cast.unassigned_person: [("Restriction", ""), ("Legal hold", "")],
    }
    urls = [hold.url for hold in rights(cast.person).holds]
    assert urls == [
        f"/admin/compliance/gdprrequest/hold/{cast.person.id}/{kind}/?next=/back/"
        for kind in ("restriction", "legal_hold")
    ]


def test_the_latest_requests_of_the_person_come_first_and_lead_to_their_pages(cast: Cast) -> None:
    ask(cast.other_person, "erasure", cast.other_person)
    requests = [ask(cast.person, kind, cast.person) for kind in ("rectification", "erasure")]
    for days, request in enumerate(reversed(requests)):
        at = NOW + timedelta(days=days)
        GdprRequest.objects.filter(id=request.id).update(created_at=at, due_at=at + timedelta(days=31))
    told = [(line.title, line.state, line.due, line.url) for line in rights(cast.person).requests]
    assert told == [
        (kind, "received", due, f"/admin/compliance/gdprrequest/{request.id}/change/")
        for kind, due, request in (
            ("rectification", "Fri 3 Apr 2026, 01:30", requests[0]),
            ("erasure", "Thu 2 Apr 2026, 01:30", requests[1]),
        )
    ]


def test_of_many_requests_the_latest_ten_are_shown(cast: Cast) -> None:
    GdprRequest.objects.bulk_create(
        GdprRequest(subject=cast.person.pseudonym, kind="access", state="completed", due_at=NOW + timedelta(days=day),
                    created_at=NOW + timedelta(days=day))
        for day in range(SHOWN + 2)
    )  # fmt: skip
    told = [line.due for line in rights(cast.person).requests]
    assert (len(told), told[0], told[-1]) == (10, "Fri 13 Mar 2026, 01:30", "Wed 4 Mar 2026, 01:30")


def test_whatever_the_law_allows_can_be_asked_for(cast: Cast) -> None:
    asking = dict(rights(cast.person).asking)
    kinds = ["access", "export", "rectification", "erasure", "restriction"]
    assert list(asking) == kinds
    assert [url.split("?")[0] for url in asking.values()] == [
        f"/admin/compliance/gdprrequest/of/{cast.person.id}/{kind}/" for kind in kinds
    ]


def test_it_takes_two_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    ask(cast.person, "restriction", cast.person)
    with django_assert_num_queries(2):
        rights(cast.person)
