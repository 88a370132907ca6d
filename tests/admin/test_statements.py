"""How many statements a page takes: the same for one row and for many, and none that counts a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conversations.models import Conversation
from resona.accounts.models import CareTeam, User
from resona.accounts.record.sources import SOURCES
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.records import (
    make_assessment,
    make_deviation,
    make_dissonance,
    make_event,
    make_message,
    make_name,
    make_session,
)
from tests.admin.test_scope import OF_PEOPLE
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, StaffFactory, join_team

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
# The care record on a person's page: one a source; names of systems and of teams, levels of sessions, what was
# ordinary; and when the reader last looked.
STATEMENTS_OF_RECORD = len(list(SOURCES)) + 5


def count_statements(client: Client, url: str) -> int:
    statements = statements_of(client, url)
    assert not [sql for sql in statements if "COUNT(*)" in sql.upper()]
    return len(statements)


def statements_of(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def make_everything(person: User, hours: int) -> None:
    """A session with all that can be found in it."""
    session = make_session(
        person, NOW - hours * HOUR, not_assessed=["voice_unusable"], voice_features={"rate_sps": 3.1}
    )
    make_message(session, "hello")
    make_deviation(session)
    make_dissonance(session)
    make_assessment(session, "high")
    make_event(session)


@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_a_list_takes_as_many_statements_for_many_rows(cast: Cast, model: type[Model]) -> None:
    client = sign_in(cast.superuser)
    # The list of people shows how each was last.
    make = OF_PEOPLE[Conversation if model is User else model]
    make(cast.person)
    before = count_statements(client, list_url(model))
    for person in PersonFactory.create_batch(8, clinic=cast.clinic):
        make_name(person, "Somebody")
        make(person)

    assert count_statements(client, list_url(model)) == before
    assert before <= 11


def test_the_list_of_teams_takes_as_many_statements_for_many_teams(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    before = count_statements(client, list_url(CareTeam))
    for _ in range(5):
        team = CareTeamFactory.create(clinic=cast.clinic)
        join_team(
            team,
            staff=StaffFactory.create_batch(2, clinic=cast.clinic),
            people=PersonFactory.create_batch(2, clinic=cast.clinic),
        )

    assert count_statements(client, list_url(CareTeam)) == before


def test_a_team_takes_as_many_statements_for_many_people(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    statements_of(client, page_url(cast.team))  # Django remembers what kinds of records there are
    # The places of one team are counted, to page through them.
    before = len(statements_of(client, page_url(cast.team)))
    join_team(
        cast.team,
        staff=StaffFactory.create_batch(4, clinic=cast.clinic),
        people=PersonFactory.create_batch(9, clinic=cast.clinic),
    )

    assert len(statements_of(client, page_url(cast.team))) == before


def grow_history(person: User) -> None:
    for hours in range(10, 40):
        make_everything(person, hours)


def grow_conversation(person: User) -> None:
    session = person.conversations.get()
    for position in range(1, 40):
        make_message(session, "again", position=position)


@pytest.mark.parametrize(
    ("url_of", "grow", "most"),
    [
        (lambda person: reverse("triage"), grow_history, 14),  # one for whom nobody is responsible
        (page_url, grow_history, 33 + STATEMENTS_OF_RECORD),
        (lambda person: page_url(person.conversations.get()), grow_conversation, 25),
    ],
    ids=["triage", "person", "session"],
)
def test_a_page_takes_as_many_statements_for_a_long_history(
    cast: Cast, url_of: Callable[[User], str], grow: Callable[[User], None], most: int
) -> None:
    client = sign_in(cast.clinician)
    make_everything(cast.person, 1)
    url = url_of(cast.person)
    before = count_statements(client, url)
    grow(cast.person)

    assert count_statements(client, url) == before
    assert before <= most
