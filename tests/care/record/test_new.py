"""What is new in a care record since a reader was last there: to each reader by themselves, and never what they did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.admin.pages import page_url, sign_in
from tests.audit.test_last_looks import look
from tests.care.made import make_decision, make_note, make_task
from tests.conftest import Cast

HOUR = timedelta(hours=1)


def new_in(client: Client, url: str) -> int:
    page: Any = client.get(url)
    return int(page.content.decode().count('<span class="rs-badge tone-new">new</span>'))


@pytest.fixture
def now(cast: Cast) -> datetime:
    return timezone.now()


def test_each_reader_sees_marked_what_others_did_since_they_were_there(cast: Cast, now: datetime) -> None:
    record = f"/admin/accounts/user/{cast.person.id}/record/"
    look(cast.clinician, cast.person, 180)
    before = new_in(sign_in(cast.clinician), record)
    make_note(cast.person, cast.administrator, "She slept.", now - HOUR)
    make_decision(cast.person, cast.administrator, now - HOUR)
    make_task(cast.person, cast.administrator, now=now - HOUR)
    make_note(cast.person, cast.clinician, "Mine.", now - HOUR)
    make_task(cast.person, cast.clinician, "Mine too", now - HOUR)
    assert new_in(sign_in(cast.clinician), record) == before + 3
    assert new_in(sign_in(cast.administrator), record) == 0  # who never was there is told of nothing as new
    page = sign_in(cast.clinician).get(page_url(cast.person)).content.decode()
    assert page.count(">1 new<") == 3  # a follow-up, a decision, a note


def test_what_was_written_late_is_new_when_it_came(cast: Cast, now: datetime) -> None:
    look(cast.clinician, cast.person, 180)
    record = f"/admin/accounts/user/{cast.person.id}/record/"
    before = new_in(sign_in(cast.clinician), record)
    make_note(cast.person, cast.administrator, "Of last week.", now, written_at=now - 100 * HOUR)
    assert new_in(sign_in(cast.clinician), record) == before + 1
