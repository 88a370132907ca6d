"""The page of a crisis event says above all else whether it is open, and what is known of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from resona.accounts.models import User
from resona.accounts.staff_names import NOT_KNOWN, actor_in_words
from resona.postgres.models import new_id
from risk.models import CrisisEvent
from risk.raising import raise_by_judgement
from risk.services import resolve_event
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_event, make_name, make_session
from tests.conftest import Cast

NOW = datetime.now(UTC)
TRIAGE = reverse("triage")
WRITTEN = "What was written stands with the event."


@pytest.fixture
def client(cast: Cast) -> Client:
    make_name(cast.person, "Amina Odhiambo")
    User.objects.filter(id=cast.clinician.id).update(name="Otieno Ouma")
    return sign_in(cast.clinician)


def make_call_for_help(cast: Cast) -> CrisisEvent:
    """One that came without words."""
    return CrisisEvent.objects.create(
        user=cast.person,
        risk_level="critical",
        source_kind="help_request",
        source_uuid=new_id(),
        detection_method="help_request",
        created_at=NOW,
        due_at=NOW + timedelta(hours=1),
    )


def test_an_event_that_is_over_says_so_first_and_whose_it_was(client: Client, cast: Cast) -> None:
    event = make_event(make_session(cast.person, NOW - timedelta(hours=1)))
    assert "Resolved" not in words_of(client, page_url(event))
    resolve_event(event_id=event.id, resolution="false_alarm", note="A song.", caller=cast.clinician, now=NOW)
    page = words_of(client, page_url(event))
    assert "false alarm Amina Odhiambo" in page
    assert page.index("by Otieno Ouma. ") < page.index("What was done")


def test_a_row_says_that_something_was_written_only_where_it_was(client: Client, cast: Cast) -> None:
    note = "Came to the desk in tears."
    raise_by_judgement(user_id=cast.person.id, level="high", note=note, caller=cast.clinician, now=NOW)
    event = CrisisEvent.objects.get()
    for page in (TRIAGE, page_url(event)):
        assert f"A member of staff raised it. {WRITTEN}" in words_of(client, page)
    silent = make_call_for_help(cast)
    page = words_of(client, page_url(silent))
    assert "Asked for help now." in page
    assert WRITTEN not in page


def test_whoever_is_not_known_is_told_in_words() -> None:
    kept = new_id()
    assert actor_in_words(None, kept) == NOT_KNOWN
    assert str(kept) not in NOT_KNOWN
    assert actor_in_words(None, None) == ""
    assert actor_in_words(User(name="Otieno Ouma", email="o@clinic.example"), kept) == "Otieno Ouma"
