"""What every list of the admin has in common: hostile addresses, searching, order, pages, and the clinic's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baselines.models import Baseline, Deviation
from conversations.models import Conversation, EmotionReading, Message
from resona.accounts.models import ApiKey, CareTeam, Clinic, User
from resona.postgres.models import new_id
from resona.site.links import person_url
from resona.site.paging import MOST_PAGES, UncountedPaginator
from resona.site.records import ScopedAdmin, clinic_zone, people_called, read_mapping
from risk.models import CrisisEvent, RiskAssessment
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.records import make_assessment, make_event, make_message, make_session
from tests.conftest import Cast
from tests.factories import PersonFactory

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LISTS: list[type[Model]] = [
    model for model, model_admin in admin.site._registry.items() if isinstance(model_admin, ScopedAdmin)
]


def rows_of(client: Client, model: type[Model], **query: str) -> list[object]:
    answer = client.get(list_url(model), query)
    assert answer.status_code == 200
    return [row.pk for row in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    "query",
    [
        {"p": "abc"},
        {"p": "-1"},
        {"p": str(MOST_PAGES + 2)},
        {"p": "99999999999999999999"},
        {"o": "99"},
        {"o": "1.-2.x.999"},
        {"all": ""},
        {"period": "2026-00"},
        {"period": "\0"},
        {"q": "\0"},
        {"q": "%_\\'\"; DROP TABLE users"},
        {"q": "x" * 5000},
        {"e": "1"},
        {"_popup": "1"},
        {"who": "\0", "risk_level": "\0"},
    ],
    ids=str,
)
@pytest.mark.parametrize("model", [CrisisEvent, User])
def test_no_address_of_a_list_breaks_it(cast: Cast, model: type[Model], query: dict[str, str]) -> None:
    answer = sign_in(cast.superuser).get(list_url(model), query)

    # Django's own answer to what it cannot read, and ours to what is not searched for.
    elsewhere = f"{list_url(model)}?e=1" if "q" not in query else f"{list_url(model)}?"
    assert answer.status_code == 200 or (answer.status_code == 302 and answer["Location"] == elsewhere)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_every_list_bears_everything_at_once(cast: Cast, model: type[Model]) -> None:
    hostile = {"p": "9999", "o": "99.x", "period": "2026-00", "q": "'\"%", "state": "'", "run": "'", "score": "nan"}

    client = sign_in(cast.superuser)
    answer = client.get(list_url(model), hostile, follow=True)

    assert answer.status_code == 200
    assert len(answer.redirect_chain) <= 2


def test_a_page_beyond_all_pages_is_empty_and_leads_back(cast: Cast) -> None:
    page = sign_in(cast.clinician).get(list_url(Conversation), {"p": "9999"})

    assert not page.context["cl"].result_list
    assert f"p={MOST_PAGES - 1}" in page.content.decode()


@pytest.mark.parametrize(
    "lookup", ["user__password__startswith", "user__email", "conversation__user__clinic__name", "nothing", "pk__in"]
)
@pytest.mark.parametrize("model", [Conversation, CrisisEvent, Message])
def test_nothing_is_found_out_by_lookups_that_no_filter_offers(cast: Cast, model: type[Model], lookup: str) -> None:
    """Django lets lists be narrowed by other tables: what it refuses, it refuses without a row."""
    make_event(make_session(cast.person, NOW))

    answer = sign_in(cast.clinician).get(list_url(model), {lookup: "x"})

    assert answer.status_code in (302, 400) or not answer.context["cl"].result_list


@pytest.mark.parametrize(
    "lookup", ["email__startswith", "phone__contains", "pseudonym__lt", "pk__gt", "password__lt", "email"]
)
def test_no_column_is_guessed_bit_by_bit(cast: Cast, lookup: str) -> None:
    for value in ("0", "\0"):
        answer = sign_in(cast.clinician).get(list_url(User), {lookup: value, "who": "staff"})
        assert (answer.status_code, answer["Location"]) == (302, f"{list_url(User)}?e=1")


def test_a_code_finds_every_record_of_its_person_and_of_no_other(cast: Cast) -> None:
    mine, other = make_session(cast.person, NOW), make_session(cast.other_person, NOW)
    for session in (mine, other):
        make_event(session)
        make_assessment(session)
        make_message(session, "hello")
    client = sign_in(cast.administrator)

    for model in (Conversation, CrisisEvent, RiskAssessment, Message):
        assert len(rows_of(client, model)) == 2
        for sought in (cast.person.code, cast.person.code.lower()[2:], str(cast.person.id), cast.person.id.hex):
            assert len(rows_of(client, model, q=sought)) == 1, (model, sought)
    assert rows_of(client, Conversation, q=str(mine.id)) == [mine.id]
    assert len(rows_of(client, CrisisEvent, q=str(mine.id))) == 1
    assert rows_of(client, Conversation, q=str(new_id())) == []


def test_people_whose_codes_are_the_same_are_both_found(cast: Cast) -> None:
    twin = PersonFactory.create(clinic=cast.clinic, id=f"01920000-0000-7000-8000-000000{cast.person.id.hex[-6:]}")
    make_session(twin, NOW)
    make_session(cast.person, NOW)

    assert {row["id"] for row in people_called(cast.person.id.hex[-6:])} == {cast.person.id, twin.id}
    assert len(rows_of(sign_in(cast.administrator), Conversation, q=cast.person.code)) == 2


def test_what_is_sought_does_not_leave_the_period_chosen(cast: Cast) -> None:
    make_session(cast.person, NOW - 40 * DAY)
    kept = make_session(cast.person, NOW)

    assert rows_of(sign_in(cast.clinician), Conversation, q=cast.person.code, period="2026-03") == [kept.pk]


def test_the_links_of_periods_keep_what_was_sought(cast: Cast) -> None:
    page = sign_in(cast.clinician).get(list_url(Conversation), {"q": cast.person.code, "crisis_detected": "True"})
    links = [offer["link"] for row in page.context["cl"].period_rows for offer in row]

    assert all(f"q={cast.person.code}" in link and "crisis_detected=True" in link for link in links)
    assert sum("period=" not in link for link in links) == 1  # that of the whole


def test_the_newest_record_stands_first_and_the_order_can_be_turned(cast: Cast) -> None:
    old, new = make_session(cast.person, NOW - DAY), make_session(cast.person, NOW)
    client = sign_in(cast.clinician)

    assert rows_of(client, Conversation) == [new.pk, old.pk]
    assert rows_of(client, Conversation, o="0") == [old.pk, new.pk]


def test_every_list_says_so_when_it_is_empty(cast: Cast) -> None:
    client = sign_in(cast.superuser)

    for model in (Conversation, CrisisEvent, RiskAssessment, Deviation, Baseline, EmotionReading):
        page = client.get(list_url(model)).content.decode()
        assert 'rel="next"' not in page
        assert f"0 {model._meta.verbose_name_plural}" in page


def test_pages_follow_one_another_to_the_end_and_keep_what_was_asked(cast: Cast) -> None:
    made = {make_session(cast.person, NOW - minutes * timedelta(minutes=1)).pk for minutes in range(101)}
    client = sign_in(cast.clinician)

    pages = [rows_of(client, Conversation, p=str(page), q=cast.person.code) for page in (1, 2, 3)]
    middle = client.get(list_url(Conversation), {"p": "2", "q": cast.person.code}).content.decode()

    assert [len(page) for page in pages] == [50, 50, 1]
    assert {pk for page in pages for pk in page} == made
    assert f"q={cast.person.code}" in middle.partition('rel="next"')[2][:200]
    assert "Page 2" in middle


def test_records_are_opened_by_their_own_id_only(cast: Cast) -> None:
    """Not by another column: Django's `_to_field` would open one by whatever is unique."""
    event = make_event(make_session(cast.person, NOW))
    client = sign_in(cast.clinician)

    assert client.get(page_url(event)).status_code == 200
    assert client.get(page_url(event).replace(str(event.pk), "1")).status_code == 404
    assert client.get(page_url(event), {"_to_field": "user"}).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    ("subject", "zone"), [("clinician", "Africa/Nairobi"), ("superuser", "Asia/Kathmandu"), ("nobody", "UTC")]
)
def test_times_are_read_in_the_zone_of_the_clinic_or_ones_own(cast: Cast, subject: str, zone: str) -> None:
    cast.superuser.timezone = "Asia/Kathmandu"
    cast.clinician.timezone = "Asia/Kathmandu"
    user = None if subject == "nobody" else getattr(cast, subject)

    assert clinic_zone(user) == ZoneInfo(zone)


