"""Lists of interfaces and of their changes: which version is shown, what changed, for whom."""

from __future__ import annotations

from typing import Any

import pytest

from interfaces.models import InterfaceEvolution, UserInterface
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import cells_of, words_of
from tests.conftest import Cast

HOSTILE = "<script>alert(1)</script>"


def change(cast: Cast, version: int, changes: Any) -> InterfaceEvolution:
    return InterfaceEvolution.objects.create(user=cast.person, version=version, changes=changes)


def test_the_version_shown_now_is_told_from_earlier_ones(cast: Cast) -> None:
    for version in (1, 2, 3):
        UserInterface.objects.create(user=cast.person, version=version, interface_config={}, active=version == 3)
    client = sign_in(cast.clinician)

    assert [(cells[0], cells[2]) for cells in cells_of(client, UserInterface)] == [
        ("3", "shown now"),
        ("2", "earlier"),
        ("1", "earlier"),
    ]
    assert [cells[0] for cells in cells_of(client, UserInterface, active="True")] == ["3"]
    assert [cells[0] for cells in cells_of(client, UserInterface, active="False")] == ["2", "1"]
    assert cells_of(client, UserInterface, active="perhaps") == []


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


def test_the_page_of_a_version_shows_its_configuration_as_text(cast: Cast) -> None:
    interface = UserInterface.objects.create(user=cast.person, interface_config={"greeting": HOSTILE})
    client = sign_in(cast.clinician)

    assert HOSTILE not in client.get(page_url(interface)).content.decode()
    assert "greeting" in words_of(client, page_url(interface))
