"""The page of a person when there is nothing, when there is much, and when what is there is hostile or damaged."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from baselines.models import Baseline
from baselines.policy import BASELINE_POLICY
from resona.accounts.models import CareTeam, User
from resona.sign_in.second_factor import begin_enrolment, enrol
from resona.sign_in.totp import code_at
from risk.pages.course_section import CourseSection
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import section_of, words_of
from tests.admin.records import make_assessment, make_deviation, make_event, make_name, make_session
from tests.conftest import Cast

NOW = datetime.now(UTC)
APP_SECRET = b"12345678901234567890"  # of the examples in RFC 6238
DAY = timedelta(days=1)
HOSTILE = '"><script>alert(1)</script>'


def page_of(cast: Cast, **query: str) -> str:
    return words_of(sign_in(cast.clinician), page_url(cast.person), **query)


def course_of(answer: Any) -> CourseSection:
    course: CourseSection = section_of(answer, "risk/person/course.html")
    return course


def test_a_person_who_never_spoke_has_a_page_that_says_so(cast: Cast) -> None:
    words = page_of(cast)

    for shown in (
        "Last session none yet",
        f"being learned: 0 of {BASELINE_POLICY.established_from_sessions} sessions",
        "There is no session in this time.",
        "All records of this person",
    ):
        assert shown in words
    assert "Open findings" not in words
    assert "Sessions 0" not in words


def test_without_consent_the_page_says_that_nothing_is_recorded(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consents_given=["research"], consent_version="")

    page = page_of(cast)
    [given] = re.findall(r"Consents (\d) of 6 given: nothing is recorded", page)
    assert f"{given} of 6 consents given" in page


@pytest.mark.parametrize(("counts", "words"), [((2, 1), "being learned: 2 of"), ((2, 12, 7), "known from 12 sessions")])
def test_how_well_a_person_is_known_is_told_by_their_best_known_measure(
    cast: Cast, counts: tuple[int, ...], words: str
) -> None:
    for name, count in zip(("rate", "pitch", "energy"), counts, strict=False):
        Baseline.objects.create(user=cast.person, baseline_type=name, baseline_value={}, session_count=count)

    assert words in page_of(cast)


@pytest.mark.parametrize(
    ("period", "sessions", "chosen"),
    [("90", 1, "90 days"), ("365", 2, "1 year"), ("all", 3, "All"), ("", 1, "90 days"), (HOSTILE, 1, "90 days")],
)
def test_a_period_shows_its_sessions_and_says_which_it_is(cast: Cast, period: str, sessions: int, chosen: str) -> None:
    for days in (1, 100, 400):
        make_session(cast.person, NOW - days * DAY)
    answer = sign_in(cast.clinician).get(page_url(cast.person), {"period": period})

    assert len(course_of(answer).lines) == sessions
    assert [offer["title"] for offer in course_of(answer).periods if offer["active"]] == [chosen]
    assert "<script>alert" not in answer.content.decode()


def test_the_other_measures_are_a_link_away_and_stay_with_the_period(cast: Cast) -> None:
    make_session(cast.person, NOW - DAY, voice_features={"rate_sps": 4.0, "jitter": 0.02})
    client = sign_in(cast.clinician)
    first = client.get(page_url(cast.person), {"period": "365"})
    further = client.get(page_url(cast.person) + course_of(first).more_url)

    assert "jitter" not in [chart.key for chart in course_of(first).charts]
    assert "jitter" in [chart.key for chart in course_of(further).charts]
    assert course_of(further).more_url == ""
    assert all("measures=all" in offer["link"] for offer in course_of(further).periods)
    assert [offer["title"] for offer in course_of(further).periods if offer["active"]] == ["1 year"]


@pytest.mark.parametrize("name", [HOSTILE, "  Amina  ", "अमीना", "x" * 300])
def test_a_name_is_shown_as_it_is(cast: Cast, name: str) -> None:
    make_name(cast.person, name)
    html = sign_in(cast.clinician).get(page_url(cast.person)).content.decode()

    assert name.strip() in unescape(html)
    assert HOSTILE not in html


def test_a_team_with_a_hostile_name_is_only_named(cast: Cast) -> None:
    CareTeam.objects.filter(id=cast.team.id).update(name=HOSTILE)
    make_event(make_session(cast.person, NOW - DAY))
    html = sign_in(cast.clinician).get(page_url(cast.person)).content.decode()

    assert HOSTILE not in html
    assert HOSTILE in unescape(html)


def test_sessions_are_listed_newest_first_with_what_was_found(cast: Cast) -> None:
    old, new = make_session(cast.person, NOW - 3 * DAY), make_session(cast.person, NOW - DAY)
    make_assessment(old, "high")
    make_event(old, "high")
    lines = course_of(sign_in(cast.clinician).get(page_url(cast.person))).lines

    assert [line.url for line in lines] == [page_url(new), page_url(old)]
    assert [(line.level, line.is_crisis, line.values[:2]) for line in lines] == [
        ("not assessed", False, ("not assessed", "not assessed")),
        ("high", True, ("0.70", "not assessed")),
    ]


def test_the_table_says_what_was_not_measured(cast: Cast) -> None:
    measured = make_session(cast.person, NOW - 2 * DAY, voice_features={"rate_sps": 3.1, "pause_ratio": 0.3})
    make_deviation(measured, "rate")
    make_session(cast.person, NOW - DAY, voice_features={"rate_sps": 4.0})
    answer = sign_in(cast.clinician).get(page_url(cast.person))

    assert [title for title, _ in course_of(answer).measures] == ["Speech rate", "Pauses"]
    assert [line.values[2:] for line in course_of(answer).lines] == [
        ("4.0 (learning)", "not measured"),
        ("3.1 (3.6 to 4.8)", "30 (learning)"),
    ]


@pytest.mark.parametrize("features", [None, [], "text", {"rate_sps": "fast"}, {"rate_sps": None}], ids=str)
def test_damaged_measurements_hide_nothing_else(cast: Cast, features: object) -> None:
    make_session(cast.person, NOW - DAY, voice_features=features)
    make_session(cast.person, NOW - 2 * DAY, voice_features={"rate_sps": 4.0})

    assert "4.0 (learning)" in page_of(cast)


@pytest.mark.parametrize(
    ("caller", "words"),
    [("clinician", None), ("administrator", "Change care teams"), ("superuser", "Change care teams")],
)
def test_only_who_may_say_who_is_responsible_is_asked(cast: Cast, caller: str, words: str | None) -> None:
    page = words_of(sign_in(getattr(cast, caller)), page_url(cast.person))

    assert ("Change care teams" in page) is (words is not None)
    assert cast.team.name in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_page_is_only_read(cast: Cast, method: str) -> None:
    before = User.objects.filter(id=cast.person.id).values().get()

    assert getattr(sign_in(cast.superuser), method)(page_url(cast.person)).status_code == 405
    assert User.objects.filter(id=cast.person.id).values().get() == before


def test_its_records_are_all_a_link_away(cast: Cast) -> None:
    make_event(make_session(cast.person, NOW - DAY))
    make_event(make_session(cast.other_person, NOW - DAY))
    client = sign_in(cast.administrator)

    for label, url in section_of(client.get(page_url(cast.person)), "accounts/records.html"):
        rows = client.get(url).context["cl"].result_list
        people = {getattr(row, "user_id", None) or row.conversation.user_id for row in rows}
        assert people <= {cast.person.id}, label


def test_a_visitor_is_asked_to_sign_in_and_comes_back(cast: Cast) -> None:
    enrol(cast.clinician, begin_enrolment(APP_SECRET), step=0)
    client = Client()
    url = client.get(page_url(cast.person))["Location"]
    second = client.post(url, {"username": cast.clinician.email, "password": "staff password"})["Location"]
    answer = client.post(second, {"code": code_at(APP_SECRET, time.time())})

    assert answer["Location"] == page_url(cast.person)
