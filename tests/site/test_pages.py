"""Slots of pages: what an app adds shows up in its place, for whom it says, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from conversations import session_page
from resona.accounts import people_list, person_page
from resona.accounts.models import User
from resona.accounts.people_list import Column
from resona.accounts.person_page import Fact
from resona.site.pages import LIMITS, Page, Section, begin_page, fill
from resona.slots import Slot
from risk.pages import event_page
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_event, make_session
from tests.conftest import Cast
from tests.slots import added

NOW = datetime.now(UTC)


def page_of(person: User, reader: User) -> Page:
    request = RequestFactory().get("/")
    request.user = reader
    return begin_page(request, person, person.id)


def note(words: str) -> Section:
    return Section(read=lambda page: [(words, "/")], template="accounts/records.html")


def test_items_stand_in_order_and_equals_as_they_were_added() -> None:
    slot: Slot[str] = Slot()
    for name, order in [("c", 20), ("a", 10), ("d", 20), ("b", 10)]:
        slot.add(name, name.upper(), order=order)

    assert list(slot) == ["A", "B", "C", "D"]
    assert list(slot.items()) == [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]
    with pytest.raises(ValueError, match="called a"):
        slot.add("a", "another")
    assert list(slot) == ["A", "B", "C", "D"]


def test_a_section_stands_where_it_says_on_the_page_of_a_person_alone(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    with added(person_page.SECTIONS, note("Ours of the person"), order=55):
        words = words_of(sign_in(cast.clinician), page_url(cast.person))
        assert words.index("Course of the sessions") < words.index("Ours of the person") < words.index("Consent 5 of 6")
        assert "Ours of the person" not in words_of(sign_in(cast.clinician), page_url(session))
        assert "Ours of the person" not in words_of(sign_in(cast.administrator), page_url(cast.clinician))
    assert "Ours of the person" not in words_of(sign_in(cast.clinician), page_url(cast.person))


def test_sections_of_a_session_and_of_an_event_stand_in_their_columns(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    event = make_event(session)
    with added(session_page.WORDS, note("Beside the voice"), order=20):
        words = words_of(sign_in(cast.clinician), page_url(session))
        assert words.index("What was said") < words.index("Beside the voice") < words.index("Voice against")
        assert "Beside the voice" not in words_of(sign_in(cast.clinician), page_url(event))
    with added(event_page.SECTIONS, note("Of the event"), order=20):
        words = words_of(sign_in(cast.clinician), page_url(event))
        assert words.index("Acknowledge") < words.index("Of the event") < words.index("State open")
        assert "Of the event" not in words_of(sign_in(cast.clinician), page_url(session))


def test_a_section_is_left_out_for_whom_it_has_nothing(cast: Cast) -> None:
    def read(page: Page) -> list[tuple[str, str]] | None:
        return [("For administrators", "/")] if page.may("accounts.change_user") else None

    with added(person_page.SECTIONS, Section(read=read, template="accounts/records.html")):
        assert "For administrators" in words_of(sign_in(cast.administrator), page_url(cast.person))
        assert "For administrators" not in words_of(sign_in(cast.clinician), page_url(cast.person))


def test_a_section_that_fails_is_not_left_out_in_silence(cast: Cast) -> None:
    def read(page: Page) -> None:
        raise LookupError("no ink")

    with added(person_page.SECTIONS, Section(read=read, template="accounts/records.html")):
        client = sign_in(cast.clinician)
        with pytest.raises(LookupError, match="no ink"):
            client.get(page_url(cast.person))


def test_links_facts_columns_and_filters_are_added_too(cast: Cast) -> None:
    column = Column(title="ours", read=lambda ids: {cast.person.id: "known to us"})
    with (
        added(person_page.LINKS, lambda page: ("Our link", "/ours/"), order=99),
        added(person_page.FACTS, lambda page: Fact(title="Our fact", value="so it is"), order=99),
        added(people_list.COLUMNS, column),
    ):
        client = sign_in(cast.clinician)
        page = words_of(client, page_url(cast.person))
        people = words_of(client, list_url(User))
    assert (
        page.index("Who looked") < page.index("Our link") < page.index("Here since") < page.index("Our fact so it is")
    )
    assert people.count("known to us") == 1
    assert people.index("Newest assessment") < people.index("Ours") < people.index("Last session")


def test_what_sections_share_is_read_once(cast: Cast) -> None:
    reads: list[Page] = []
    page = page_of(cast.person, cast.clinician)

    def read(page: Page) -> int:
        reads.append(page)
        return len(reads)

    sections = [Section(read=lambda page: page.once(read), template="accounts/records.html")] * 3
    assert [each.section for each in fill(sections, page)] == [1, 1, 1]
    assert len(reads) == 1


def test_a_limit_withholds_a_permission_and_gives_none(cast: Cast) -> None:
    page = page_of(cast.person, cast.clinician)
    assert page.may("accounts.view_user")
    assert not page.may("accounts.change_user")
    with added(LIMITS, lambda page, permission: permission != "accounts.view_user"):
        assert not page.may("accounts.view_user")
        assert page.may("risk.change_crisisevent")
        assert not page.may("accounts.change_user")
