"""The list of builds: failures first, told with their reason, to those who see the person, and never written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from interfaces.models import InterfaceBuild
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.reading import cells_of, words_of
from tests.conftest import Cast

BUILT = datetime(2026, 3, 1, 2, tzinfo=UTC)
FAILURE = "UnknownTimeZoneError: <b>no such zone</b>"


@pytest.fixture
def builds(cast: Cast) -> Cast:
    InterfaceBuild.objects.create(user=cast.person, failed_at=BUILT, failure=FAILURE)
    InterfaceBuild.objects.create(user=cast.unassigned_person, built_at=BUILT, built_for=date(2026, 3, 1))
    InterfaceBuild.objects.create(user=cast.other_person, failed_at=BUILT, failure="another team's")
    return cast


@pytest.mark.parametrize(
    ("outcome", "expected"), [("", ["failed", "built"]), ("failed", ["failed"]), ("built", ["built"]), ("perhaps", [])]
)
def test_failures_stand_first_and_can_be_asked_for_alone(builds: Cast, outcome: str, expected: list[str]) -> None:
    rows = cells_of(sign_in(builds.clinician), InterfaceBuild, **({"outcome": outcome} if outcome else {}))
    assert [cells[1] for cells in rows] == expected
    if "failed" in expected:
        assert rows[0][:3] == [builds.person.code, "failed", FAILURE]


def test_a_reason_never_becomes_markup_and_a_build_tells_its_night(builds: Cast) -> None:
    client = sign_in(builds.clinician)
    assert "<b>no such zone" not in client.get(list_url(InterfaceBuild)).content.decode()
    assert "1 Mar 2026" in words_of(client, list_url(InterfaceBuild))


def test_nobody_writes_builds_and_strangers_see_none(builds: Cast) -> None:
    build = InterfaceBuild.objects.get(user=builds.person)
    assert sign_in(builds.superuser).post(page_url(build), {"failure": ""}).status_code == 403
    assert cells_of(sign_in(builds.stranger), InterfaceBuild) == []
    assert sign_in(builds.stranger).get(page_url(build)).status_code == 404
