"""Pages of lists: nothing lost, nothing twice, nothing ignored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from baselines.models import Deviation
from resona.accounts.models import ApiKey
from resona.api.pagination import Cursor, read_cursor, write_cursor
from resona.api.values import ValueTextError
from resona.postgres.models import new_id
from tests.api.clients import signed_in, with_key
from tests.api.records import START, make_deviation, make_session
from tests.conftest import Cast

DEVIATIONS = "/api/v1/deviations/"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read")


def page(client: Client, path: str, **query: Any) -> dict[str, Any]:
    response = client.get(path, query)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def walk(client: Client, path: str, **query: Any) -> list[list[dict[str, Any]]]:
    """Every page, following `next`."""
    pages = [page(client, path, **query)]
    while pages[-1]["next"]:
        pages.append(page(client, pages[-1]["next"]))
    return [each["results"] for each in pages]


def errors_of(client: Client, path: str, query: str) -> list[dict[str, str]]:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    errors: list[dict[str, str]] = response.json()["errors"]
    return errors


@pytest.mark.parametrize("ordering", ["-deviation_score", "deviation_score", "-detected_at", "detected_at"])
def test_tied_rows_are_neither_lost_nor_shown_twice(cast: Cast, client: Client, ordering: str) -> None:
    session = make_session(cast.person)
    made = [
        make_deviation(
            session,
            f"type_{number}",
            deviation_score=(number % 3) / 4,
            detected_at=START + timedelta(days=number % 2),
        )
        for number in range(11)
    ]
    pages = walk(client, DEVIATIONS, ordering=ordering, page_size=2)
    assert [len(rows) for rows in pages] == [2, 2, 2, 2, 2, 1]
    sign = -1 if ordering.startswith("-") else 1
    expected = sorted(made, key=lambda row: (getattr(row, ordering.lstrip("-")), row.id), reverse=sign < 0)
    assert [row["id"] for rows in pages for row in rows] == [str(row.id) for row in expected]


def test_a_page_that_just_fits_has_no_next(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(4):
        make_deviation(session, f"type_{number}")
    assert [len(rows) for rows in walk(client, DEVIATIONS, page_size=2)] == [2, 2]
    assert page(client, DEVIATIONS, page_size=4)["next"] is None


def test_rows_added_meanwhile_do_not_shift_the_next_page(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(4):
        make_deviation(session, f"type_{number}", detected_at=START + timedelta(hours=number))
    first = page(client, DEVIATIONS, page_size=2)
    make_deviation(session, "newest", detected_at=START + timedelta(days=1))
    second = page(client, first["next"])
    shown = [row["deviation_type"] for row in first["results"] + second["results"]]
    assert shown == ["type_3", "type_2", "type_1", "type_0"]


def test_the_next_page_keeps_filters_and_size(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(5):
        make_deviation(session, f"type_{number}", deviation_score=number / 8)
    pages = walk(client, DEVIATIONS, min_score=0.25, page_size=2, ordering="deviation_score")
    assert [[row["deviation_score"] for row in rows] for rows in pages] == [[0.25, 0.375], [0.5]]


def test_a_page_holds_fifty_rows_unless_asked(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    Deviation.objects.bulk_create(
        Deviation(id=new_id(), user=cast.person, session=session, deviation_type=f"type_{number}", deviation_score=0)
        for number in range(201)
    )
    assert [len(rows) for rows in walk(client, DEVIATIONS)] == [50, 50, 50, 50, 1]
    assert len(page(client, DEVIATIONS, page_size=200)["results"]) == 200


@pytest.mark.parametrize("size", ["0", "201", "-1", "ten", ""])
def test_a_page_of_another_size_is_refused(client: Client, size: str) -> None:
    assert errors_of(client, DEVIATIONS, f"page_size={size}") == [
        {"parameter": "page_size", "detail": "must be a whole number from 1 to 200"}
    ]


def test_a_cursor_is_read_as_it_was_written() -> None:
    cursor = Cursor(ordering="-detected_at", value="2026-03-01T18:20:00.000001+00:00", id=str(new_id()))
    assert read_cursor(write_cursor(cursor)) == cursor


def test_no_changed_cursor_is_read() -> None:
    text = write_cursor(Cursor(ordering="-risk_score", value=0.75, id=str(new_id())))
    changed = [
        text[:position] + replacement + text[position + 1 :]
        for position in range(len(text))
        for replacement in "Az0-_+/="
        if replacement != text[position]
    ]
    for each in [*changed, text[:-1], text + "A", text + "=", "", "x", "ü"]:
        with pytest.raises(ValueTextError):
            read_cursor(each)


def test_a_cursor_of_another_ordering_or_list_is_refused(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(2):
        make_deviation(session, f"type_{number}")
    cursor = page(client, DEVIATIONS, page_size=1)["next"].split("cursor=")[1].split("&")[0]
    for path, query in [
        (DEVIATIONS, f"ordering=deviation_score&cursor={cursor}"),
        ("/api/v1/conversations/", f"cursor={cursor}"),
        ("/api/v1/users/", f"cursor={cursor}"),
    ]:
        assert errors_of(client, path, query) == [{"parameter": "cursor", "detail": "belongs to another ordering"}]


def test_every_fault_of_a_query_is_named(client: Client) -> None:
    query = "user=x&user=y&min_score=2&nonsense=1&detected_after=yesterday&all_runs=maybe&ordering=z"
    assert {error["parameter"]: error["detail"] for error in errors_of(client, DEVIATIONS, query)} == {
        "user": "is given more than once",
        "min_score": "must be a number from 0 to 1",
        "nonsense": "is not a parameter here",
        "detected_after": "must be a time with its zone, such as 2026-03-01T18:20:00Z",
        "all_runs": "must be true or false",
        "ordering": "must be one of -session_started_at, session_started_at, -detected_at, detected_at, "
        "-deviation_score, deviation_score",
    }


def test_a_hundred_unknown_parameters_are_named_and_cut(client: Client) -> None:
    response = client.get(DEVIATIONS, {f"{number:03}" + "x" * 100: 1 for number in range(150)})
    body = response.json()
    assert (body["error_count"], len(body["errors"])) == (150, 100)
    assert all(len(error["parameter"]) == 60 for error in body["errors"])


def test_a_deep_page_is_found_by_the_index(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(3):
        make_deviation(session, f"type_{number}")
    following = page(client, DEVIATIONS, page_size=1, ordering="-detected_at")["next"]
    with CaptureQueriesContext(connection) as asked:
        page(client, following)
    with connection.cursor() as cursor:
        # So few rows are read whole, unless that is made dear.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        (statement,) = (each["sql"] for each in asked if "session_deviations" in each["sql"])
        cursor.execute(f"EXPLAIN (GENERIC_PLAN) {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan Backward using idx_session_deviations_time" in plan
    assert "Index Cond: (ROW(detected_at, id) < ROW(" in plan


def test_a_statement_kept_for_one_key_serves_no_other(cast: Cast) -> None:
    make_deviation(make_session(cast.person))
    make_deviation(make_session(cast.strange_person))
    ours, theirs = (with_key(clinic, "records:read") for clinic in (cast.clinic, cast.stranger.clinic) if clinic)
    for _ in range(2):
        assert [row["user_id"] for row in page(ours, DEVIATIONS)["results"]] == [str(cast.person.id)]
        assert [row["user_id"] for row in page(theirs, DEVIATIONS)["results"]] == [str(cast.strange_person.id)]


def test_a_kept_statement_takes_the_values_of_each_request(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(3):
        make_deviation(session, f"type_{number}", deviation_score=number / 4)
    assert [len(page(client, DEVIATIONS, min_score=score)["results"]) for score in (0, 0.25, 0.5, 0.75)] == [3, 2, 1, 0]


def test_a_change_of_role_counts_at_once(cast: Cast) -> None:
    """Whoever gets another role is signed out, and sees by it when they sign in again."""
    make_deviation(make_session(cast.other_person))
    client = signed_in(cast.clinician)
    assert page(client, DEVIATIONS)["results"] == []
    type(cast.clinician).objects.filter(id=cast.clinician.id).update(role="administrator")
    assert client.get(DEVIATIONS).status_code == 401
    cast.clinician.refresh_from_db()
    assert len(page(signed_in(cast.clinician), DEVIATIONS)["results"]) == 1


def test_a_key_revoked_between_two_pages_ends_the_list(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for number in range(2):
        make_deviation(session, f"type_{number}")
    following = page(client, DEVIATIONS, page_size=1)["next"]
    ApiKey.objects.update(revoked_at=timezone.now())
    assert client.get(following).status_code == 401


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_costs_two_statements_however_long(
    cast: Cast, client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    session = make_session(cast.person)
    for number in range(rows):
        make_deviation(session, f"type_{number}")
    with django_assert_num_queries(2):  # the key, the page
        page(client, DEVIATIONS)
