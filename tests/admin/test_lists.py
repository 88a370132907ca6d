"""Lists: periods from a year down to a day, ids and codes to search for, pages that are not counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.utils import timezone
from django.utils.html import escape

from conversations.models import Conversation
from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.sign_in.invitations import invite
from resona.sign_in.models import StaffInvitation
from resona.site.paging import MOST_PAGES, UncountedPaginator
from resona.site.periods import Period, offer_periods, read_period
from resona.site.records import ScopedAdmin
from resona.site.search import SEARCH_PATTERN, Sought, may_be_sought, read_search
from risk.models import CrisisEvent, RiskAssessment
from tests.admin.pages import list_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_assessment, make_event, make_session
from tests.conftest import Cast

NAIROBI = ZoneInfo("Africa/Nairobi")
NOW = datetime(2026, 3, 14, 12, 30, tzinfo=NAIROBI)
DAY = timedelta(days=1)
KEY = UUID("01920000-0000-7000-8000-00000012ab3c")


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=NAIROBI)


@pytest.mark.parametrize(
    ("value", "period"),
    [
        ("7d", Period(start=NOW - 7 * DAY)),
        ("2026", Period(start=midnight(2026, 1, 1), end=midnight(2027, 1, 1))),
        ("2025-12", Period(start=midnight(2025, 12, 1), end=midnight(2026, 1, 1))),
        ("2024-02", Period(start=midnight(2024, 2, 1), end=midnight(2024, 3, 1))),
        ("2026-03-31", Period(start=midnight(2026, 3, 31), end=midnight(2026, 4, 1))),
        ("2026-02-30", None),
        ("2026-13", None),
        ("last week", None),
        ("", None),
    ],
)
def test_a_period_is_read_in_the_clinics_time(value: str, period: Period | None) -> None:
    assert read_period(value, NOW) == period


@pytest.mark.parametrize(
    ("value", "rows", "chosen"),
    [
        ("", 1, ["All"]),
        ("30d", 1, ["30 days"]),
        ("2026", 2, ["2026"]),
        ("2024-02", 3, ["2024", "Feb"]),
        ("2026-03-14", 3, ["2026", "Mar", "14"]),
        ("2026-02-30", 1, ["2026"]),
    ],
)
def test_periods_are_offered_level_by_level(value: str, rows: int, chosen: list[str]) -> None:
    offers = offer_periods(value, NOW)

    assert len(offers) == rows
    assert [offer.label for row in offers for offer in row if offer.is_chosen] == chosen


def test_february_has_its_own_days() -> None:
    assert [offer_periods("2024-02", NOW)[2][-1].label, offer_periods("2026-02", NOW)[2][-1].label] == ["29", "28"]


@pytest.mark.parametrize(
    ("term", "sought"),
    [
        ("P-12AB3C", Sought(code_tail="12ab3c")),
        (" p-12ab3c ", Sought(code_tail="12ab3c")),
        ("12AB3C", Sought(code_tail="12ab3c")),
        (str(KEY), Sought(id=KEY)),
        (KEY.hex, Sought(id=KEY)),
        ("Amina", Sought()),
        ("P-12AB3", Sought()),
        ("%", Sought()),
    ],
)
def test_ids_and_codes_are_searched_for_and_nothing_else(term: str, sought: Sought) -> None:
    assert read_search(term) == sought
    assert may_be_sought(term, SEARCH_PATTERN) is (sought != Sought())


def test_a_name_that_was_typed_into_the_search_box_stays_in_no_address(cast: Cast) -> None:
    browser = sign_in(cast.administrator)
    answer = browser.get(list_url(Conversation), {"q": "Amina", "period": "2026"})
    assert (answer.status_code, answer["Location"]) == (302, f"{list_url(Conversation)}?period=2026")
    page = browser.get(answer["Location"]).content.decode()
    assert "Nothing was searched for. What can be: An id, or a code such as P-1A2B3C." in page
    assert "Amina" not in page


def test_a_search_box_sends_nothing_but_what_may_be_sought(cast: Cast) -> None:
    browser = sign_in(cast.superuser)
    for model, its_admin in admin.site._registry.items():
        if its_admin.search_fields:
            assert isinstance(its_admin, ScopedAdmin)
            if model in (Conversation, User):
                assert f'pattern="{escape(its_admin.search_pattern)}"' in browser.get(list_url(model)).content.decode()


def test_staff_are_found_by_their_address(cast: Cast) -> None:
    email = cast.clinician.email or ""
    found = sign_in(cast.administrator).get(list_url(User), {"q": email, "who": "staff"})
    assert [row.pk for row in found.context["cl"].result_list] == [cast.clinician.pk]


def test_lists_are_kept_by_no_browser_and_told_to_no_other_site(cast: Cast) -> None:
    answer = sign_in(cast.administrator).get(list_url(Conversation))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_pages_are_told_from_one_row_more() -> None:
    paginator = UncountedPaginator(list(range(7)), 3)

    pages = [paginator.page(number) for number in (1, 2, 3)]

    assert [list(page.object_list) for page in pages] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [page.has_next() for page in pages] == [True, True, False]
    assert list(UncountedPaginator([], 3).page(1).object_list) == []
    assert not UncountedPaginator([1, 2, 3], 3).page(1).has_next()


@pytest.mark.parametrize(
    ("number", "error"), [(3, EmptyPage), (0, EmptyPage), (MOST_PAGES + 1, EmptyPage), ("x", PageNotAnInteger)]
)
def test_pages_that_are_none(number: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        UncountedPaginator([1, 2, 3], 3).page(number)


def listed(cast: Cast, model: type[Conversation | CrisisEvent | RiskAssessment], **query: str) -> list[object]:
    answer = sign_in(cast.clinician).get(list_url(model), query)
    assert answer.status_code == 200
    return [row.pk for row in answer.context["cl"].result_list]


def test_a_list_is_narrowed_to_a_day_of_the_clinic(cast: Cast) -> None:
    # 23:30 UTC is the next day in Nairobi.
    late = make_session(cast.person, datetime(2026, 3, 13, 23, 30, tzinfo=UTC))
    make_session(cast.person, datetime(2026, 3, 13, 12, 0, tzinfo=UTC))

    assert listed(cast, Conversation, period="2026-03-14") == [late.pk]
    assert listed(cast, Conversation, period="nonsense") == []


def test_lists_are_filtered_by_what_they_hold(cast: Cast) -> None:
    now = datetime.now(UTC)
    whole, failed = (
        make_session(cast.person, now - DAY),
        make_session(cast.person, now, not_assessed=["voice_unusable"]),
    )
    event, resolved = make_event(whole), make_event(failed, resolved_at=now, resolution="false_alarm")

    assert listed(cast, Conversation, analysis_status="partial") == [failed.pk]
    assert listed(cast, Conversation, waits="failure") == [failed.pk]
    assert listed(cast, Conversation, waits="gap") == []
    assert listed(cast, CrisisEvent, state="unseen") == [event.pk]
    assert listed(cast, CrisisEvent, state="false_alarm") == [resolved.pk]
    assert listed(cast, CrisisEvent, risk_level="high") == []
    assert listed(cast, CrisisEvent, risk_level="nonsense") == []


def test_superseded_results_are_listed_on_request_only(cast: Cast) -> None:
    session = make_session(cast.person, datetime.now(UTC))
    old, current = make_assessment(session, is_current=False), make_assessment(session, "high")

    assert listed(cast, RiskAssessment) == [current.pk]
    assert listed(cast, RiskAssessment, run="False") == [old.pk]
    assert set(listed(cast, RiskAssessment, run="all")) == {old.pk, current.pk}
    assert listed(cast, RiskAssessment, state="waiting") == [current.pk]


def test_a_long_list_has_a_next_page_and_ends(cast: Cast) -> None:
    for minutes in range(51):
        make_session(cast.person, NOW - timedelta(minutes=minutes))
    client = sign_in(cast.clinician)

    first = client.get(list_url(Conversation)).content.decode()
    second = client.get(list_url(Conversation), {"p": "2"})

    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert len(second.context["cl"].result_list) == 1
    assert 'rel="next"' not in second.content.decode()
    assert len(client.get(list_url(Conversation), {"p": "3"}).context["cl"].result_list) == 0


def test_people_are_listed_with_their_language_by_name_and_invitations_by_whom_they_are(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(language="sw", consent_version="2026-1")
    people = words_of(sign_in(cast.clinician), list_url(User))
    assert "to recording Swahili" in people
    User.objects.filter(id=cast.administrator.id).update(name="Wairimu Kamau")
    for inviter in (cast.administrator, cast.superuser):
        invite(
            email=f"{inviter.code}@new.example",
            role="clinician",
            clinic=cast.clinic,
            inviter=inviter,
            actor=name_actor(inviter),
            now=timezone.now(),
        )
    invitations = words_of(sign_in(cast.administrator), list_url(StaffInvitation))
    assert "Wairimu Kamau" in invitations
    assert str(cast.superuser.email) in invitations
    assert str(cast.superuser.id) not in invitations
