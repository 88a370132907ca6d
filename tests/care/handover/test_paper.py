"""A handover on paper: who gives it and when, and a row a person, whether it is being written or signed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resona.accounts.models import User
from resona.care.handover.handing import Taking, begin_handover, sign_handover, take_handover
from resona.care.models import Handover
from tests.admin.pages import page_url, sign_in
from tests.care.made import make_task
from tests.conftest import Cast
from tests.factories import StaffFactory, join_team

NOW = datetime.now(UTC)
AUTHOR = re.compile(r'<p class="print-only handover-author">(.*?)</p>')
ROW = re.compile(r'<section class="handover-item keep-together".*?</section>', re.DOTALL)


@pytest.fixture
def handover(cast: Cast) -> Handover:
    User.objects.filter(id=cast.clinician.id).update(name="Anna Kamau")
    make_task(cast.person, cast.clinician, "Call again", NOW, due_at=NOW + timedelta(hours=2))
    return begin_handover(team_id=cast.team.id, caller=cast.clinician, now=NOW, zone=UTC).handover


def page_of(handover: Handover, reader: User) -> str:
    return str(sign_in(reader).get(page_url(handover)).content.decode())


def test_what_is_being_written_stands_on_paper_as_it_is_written(cast: Cast, handover: Handover) -> None:
    page = page_of(handover, cast.clinician)
    [author] = AUTHOR.findall(page)
    assert author.startswith("Given by Anna Kamau, begun ")
    assert author.endswith(", not signed.")
    [row] = ROW.findall(page)
    assert cast.person.code in row
    assert re.search(r'<p class="handover-text print-only">.*Call again', row)
    assert '<textarea class="no-print"' in row
    assert "Taken over by, and when:" in page


def test_what_is_signed_says_by_whom(cast: Cast, handover: Handover) -> None:
    night = StaffFactory.create(clinic=cast.clinic, name="Noor Hassan")
    join_team(cast.team, staff=[night])
    sign_handover(handover_id=handover.id, caller=cast.clinician, now=NOW)
    takings = {cast.person.id: Taking(accepted=True)}
    take_handover(handover_id=handover.id, takings=takings, caller=night, now=NOW)
    page = page_of(handover, cast.clinician)
    [author] = AUTHOR.findall(page)
    assert re.fullmatch(r"Given by Anna Kamau, begun .*, signed .*\. Taken over by Noor Hassan, signed .*\.", author)
    assert "Taken over by, and when:" not in page


def test_no_person_is_cut_between_two_sheets() -> None:
    assert re.search(r"\.keep-together.*break-inside: avoid", Path("resona/static/resona/print.css").read_text())