@pytest.mark.parametrize("name", ["Mars/Olympus", ""])
def test_a_zone_that_cannot_be_opened_is_read_as_utc_and_every_page_says_so(cast: Cast, name: str) -> None:
    Clinic.objects.filter(id=cast.clinic.id).update(timezone=name)
    make_session(cast.person, NOW)
    client = sign_in(cast.clinician)
    notice = f"Times are UTC, for “{name}” is not known here"
    for address in ("/admin/", list_url(Conversation), person_url(cast.person.id), "/admin/password_change/"):
        assert notice in client.get(address).content.decode(), address
    assert "14\u00a0Mar\u00a02026,\u00a012:00" in client.get(list_url(Conversation)).content.decode()
    assert notice not in sign_in(cast.stranger).get("/admin/").content.decode()


def test_two_clinics_read_the_same_time_differently(cast: Cast) -> None:
    Clinic.objects.exclude(id=cast.clinic.id).update(timezone="America/New_York")
    make_session(cast.strange_person, NOW)
    make_session(cast.person, NOW)

    assert "14\u00a0Mar\u00a02026,\u00a015:00" in sign_in(cast.clinician).get(list_url(Conversation)).content.decode()
    there = sign_in(User.objects.get(id=cast.stranger.id)).get(list_url(Conversation)).content.decode()
    assert "14\u00a0Mar\u00a02026,\u00a008:00" in there


