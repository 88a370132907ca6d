"""The care record on pages: on the person's own, and the whole, by kinds and stretches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.urls import reverse

from resona.accounts.models import User
from risk.services import acknowledge_event
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_assessment, make_event, make_session
from tests.admin.test_pages import text_of
from tests.audit.test_last_looks import look
from tests.conftest import Cast

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def record_page(person: User, query: str = "") -> str:
    return reverse("admin:accounts_user_record", args=[person.id]) + query


def live(cast: Cast) -> None:
    event = make_event(make_session(cast.person, NOW - 10 * HOUR), "high")
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW - 9 * HOUR, note="Called her sister")
    for hours in (20, 21, 22):
        make_assessment(make_session(cast.person, NOW - hours * HOUR), "low")


def test_it_tells_what_happened_by_days_with_what_was_written(cast: Cast) -> None:
    live(cast)
    page = text_of(sign_in(cast.clinician), record_page(cast.person))

    assert "High crisis event raised: words in a session." in page
    assert f"{cast.clinician.email} acknowledged the crisis event" in page
    assert "Called her sister" in page
    assert "3 sessions with nothing to note" in page


def test_the_persons_page_shows_the_latest_and_leads_to_the_whole(cast: Cast) -> None:
    live(cast)
    client = sign_in(cast.clinician)
    page = client.get(page_url(cast.person)).content.decode()

    assert "Called her sister" in page
    assert record_page(cast.person) in page


def test_a_reader_chooses_kinds(cast: Cast) -> None:
    live(cast)
    page = text_of(sign_in(cast.clinician), record_page(cast.person, "?kind=sessions&kind=nonsense"))

    assert "Session of 9 min" in page
    assert "acknowledged" not in page


def test_what_is_new_since_the_last_visit_is_marked_and_can_be_shown_alone(cast: Cast) -> None:
    live(cast)
    look(cast.clinician, cast.person, 12 * 60)
    make_event(make_session(cast.person, NOW - 30 * HOUR), "high", created_at=NOW - 30 * HOUR)
    client = sign_in(cast.clinician)

    everything = text_of(client, record_page(cast.person))
    new = text_of(client, record_page(cast.person, "?since=visit"))

    assert everything.count("crisis event raised") == 2
    assert new.count("crisis event raised") == 1
    assert "You were last here on" in everything
    marked = client.get(record_page(cast.person)).content.decode()
    alone = client.get(record_page(cast.person, "?since=visit")).content.decode()
    assert 0 < marked.count("is-new") == alone.count("is-new") < marked.count("record-line ")


def test_a_long_record_is_read_stretch_by_stretch(cast: Cast) -> None:
    for hours in range(1, 80):
        make_session(cast.person, NOW - hours * HOUR)
    client = sign_in(cast.clinician)
    first = client.get(record_page(cast.person))
    earlier = client.get(first.context["earlier_url"])

    assert first.content.decode().count("record-line ") == 60
    assert earlier.content.decode().count("record-line ") >= 19
    assert earlier.context["earlier_url"] == ""


def test_a_place_that_nobody_wrote_is_not_found(cast: Cast) -> None:
    assert sign_in(cast.clinician).get(record_page(cast.person, "?before=nonsense")).status_code == 404
