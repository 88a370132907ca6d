"""Events that belong together are one item; acknowledging covers what was shown of it, and nothing later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.teams import UnknownPersonError
from resona.errors import InvalidInputError
from risk.models import CrisisEvent
from risk.raising import raise_by_judgement
from risk.services import UnknownEventError, acknowledge_shown, read_words
from risk.triage import build_triage, findings_of
from tests.admin.records import make_event, make_session
from tests.api.clients import with_csrf
from tests.conftest import Cast
from tests.signing_in import sign_in_with_both

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_episode(cast: Cast, number: int = 3) -> list[CrisisEvent]:
    """So many events of one person, an hour apart, the last an hour ago."""
    episode = uuid4()
    sessions = [make_session(cast.person, NOW - hours * HOUR) for hours in range(number, 0, -1)]
    return [make_event(session, "high", episode_uuid=episode) for session in sessions]


def acknowledged() -> set[UUID]:
    return set(CrisisEvent.objects.filter(human_reviewed=True).values_list("id", flat=True))


def test_an_episode_is_one_row_and_counts_once_on_triage_and_on_the_page(cast: Cast) -> None:
    events = make_episode(cast)
    make_event(make_session(cast.person, NOW - 900 * HOUR), "high", is_historical=True)
    crisis, *_ = build_triage(cast.clinician, now=NOW).groups
    [row] = crisis.rows
    assert row.episode is not None
    assert (row.episode.number, row.episode.waiting) == (3, tuple(event.id for event in events))
    of_person = findings_of(cast.person.id, cast.clinician, now=NOW)
    assert row.open_findings == len(of_person) == 2


def test_acknowledging_covers_what_was_shown_and_nothing_that_was_raised_since(cast: Cast) -> None:
    first, second, unseen = make_episode(cast)
    acknowledge_shown(event_id=second.id, shown=[first.id, second.id], caller=cast.clinician, now=NOW)
    assert acknowledged() == {first.id, second.id}
    acknowledge_shown(event_id=second.id, shown=[unseen.id], caller=cast.clinician, now=NOW)
    assert unseen.id in acknowledged()


def test_nothing_but_the_episode_is_acknowledged_whatever_is_claimed_to_have_been_shown(cast: Cast) -> None:
    event, *_ = make_episode(cast)
    other = make_event(make_session(cast.unassigned_person, NOW - HOUR))
    elsewhere = make_event(make_session(cast.person, NOW - 800 * HOUR))
    acknowledge_shown(event_id=event.id, shown=[other.id, elsewhere.id, uuid4()], caller=cast.clinician, now=NOW)
    assert acknowledged() == {event.id}
    with pytest.raises(UnknownEventError):
        acknowledge_shown(event_id=event.id, shown=[], caller=cast.stranger, now=NOW)


def test_the_button_of_a_row_acknowledges_what_the_row_shows(cast: Cast, client: Client) -> None:
    first, second = make_episode(cast, 2)
    sign_in_with_both(client, cast.clinician)
    page = client.get(reverse("triage")).content.decode()
    button = reverse("admin:risk_crisisevent_acknowledge", args=[first.id])
    assert "2 events in this episode" in page
    unseen = make_event(make_session(cast.person, NOW), "high", episode_uuid=first.episode_uuid)
    assert f"{button}?shown={first.id}%2C{second.id}" in page
    client.post(f"{button}?shown={first.id}%2C{second.id}%2Cno-id")
    assert acknowledged() == {first.id, second.id}
    assert unseen.id not in acknowledged()


def test_the_list_has_a_line_an_episode_and_each_events_page_the_whole_history(cast: Cast, client: Client) -> None:
    first, _, last = make_episode(cast)
    sign_in_with_both(client, cast.clinician)
    page = client.get(reverse("admin:risk_crisisevent_changelist")).content.decode()
    assert str(last.id) in page
    assert str(first.id) not in page
    CrisisEvent.objects.filter(id=last.id).update(human_reviewed=True)
    unseen: Any = client.get(reverse("admin:risk_crisisevent_changelist"), {"state": "unseen"})
    assert str(last.id) in unseen.content.decode()
    history = client.get(reverse("admin:risk_crisisevent_change", args=[last.id])).content.decode()
    assert "This episode" in history
    assert reverse("admin:risk_crisisevent_change", args=[first.id]) in history


def test_staff_raise_an_event_by_their_judgement_with_what_they_know(cast: Cast) -> None:
    given: dict[str, Any] = {"user_id": cast.person.id, "note": "Her sister called.", "now": NOW, "source_id": uuid4()}
    event_id = raise_by_judgement(**given, level="high", caller=cast.clinician)
    event = CrisisEvent.objects.get(id=event_id)
    assert (event.source_kind, event.due_at) == ("staff", NOW + timedelta(hours=24))
    assert read_words(event) == "Her sister called."
    assert raise_by_judgement(**given, level="high", caller=cast.clinician) == event_id
    for refused in ({"level": "medium"}, {"level": "high", "note": "  "}):
        with pytest.raises(InvalidInputError):
            raise_by_judgement(**(given | refused), caller=cast.clinician)
    with pytest.raises(UnknownPersonError):
        raise_by_judgement(**given, level="high", caller=cast.outsider)


def test_an_event_is_raised_over_the_api_and_on_the_page_of_a_person(cast: Cast) -> None:
    browser = with_csrf(cast.clinician)
    body = {"id": str(uuid4()), "risk_level": "critical", "note": "Seen on the bridge."}
    path = f"/api/v1/users/{cast.person.id}/crisis-events/"
    answers: list[Any] = [browser.post(path, body, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    page = reverse("admin:accounts_user_raise-event", args=[cast.person.id])
    assert "How urgent is it?" in browser.get(page).content.decode()
    assert browser.post(page, {"level": "high", "note": "Did not come."}).status_code == 302
    kinds = CrisisEvent.objects.filter(user=cast.person, created_at__lte=timezone.now())
    assert list(kinds.values_list("source_kind", flat=True)) == ["staff", "staff"]
    assert kinds.values("episode_uuid").distinct().count() == 1
    event_page: Any = browser.get(reverse("admin:risk_crisisevent_change", args=[answers[0].json()["id"]]))
    assert "Seen on the bridge." in event_page.content.decode()
