"""Long records stay readable: what the page of a person weighs, and how many statements it takes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.pages import page_url, sign_in
from tests.care.long_record import make_long_record
from tests.conftest import Cast

MOST_BYTES = 300_000  # unpacked


@pytest.fixture
def long_record(cast: Cast) -> Cast:
    make_long_record(cast.person, cast.clinician, now=datetime.now(UTC))
    return cast


def test_the_page_of_a_person_with_a_long_record_is_light(long_record: Cast) -> None:
    client = sign_in(long_record.clinician)
    client.get(page_url(long_record.person))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page_url(long_record.person))

    assert len(answer.content) < MOST_BYTES
    assert len(queries) <= 80
