"""What an admin class says of itself: a new one shows up for the right roles, and what it forgets is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.test import RequestFactory

from conversations.admin import ConversationAdmin, MessageAdmin, UploadAdmin
from resona.accounts.admin import CareTeamAdmin
from resona.accounts.models import User
from resona.accounts.team_inlines import StaffInline
from resona.compliance.rights_models import PrivacyHold
from resona.site.checks import check_admin
from resona.site.navigation import sidebar
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, ScopedAdmin
from risk.admin import CrisisEventAdmin
from tests.admin.declared import declaring, registered
from tests.conftest import Cast

PLACE = Place(group="Records", title="Holds", icon="lock", order=45)


class HoldAdmin(RecordAdmin):
    permissions = Permissions(staff="view", administrators="change", offered_in_emergency="view")
    places = (PLACE,)


def sidebar_of(user: User) -> dict[str, list[str]]:
    request = RequestFactory().get("/admin/")
    request.user = user
    return {group.get("title", ""): [item["title"] for item in group["items"]] for group in sidebar(request)}


def ids_of_faults() -> list[str | None]:
    return [fault.id for fault in check_admin(None)]


def test_every_admin_class_says_all_that_is_asked() -> None:
    assert check_admin(None) == []


def test_a_new_one_stands_in_its_group_in_order_for_those_who_may_view_it(cast: Cast) -> None:
    with registered(PrivacyHold, HoldAdmin):
        records = sidebar_of(cast.clinician)["Records"]
        at = records.index("Holds")
        assert records[at - 1 : at + 2] == ["Decisions", "Holds", "Notes"]
        assert all("Holds" not in lines for group, lines in sidebar_of(cast.clinician).items() if group != "Records")
        assert "Holds" in sidebar_of(cast.superuser)["Records"]
        with declaring(HoldAdmin, permissions=Permissions(administrators="view")):
            assert "Holds" not in sidebar_of(cast.clinician)["Records"]
            assert "Holds" in sidebar_of(cast.administrator)["Records"]
    assert "Holds" not in sidebar_of(cast.superuser)["Records"]


def test_a_new_one_gives_each_role_what_it_says_and_nothing_else(cast: Cast) -> None:
    before = {role: getattr(cast, role).get_all_permissions() for role in ("person", "clinician", "administrator")}
    with registered(PrivacyHold, HoldAdmin):
        more = {role: getattr(cast, role).get_all_permissions() - held for role, held in before.items()}
    view, change = "compliance.view_privacyhold", "compliance.change_privacyhold"
    assert more == {"person": set(), "clinician": {view}, "administrator": {view, change}}
    assert cast.clinician.get_all_permissions() == before["clinician"]


def test_a_place_of_one_role_is_nobody_elses(cast: Cast) -> None:
    own = (replace(PLACE, title="Mine", order=1, role="administrator"),)
    with declaring(MessageAdmin, places=own):
        assert sidebar_of(cast.administrator)["Records"][0] == "Mine"
        assert "Mine" not in sidebar_of(cast.clinician)["Records"]
        assert "Mine" not in sidebar_of(cast.superuser)["Records"]


@pytest.mark.parametrize(
    ("admin_class", "declared", "fault"),
    [
        (MessageAdmin, {"places": None}, "resona.E010"),
        (MessageAdmin, {"places": (Place(group="Recordz", title="A", icon="a", order=1),)}, "resona.E011"),
        (
            MessageAdmin,
            {"places": (Place(group="Records", title="A", icon="a", order=1, role="nurse"),)},
            "resona.E012",
        ),
        (MessageAdmin, {"permissions": None}, "resona.E013"),
        (StaffInline, {"permissions": None}, "resona.E013"),
        (MessageAdmin, {"permissions": Permissions(staff="view veiw")}, "resona.E014"),
        (StaffInline, {"permissions": Permissions(administrators="read")}, "resona.E014"),
        (CrisisEventAdmin, {"also_shows": CrisisEventAdmin.also_shows[1:]}, "resona.E015"),  # read by a method alone
        (CareTeamAdmin, {"fields": ("clinic",), "list_display": ("clinic",)}, "resona.E015"),
        (ConversationAdmin, {"also_shows": ConversationAdmin.also_shows[1:]}, "resona.E015"),  # on a page of its own
        (UploadAdmin, {"exclude": ("body_digest",)}, "resona.E015"),
        (CrisisEventAdmin, {"also_shows": (*CrisisEventAdmin.also_shows, "levle")}, "resona.E016"),
        (UploadAdmin, {"exclude": (*UploadAdmin.exclude, "digets")}, "resona.E016"),
    ],
)
def test_what_is_forgotten_or_misspelt_is_named(admin_class: type[Any], declared: dict[str, Any], fault: str) -> None:
    with declaring(admin_class, **declared):
        [found] = check_admin(None)
    assert (found.id, found.obj) == (fault, f"{admin_class.__module__}.{admin_class.__name__}")
    assert found.hint


def test_one_that_does_not_limit_its_rows_is_named() -> None:
    with registered(PrivacyHold, ModelAdmin):
        [found] = check_admin(None)
    assert (found.id, "compliance.PrivacyHold" in found.msg) == ("resona.E017", True)


def test_standing_nowhere_on_purpose_is_no_fault() -> None:
    with declaring(MessageAdmin, places=(), permissions=Permissions()):
        assert check_admin(None) == []


def test_what_says_nothing_is_seen_by_nobody_but_superusers(cast: Cast) -> None:
    before = cast.administrator.get_all_permissions()
    with registered(PrivacyHold, ScopedAdmin):
        assert ids_of_faults() == ["resona.E010", "resona.E013"]
        assert cast.administrator.get_all_permissions() == before
