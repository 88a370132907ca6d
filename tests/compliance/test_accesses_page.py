"""The page that tells who looked at a person's record."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from resona.accounts.models import User
from resona.accounts.teams import NotInYourCareError
from resona.audit.accesses import begin_access
from resona.audit.lookers import accesses_of
from resona.audit.models import DataAccess
from resona.compliance.accesses_page import ON_A_PAGE
from tests.admin.pages import page_url, sign_in
from tests.api.clients import signed_in
from tests.compliance.emergencies import open_record
from tests.conftest import Cast


def url(person: User) -> str:
    return reverse("admin:accounts_user_accesses", args=[person.id])


def look(cast: Cast, *people: User, source: str = "GET api/v1/users/", reason: str = "") -> None:
    ids = [person.id for person in people]
    begin_access(cast.administrator, ids, records=7, source=source, reason=reason).finish()


def test_it_tells_when_who_where_and_why_and_of_nobody_else(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    sign_in(cast.outsider).get(page_url(cast.person))
    look(cast, cast.person, cast.other_person, reason="asked by the person")
    look(cast, cast.other_person, source="GET api/v1/secret/")
    client = sign_in(cast.clinician)
    assert url(cast.person) in client.get(page_url(cast.person)).content.decode()
    page = client.get(url(cast.person)).content.decode()
    shown = page[page.index("<tbody") :]
    _, *rows = shown.split("<tr>")
    assert [f"Clinician {cast.clinician.code}" in row for row in rows] == [True, False, False]
    assert f"Administrator {cast.administrator.code}" in rows[1]
    assert "asked by the person" in rows[1]
    assert f"Clinician {cast.outsider.code}" in rows[2]
    assert ">Person<" in rows[2]
    assert page_url(access) in rows[2]
    for other in (cast.other_person, cast.clinician):
        assert str(other.pseudonym) not in page
    assert cast.other_person.code not in page
    assert "secret" not in page
    # The same as the person is told, whose look at it comes on top.
    told = signed_in(cast.person).get(f"/api/v1/users/{cast.person.id}/accesses/").json()["results"]
    assert [escape(row["source"]) in told_here for row, told_here in zip(told[1:], rows, strict=True)] == [True] * 3


def test_it_comes_in_pages(cast: Cast) -> None:
    for number in range(ON_A_PAGE + 1):
        look(cast, cast.person, source=f"command:number_{number}")
    client = sign_in(cast.administrator)
    first = client.get(url(cast.person)).content.decode()
    assert f"command:number_{ON_A_PAGE}<" in first
    assert "command:number_0<" not in first
    assert '?page=2"' in first
    second = client.get(url(cast.person), {"page": 2}).content.decode()
    assert "command:number_0<" in second
    assert '?page=1"' in second
    for page in ("0", "3", "x", "-1", "999999999999"):
        assert client.get(url(cast.person), {"page": page}).status_code == 404


@pytest.mark.parametrize("person", ["person", "other_person", "strange_person"])
def test_of_whoever_one_does_not_care_for_nothing_is_told(cast: Cast, person: str) -> None:
    assert sign_in(cast.outsider).get(url(getattr(cast, person))).status_code == 404


def test_who_sees_a_record_by_emergency_access_is_not_told(cast: Cast) -> None:
    open_record(cast.person, cast.outsider)
    client = sign_in(cast.outsider)
    assert url(cast.person) not in client.get(page_url(cast.person)).content.decode()
    assert client.get(url(cast.person)).status_code == 403
    with pytest.raises(NotInYourCareError):
        accesses_of(cast.person.id, cast.outsider)


def test_it_is_read_only_and_a_look_itself(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    assert client.post(url(cast.person)).status_code == 405
    assert client.get(url(cast.person)).status_code == 200
    row = DataAccess.objects.get()
    assert (row.subjects, row.source) == (
        [cast.person.pseudonym],
        "GET admin/accounts/user/<uuid:person_id>/accesses/",
    )
