"""The fuzzing's own eyes: it sees whom an answer tells of and which rows were touched. The fuzzing is `make fuzz`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests

from conversations.models import Message
from resona.accounts.models import User
from resona.audit.accesses import begin_access
from resona.audit.models import DataAccess
from tests.api.clients import with_key
from tests.emptying import kept_for_a_module
from tests.fuzz.leaks import find_leaks
from tests.fuzz.pages import Walk
from tests.fuzz.plan import Observed
from tests.fuzz.report import Result, as_table, faults_in
from tests.fuzz.stage import Place, hidden_from, make_place
from tests.fuzz.untouched import changes, rows_of_others, shown_of_others

LISTS = ("users/", "conversations/", "deviations/", "risk-assessments/", "crisis-events/", "interfaces/")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    with django_db_blocker.unblock(), kept_for_a_module():
        yield make_place("outsider")


def answer_to(place: Place, caller: str, path: str) -> bytes:
    content: bytes = place.scene.callers[caller].get(f"/api/v1/{path}").content
    return content


def test_what_is_shown_to_somebody_else_is_seen_and_what_is_shown_rightly_is_not(place: Place) -> None:
    hidden = hidden_from(place, [place])
    for path in LISTS:
        assert find_leaks(answer_to(place, "administrator", path), sent=b"", hidden=hidden), path
        assert not find_leaks(answer_to(place, "outsider", path), sent=b"", hidden=hidden), path
    session = Message.objects.filter(conversation__user=place.scene.cast.person).latest("id").conversation_id
    assert f"words of person_of_{place.caller}" in hidden
    assert find_leaks(answer_to(place, "person", f"conversations/{session}/messages/"), sent=b"", hidden=hidden)


def test_what_the_caller_sent_is_no_leak(place: Place) -> None:
    hidden, other = hidden_from(place, [place]), str(place.scene.cast.person.id)
    answer = f"Nothing is found at /users/{other}/".encode()
    assert find_leaks(answer, sent=b"GET /users/", hidden=hidden) == [other]
    assert find_leaks(answer, sent=f"GET /users/{other}/".encode(), hidden=hidden) == []


def test_rows_of_others_are_seen_to_change_and_the_callers_own_may(place: Place) -> None:
    cast, before = place.scene.cast, rows_of_others(place)
    User.objects.filter(id=cast.unassigned_person.id).update(timezone="UTC")
    assert changes(before, rows_of_others(place)) == []
    User.objects.filter(id=cast.person.id).update(timezone="UTC")
    with_key(cast.stranger.clinic)
    added, changed = changes(before, rows_of_others(place))
    assert (added[:8], added[-9:]) == ("api_keys", "was added")
    assert changed == f"users {cast.person.id} was changed"


def test_an_access_to_somebody_else_is_seen(place: Place) -> None:
    known = set(DataAccess.objects.values_list("id", flat=True))
    for person in (place.scene.cast.unassigned_person, place.scene.cast.person):
        begin_access(place.scene.cast.outsider, [person.id], records=1, source="GET somewhere").finish()
    (told,) = shown_of_others(place, but=known)
    assert told.endswith("GET somewhere")


def test_the_walk_finds_links_searches_and_what_a_page_tells_of_somebody_else() -> None:
    mine, theirs = str(uuid4()), str(uuid4())
    walk = Walk(url="http://x", headers={}, hidden={theirs}, others={mine: theirs}, terms=["words"])
    page = requests.Response()
    page.status_code, page.headers["Content-Type"] = 200, "text/html"
    page._content = (
        f"""<a href="../b/{mine}/">{theirs}</a> <form><input name="q"></form> <a href="http://y/"></a>""".encode()
    )
    assert set(walk.links("/admin/a/", page)) == {
        f"/admin/b/{mine}/",
        f"/admin/b/{theirs}/",
        "/admin/a/?q=",
        "/admin/a/?q=words",
        "/admin/a/",
    }
    assert [each.fault for each in walk.observe("/admin/a/", page)] == [None, f"tells of {theirs}"]
    opened = walk.observe(f"/admin/b/{theirs}/change/", page)
    assert [each.fault for each in opened] == [None, "opens what is somebody else's"]


def test_the_report_counts_answers_and_names_each_fault_once() -> None:
    fine = Observed(operation="GET /a/", status=200, request="GET http://x/a/")
    faulty = Observed(operation="GET /b/", status=500, request="GET http://x/b/", fault="Server error: \nmore of it")
    counted = Observed(operation="GET /b/", status=500, request="GET http://x/b/")
    options = Observed(operation="GET /b/", status=200, request="OPTIONS http://x/b/")
    observed = [fine, counted, options, faulty, faulty]
    result = Result(caller="key", observed=observed, faults=["users 1 was changed"])
    table = as_table([result], ["GET /a/", "GET /b/"])
    assert "200:2 500:1" in table
    assert "1 of 2 operations" in table
    assert "never: GET /b/, answered 200:1 500:1" in table
    assert [line for line in faults_in([result]) if line.startswith("key")] == [
        "key: users 1 was changed",
        "key: GET /b/: Server error:  (2 times)",
    ]
