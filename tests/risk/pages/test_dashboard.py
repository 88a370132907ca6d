"""The start page: groups with someone in them, cut where they are long, each reader with their own buttons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from resona.accounts.models import CareTeam, User
from tests.admin.pages import sign_in
from tests.admin.reading import words_of
from tests.admin.records import make_assessment, make_event, make_name, make_session
from tests.conftest import Cast
from tests.factories import PersonFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
START = reverse("triage")
HOSTILE = '"><script>alert(1)</script>'


def groups_of(user: User) -> dict[str, int]:
    answer = sign_in(user).get(START)
    assert answer.status_code == 200
    return {group.key: len(group.rows) for group in answer.context["groups"]}


def test_a_group_is_there_only_with_someone_in_it(cast: Cast) -> None:
    join_team(cast.team, people=[cast.unassigned_person])
    assert groups_of(cast.clinician) == {}

    make_assessment(make_session(cast.person, NOW - HOUR), "high")

    assert groups_of(cast.clinician) == {"review": 1}


@pytest.mark.parametrize(
    ("caller", "seen"),
    [("clinician", 2), ("outsider", 1), ("administrator", 3), ("superuser", 4), ("stranger", 1)],
)
def test_everyone_has_the_people_they_care_for(cast: Cast, caller: str, seen: int) -> None:
    for person in (cast.person, cast.other_person, cast.unassigned_person, cast.strange_person):
        make_event(make_session(person, NOW - HOUR))

    assert groups_of(getattr(cast, caller)) == {"crisis": seen}  # nobody is named twice


def test_no_name_of_a_person_or_team_becomes_markup(cast: Cast) -> None:
    make_name(cast.person, HOSTILE)
    CareTeam.objects.filter(id=cast.team.id).update(name=HOSTILE)
    make_event(make_session(cast.person, NOW - HOUR))
    html = sign_in(cast.clinician).get(START).content.decode()

    assert HOSTILE not in html
    assert unescape(html).count(HOSTILE) >= 2


def test_a_group_that_is_long_is_cut_and_leads_to_the_rest(cast: Cast) -> None:
    for person in PersonFactory.create_batch(60, clinic=cast.clinic):
        make_event(make_session(person, NOW - HOUR))
    client = sign_in(cast.clinician)
    group, _ = client.get(START).context["groups"]

    assert group.total == f"{len(group.rows)}+"
    assert len(group.rows) < 60
    assert len(client.get(group.more_url).context["cl"].result_list) == 50
    assert "And more: see the whole list" in words_of(client, START)


def test_what_asks_for_nothing_today_is_folded_away(cast: Cast) -> None:
    make_event(make_session(cast.person, NOW - HOUR))
    make_assessment(make_session(cast.other_person, NOW - HOUR, not_assessed=["voice_missing"]), "low")
    shown = sign_in(cast.administrator).get(START).context["groups"]

    assert {group.key: group.is_folded for group in shown} == {"crisis": False, "nobody": False, "gap": True}


def test_visitors_and_people_in_care_are_led_to_the_sign_in(cast: Cast) -> None:
    for client in (Client(), sign_in(cast.person)):
        assert client.get(START)["Location"].startswith(reverse("admin:login"))


def test_every_button_leads_somewhere(cast: Cast) -> None:
    make_event(make_session(cast.unassigned_person, NOW - HOUR))
    make_assessment(make_session(cast.person, NOW - HOUR), "high")
    make_session(cast.other_person, NOW - HOUR, not_assessed=["voice_unusable"])
    client = sign_in(cast.administrator)
    buttons = [button for group in client.get(START).context["groups"] for row in group.rows for button in row.buttons]

    assert {button.label for button in buttons} == {
        *("Assign a care team", "Acknowledge", "Resolve", "False alarm", "Open session", "Record action"),
        "I have looked",
    }
    for button in buttons:
        assert client.get(button.url).status_code == (405 if button.posts else 200), button.label


def test_once_all_is_done_nobody_is_waiting(cast: Cast) -> None:
    make_event(make_session(cast.person, NOW - HOUR))
    join_team(cast.team, people=[cast.unassigned_person])
    client = sign_in(cast.clinician)
    [group] = client.get(START).context["groups"]
    resolve = next(button.url for button in group.rows[0].buttons if button.label == "False alarm")

    answer = client.post(resolve, {"resolution": "false_alarm", "note": "A song.", "next": START}, follow=True)

    assert "Nobody is waiting" in answer.content.decode()
