"""The list of people: names, teams and the newest assessment of each, whatever is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from resona.accounts.models import User, UserProfile
from tests.admin.pages import sign_in
from tests.admin.reading import cells_of
from tests.admin.records import make_assessment, make_name, make_session
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def people(cast: Cast, **query: str) -> dict[str, list[str]]:
    """Rows by the person's code."""
    return {cells[1]: cells for cells in cells_of(sign_in(cast.administrator), User, **query)}


def test_a_person_is_listed_by_name_and_by_code_where_there_is_none(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    moved = UserProfile.encrypted_data.seal(cast.person.id, b"{}")
    UserProfile.objects.create(user=cast.other_person, encrypted_data=moved)
    rows = people(cast)

    assert rows[cast.person.code][0] == "Amina Odhiambo"
    assert rows[cast.other_person.code][0] == cast.other_person.code
    assert rows[cast.unassigned_person.code][0] == cast.unassigned_person.code


def test_all_teams_of_a_person_are_named(cast: Cast) -> None:
    second = CareTeamFactory.create(clinic=cast.clinic, name="Zebra")
    join_team(second, staff=[cast.outsider], people=[cast.person])

    assert people(cast)[cast.person.code][2] == f"{cast.team.name}, Zebra"
    assert people(cast)[cast.unassigned_person.code][2] == "No one responsible"


def test_the_newest_session_counts_not_the_newest_or_highest_assessment(cast: Cast) -> None:
    old, new = make_session(cast.person, NOW - 9 * HOUR), make_session(cast.person, NOW - HOUR)
    make_assessment(new, "low", assessed_at=NOW - HOUR)
    make_assessment(old, "critical", assessed_at=NOW)

    assert people(cast)[cast.person.code][3] == "low"


def test_what_could_not_be_assessed_is_not_passed_over_for_what_could(cast: Cast) -> None:
    make_assessment(make_session(cast.person, NOW - 9 * HOUR), "low")
    make_session(cast.person, NOW - HOUR, not_assessed=["voice_unusable"])
    incomplete = make_session(cast.other_person, NOW - HOUR, not_assessed=["words_missing"])
    make_assessment(incomplete, "low")
    rows = people(cast)

    assert rows[cast.person.code][3] == "not assessed"
    assert rows[cast.other_person.code][3] == "incomplete"
    assert rows[cast.unassigned_person.code][3] == "-"


def test_superseded_assessments_are_not_shown(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_assessment(session, "critical", is_current=False)
    make_assessment(session, "medium")

    assert people(cast)[cast.person.code][3] == "medium"


def test_when_a_person_was_last_heard_is_told(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(last_active=NOW - 50 * HOUR)
    rows = people(cast)

    assert rows[cast.person.code][4] == "2 days ago"
    assert rows[cast.unassigned_person.code][4] == "-"


def test_the_newest_people_stand_first_page_by_page(cast: Cast) -> None:
    PersonFactory.create_batch(60, clinic=cast.clinic)
    every = list(User.objects.people().filter(clinic=cast.clinic).order_by("-id"))
    pages = [list(people(cast, p=str(page))) for page in (1, 2)]

    assert [len(page) for page in pages] == [50, 13]
    assert pages[0] + pages[1] == [person.code for person in every]
