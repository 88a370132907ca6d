"""Lists of interfaces and of their changes: which version is shown, what changed, for whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interfaces.models import InterfaceBuild, InterfaceEvolution, UserInterface
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.reading import cells_of, words_of
from tests.admin.records import make_name
from tests.conftest import Cast

HOSTILE = "<script>alert(1)</script>"


def change(cast: Cast, version: int, changes: Any) -> InterfaceEvolution:
    return InterfaceEvolution.objects.create(user=cast.person, version=version, changes=changes)


def make_versions(cast: Cast) -> None:
    for version in (1, 2, 3):
        UserInterface.objects.create(user=cast.person, version=version, interface_config={}, active=version == 3)


def test_the_version_shown_now_is_told_from_earlier_ones(cast: Cast) -> None:
    make_versions(cast)
    client = sign_in(cast.clinician)

    assert [(cells[0], cells[2]) for cells in cells_of(client, UserInterface, active="all")] == [
        ("3", "shown now"),
        ("2", "earlier"),
        ("1", "earlier"),
    ]
    assert [cells[0] for cells in cells_of(client, UserInterface, active="True")] == ["3"]
    assert [cells[0] for cells in cells_of(client, UserInterface, active="False")] == ["2", "1"]
    assert cells_of(client, UserInterface, active="perhaps") == []


def test_a_list_shows_what_people_see_now_and_a_search_finds_every_version(cast: Cast) -> None:
    make_versions(cast)
    UserInterface.objects.create(user=cast.unassigned_person, interface_config={})
    client = sign_in(cast.clinician)

    assert sorted(cells[0] for cells in cells_of(client, UserInterface)) == ["1", "3"]
    for sought in (str(cast.person.id), cast.person.code):
        assert [cells[0] for cells in cells_of(client, UserInterface, q=sought)] == ["3", "2", "1"]
    assert [cells[0] for cells in cells_of(client, UserInterface, q=cast.person.code, active="True")] == ["3"]


def test_the_filter_says_which_versions_are_listed(cast: Cast) -> None:
    make_versions(cast)
    client = sign_in(cast.clinician)

    assert chosen_filters(client) == ["shown now", "All"]
    assert chosen_filters(client, active="False") == ["earlier versions", "All"]
    assert chosen_filters(client, q=cast.person.code) == ["all versions", "All"]


def chosen_filters(client: Client, **query: str) -> list[str]:
    changelist = client.get(list_url(UserInterface), query).context["cl"]
    return [
        choice["display"]
        for spec in changelist.filter_specs
        for choice in spec.choices(changelist)
        if choice["selected"]
    ]


def test_a_list_names_people_with_one_statement(cast: Cast) -> None:
    make_name(cast.person, "Amina")
    make_versions(cast)
    UserInterface.objects.create(user=cast.unassigned_person, interface_config={})
    client = sign_in(cast.clinician)

    named = {cells[0]: cells[1] for cells in cells_of(client, UserInterface)}
    assert named == {"3": f"Amina {cast.person.code}", "1": cast.unassigned_person.code}
    with CaptureQueriesContext(connection) as few:
        cells_of(client, UserInterface)
    with CaptureQueriesContext(connection) as many:
        cells_of(client, UserInterface, active="all")
    assert len(many) == len(few)


@pytest.mark.parametrize("changes", [[], {}, "text", None, 3, ["text", 3]], ids=str)
def test_changes_that_are_none_are_told_as_nothing(cast: Cast, changes: object) -> None:
    if changes is None:
        changes = [None]
    change(cast, 1, changes)

    assert cells_of(sign_in(cast.clinician), InterfaceEvolution)[0][2] == "nothing"


def test_every_change_is_named_in_its_order_and_none_becomes_markup(cast: Cast) -> None:
    change(cast, 1, [{"what": "theme"}, {"why": "no name"}, {"what": HOSTILE}])
    client = sign_in(cast.clinician)

    assert cells_of(client, InterfaceEvolution)[0][2] == f"Theme nothing → nothing; ?; {HOSTILE}"
    assert HOSTILE not in client.get("/admin/interfaces/interfaceevolution/").content.decode()


def test_the_newest_change_of_a_person_stands_first(cast: Cast) -> None:
    for version in (1, 2, 3):
        change(cast, version, [{"what": f"step {version}"}])

    assert [cells[0] for cells in cells_of(sign_in(cast.clinician), InterfaceEvolution)] == ["3", "2", "1"]


def test_a_change_is_told_on_the_page_of_its_version(cast: Cast) -> None:
    make_versions(cast)
    evolution = change(cast, 2, [{"what": "theme"}])
    answer = sign_in(cast.clinician).get(page_url(evolution))
    assert answer.headers["Location"] == page_url(UserInterface.objects.get(user=cast.person, version=2))
    assert sign_in(cast.outsider).get(page_url(evolution)).status_code == 404
    assert "stray" in words_of(sign_in(cast.clinician), page_url(change(cast, 9, [{"what": "stray"}])))


def test_changes_and_builds_name_the_person_too(cast: Cast) -> None:
    make_name(cast.person, "Amina")
    change(cast, 1, [])
    InterfaceBuild.objects.create(user=cast.person)
    client = sign_in(cast.clinician)
    assert cells_of(client, InterfaceEvolution)[0][1] == f"Amina {cast.person.code}"
    assert cells_of(client, InterfaceBuild)[0][0] == f"Amina {cast.person.code}"


def test_the_page_of_a_version_shows_its_configuration_as_text(cast: Cast) -> None:
    interface = UserInterface.objects.create(user=cast.person, interface_config={"greeting": HOSTILE})
    client = sign_in(cast.clinician)

    assert HOSTILE not in client.get(page_url(interface)).content.decode()
    assert "greeting" in words_of(client, page_url(interface))