@pytest.mark.parametrize("value", [None, [], "text", 3, ["a"]])
def test_what_is_no_json_object_is_read_as_an_empty_one(value: object) -> None:
    assert read_mapping(value) == {}


@pytest.mark.parametrize("model", [ApiKey, CareTeam, Clinic, User])
def test_accounts_and_clinics_have_no_bulk_action_that_deletes(cast: Cast, model: type[Model]) -> None:
    page = sign_in(cast.superuser).get(list_url(model)).content.decode()

    assert "delete_selected" not in page


def test_a_day_has_its_first_moment_and_not_that_of_the_next(cast: Cast) -> None:
    # Midnight in Nairobi is 21:00 UTC of the day before.
    midnight = datetime(2026, 3, 13, 21, 0, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    times = (midnight - moment, midnight, midnight + DAY - moment, midnight + DAY)
    _, first, last, _ = (make_session(cast.person, at).pk for at in times)

    assert rows_of(sign_in(cast.clinician), Conversation, period="2026-03-14") == [last, first]


def test_recent_days_have_no_end(cast: Cast) -> None:
    """A clock that runs ahead sends sessions from the future: they are the most recent of all."""
    now = timezone.now()
    ahead, recent = make_session(cast.person, now + DAY), make_session(cast.person, now - DAY / 2)
    make_session(cast.person, now - 2 * DAY)

    assert rows_of(sign_in(cast.clinician), Conversation, period="1d") == [ahead.pk, recent.pk]


@pytest.mark.parametrize("model", [CareTeam, Clinic, ApiKey])
def test_a_code_finds_nothing_where_nothing_is_anybodys(cast: Cast, model: type[Model]) -> None:
    client = sign_in(cast.superuser)

    assert rows_of(client, model, q=cast.person.code) == []
    assert rows_of(client, model, q=cast.clinician.code) == []


def test_a_record_is_found_by_its_own_id_its_sessions_and_its_persons(cast: Cast) -> None:
    session = make_session(cast.person, NOW)
    event = make_event(session)
    make_event(make_session(cast.person, NOW - DAY))
    client = sign_in(cast.clinician)

    assert rows_of(client, CrisisEvent, q=str(event.pk)) == [event.pk]
    assert rows_of(client, CrisisEvent, q=str(session.pk)) == [event.pk]
    assert len(rows_of(client, CrisisEvent, q=str(cast.person.pk))) == 2


def test_what_is_not_searched_for_leaves_the_rest_of_the_address(cast: Cast) -> None:
    query = {"q": "Amina Odhiambo", "period": "2026-03", "crisis_detected": "True", "p": "2"}
    answer = sign_in(cast.clinician).get(list_url(Conversation), query)

    kept = parse_qs(urlsplit(answer["Location"]).query)
    assert kept == {"period": ["2026-03"], "crisis_detected": ["True"], "p": ["2"]}


def test_a_history_is_told_in_the_clinics_time(cast: Cast) -> None:
    form = {"email": cast.clinician.email, "role": "clinician", "is_active": "on", "timezone": "UTC", "language": "en"}
    sign_in(cast.administrator).post(page_url(cast.clinician), {**form, "phone": "0700"})
    LogEntry.objects.update(action_time=datetime(2026, 3, 13, 22, 5, tzinfo=UTC))
    history = reverse("admin:accounts_user_history", args=[cast.clinician.pk])

    assert "14 Mar 2026, 01:05" in sign_in(cast.administrator).get(history).content.decode()


def test_a_list_says_it_shows_the_rows_it_shows_and_not_the_one_beyond() -> None:
    told: list[list[int]] = []
    paginator = UncountedPaginator(list(range(7)), 3, on_page=lambda rows: told.append(list(rows)))
    for number in (2, 1, 3):
        paginator.page(number)

    assert told == [[3, 4, 5], [0, 1, 2], [6]]


def test_the_last_page_there_may_be_leads_no_further() -> None:
    paginator = UncountedPaginator(range(MOST_PAGES + 1), 1)

    assert paginator.page(MOST_PAGES - 1).has_next()
    assert not paginator.page(MOST_PAGES).has_next()


def test_pages_are_known_as_far_as_they_were_read() -> None:
    paginator = UncountedPaginator(list(range(7)), 3)
    known = []
    for number in (1, 2, 3):
        paginator.page(number)
        known.append(paginator.num_pages)

    assert known == [2, 3, 3]
