"""Sign-in and permissions: by role alone, and by nobody who is not active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from resona.accounts.backends import RoleBackend
from resona.accounts.callers import account_of
from resona.accounts.keys import create_key, find_caller
from resona.accounts.models import MAX_PURPOSE_CHARACTERS, User, UserSession
from resona.accounts.purposes import Purpose
from resona.site.permissions import PARTS_OF_ROLE, permissions_of_role
from tests.conftest import Cast
from tests.factories import PersonFactory, StaffFactory
from tests.signing_in import sign_in_with_both

PASSWORD = "staff password"
COLUMNS = [field.attname for field in User._meta.concrete_fields]
# View everything of the people one sees; which rows those are, visible_to says.
VIEWED = frozenset(
    {
        "accounts.view_user",
        "accounts.view_careperiod",
        "accounts.view_careteam",
        "accounts.view_clinic",
        "accounts.view_oncallshift",
        "accounts.view_personlead",
        "compliance.view_consentrecord",
        "compliance.view_consenttext",
        "compliance.view_emergencyaccess",
        "conversations.view_conversation",
        "conversations.view_message",
        "conversations.view_emotionreading",
        "baselines.view_baseline",
        "baselines.view_deviation",
        "baselines.view_populationprior",
        "baselines.view_userdrift",
        "risk.view_dissonance",
        "risk.view_riskassessment",
        "risk.view_crisisevent",
        "care.view_task",
        "care.view_decision",
        "care.view_carenote",
        "care.view_careoffer",
        "care.view_handover",
        "sign_in.view_persontoken",
        "interfaces.view_userinterface",
        "interfaces.view_interfaceevolution",
        "interfaces.view_interfacebuild",
        "interfaces.view_interfacetext",
        "interfaces.view_supportresource",
    }
)
# Record what was done about a finding, never the finding itself.
CLINICAL = frozenset(
    {
        "accounts.add_personlead",
        "care.add_task",
        "care.change_task",
        "care.add_decision",
        "care.change_decision",
        "care.add_carenote",
        "care.add_careoffer",
        "care.change_careoffer",
        "care.add_handover",
        "risk.change_riskassessment",
        "risk.change_crisisevent",
        "baselines.change_userdrift",
        "conversations.change_conversation",
        "sign_in.change_persontoken",
        "interfaces.change_userinterface",
        "compliance.change_consentrecord",
        "accounts.add_careperiod",
        "accounts.change_careperiod",
    }
)
ADMINISTRATIVE = frozenset(
    {
        "accounts.change_user",
        "audit.view_securityevent",
        "integrations.add_webhookendpoint",
        "integrations.change_webhookendpoint",
        "integrations.view_webhookendpoint",
        "integrations.view_webhookmessage",
        "sign_in.add_staffinvitation",
        "sign_in.change_staffinvitation",
        "sign_in.view_staffinvitation",
        "accounts.add_careteam",
        "accounts.change_careteam",
        "accounts.delete_careteam",
        "accounts.change_clinic",
        *(f"accounts.{action}_oncallshift" for action in ("add", "change", "delete")),
        "compliance.add_consenttext",
        "compliance.view_gdprrequest",
        "compliance.change_gdprrequest",
        "accounts.view_apikey",
        "accounts.add_apikey",
        "audit.view_auditentry",
        "accounts.change_apikey",
        *(f"sign_in.{action}_oauthclient" for action in ("view", "add", "change")),
        "sign_in.view_totpdevice",
        "sign_in.change_totpdevice",
        *(
            f"accounts.{action}_{model}"
            for action in ("view", "add", "change", "delete")
            for model in ("careteammember", "careteamperson")
        ),
        *(
            f"interfaces.{action}_{model}"
            for action in ("add", "change", "delete")
            for model in ("interfacetext", "supportresource")
        ),
    }
)


# A hash that is meant to be slow would take most of the time.
QUICK_HASHERS = [f"django.contrib.auth.hashers.{name}" for name in ("MD5PasswordHasher", "PBKDF2PasswordHasher")]


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        yield


def sign_in(email: str | None, password: str) -> Any:
    return authenticate(username=email, password=password)


def test_an_address_and_its_password_open_an_account(cast: Cast) -> None:
    assert sign_in(cast.clinician.email, PASSWORD) == cast.clinician
    assert sign_in(cast.clinician.email, "Staff password") is None
    assert sign_in(cast.clinician.email, "") is None
    assert sign_in("nobody@clinic.example", PASSWORD) is None


def test_an_address_opens_however_its_letters_are_written_and_is_one_account(cast: Cast) -> None:
    address = str(cast.clinician.email)
    assert sign_in(address.capitalize(), PASSWORD) == cast.clinician
    assert sign_in(address.upper(), PASSWORD) == cast.clinician
    assert sign_in(None, PASSWORD) is None
    with pytest.raises(IntegrityError, match="uq_users_email_lower"), transaction.atomic():
        StaffFactory.create(clinic=cast.clinic, email=address.capitalize())


def test_an_account_is_read_as_it_stands(cast: Cast) -> None:
    backend = RoleBackend()
    for user in (cast.person, cast.clinician, cast.superuser):
        stored = User.objects.get(id=user.id)
        found = backend.get_user(user.id)
        assert isinstance(found, User)
        assert {name: getattr(found, name) for name in COLUMNS} == {name: getattr(stored, name) for name in COLUMNS}
        assert not found._state.adding
    assert backend.get_user(uuid4()) is None
    User.objects.filter(id=cast.person.id).update(is_active=False)
    assert backend.get_user(cast.person.id) is None


def test_who_is_deactivated_does_not_come_in(cast: Cast) -> None:
    User.objects.filter(id=cast.clinician.id).update(is_active=False)

    assert sign_in(cast.clinician.email, PASSWORD) is None


@pytest.mark.parametrize("password", ["!", "", "!abc"])
def test_an_account_without_a_password_opens_to_nothing(cast: Cast, password: str) -> None:
    person = PersonFactory.create(clinic=cast.clinic, email="person@home.example")

    assert sign_in(person.email, password) is None


def test_people_in_care_do_not_enter_the_admin_with_a_password_either(cast: Cast) -> None:
    person = PersonFactory.create(clinic=cast.clinic, email="person@home.example")
    person.set_password("a person's own password")
    person.save()
    form = {"username": person.email, "password": "a person's own password"}
    answer = Client().post(reverse("admin:login"), form)

    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session


@pytest.mark.parametrize(
    ("role", "expected"),
    [("person", set()), ("clinician", VIEWED | CLINICAL), ("administrator", VIEWED | CLINICAL | ADMINISTRATIVE)],
    ids=["person", "clinician", "administrator"],
)
def test_permissions_are_those_of_the_role_whatever_groups_say(cast: Cast, role: str, expected: set[str]) -> None:
    user = StaffFactory.create(clinic=cast.clinic, role=role)
    group = Group.objects.create(name="everything")
    group.permissions.set(Permission.objects.all())
    user.groups.add(group)
    user.user_permissions.set(Permission.objects.all())
    user = User.objects.get(id=user.id)

    assert user.get_all_permissions() == expected
    assert not user.has_perm("accounts.delete_user")


def test_every_permission_of_a_role_exists(db: None) -> None:
    """A misspelt one would silently be none."""
    known = {
        f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.select_related("content_type")
    }

    assert set().union(*map(permissions_of_role, User.Role)) <= known


def test_every_role_has_its_permissions() -> None:
    assert set(PARTS_OF_ROLE) == set(User.Role)


@pytest.mark.parametrize("is_superuser", [False, True])
@pytest.mark.parametrize("role", list(User.Role))
def test_nobody_who_is_not_active_may_do_anything(cast: Cast, role: User.Role, is_superuser: bool) -> None:
    user = StaffFactory.create(clinic=cast.clinic, role=role, is_active=False, is_superuser=is_superuser)

    assert user.get_all_permissions() == set()
    assert AnonymousUser().get_all_permissions() == set()


def test_only_superusers_may_do_everything(cast: Cast) -> None:
    assert cast.superuser.has_perm("accounts.delete_user")
    assert not cast.administrator.has_perm("conversations.view_upload")


def test_signing_out_ends_the_session_in_the_database(cast: Cast) -> None:
    client = Client()
    sign_in_with_both(client, cast.clinician)
    kept = UserSession.objects.get(user=cast.clinician).session_key
    client.post(reverse("admin:logout"))

    assert not UserSession.objects.filter(session_key=kept).exists()


def test_a_new_password_ends_every_other_session(cast: Cast) -> None:
    clients = [Client(), Client()]
    for client in clients:
        sign_in_with_both(client, cast.clinician)
    cast.clinician.set_password("another pass phrase")
    cast.clinician.save()

    assert {client.get(reverse("admin:index")).status_code for client in clients} == {302}


def test_deleting_an_account_ends_its_sessions(cast: Cast) -> None:
    client = Client()
    sign_in_with_both(client, cast.outsider)
    User.objects.filter(id=cast.outsider.id).delete()

    assert client.get(reverse("admin:index")).status_code == 302
    assert not UserSession.objects.exists()


def test_of_a_user_the_account_acts_and_of_a_key_only_its_id_is_kept(cast: Cast) -> None:
    new = create_key(clinic=cast.clinic, name="app", scopes=["risk:write"])
    caller = find_caller(new.text)
    assert caller is not None

    assert account_of(cast.clinician) == (cast.clinician.id, cast.clinician.id)
    assert account_of(caller) == (None, new.id)
    assert str(caller) == f"key {new.id}"
    assert new.text not in repr(caller)


@pytest.mark.parametrize(("email", "kept"), [("A.B@CLINIC.Example", "A.B@clinic.example"), (None, None), ("", None)])
def test_an_address_is_kept_in_one_form_and_none_is_null(db: None, email: str | None, kept: str | None) -> None:
    user = User.objects.create_user(email)

    assert user.email == kept
    assert not user.has_usable_password()


def test_a_superuser_made_on_the_command_line_runs_everything_and_belongs_to_no_clinic(db: None) -> None:
    root = User.objects.create_superuser("root@clinic.example", "a long pass phrase")

    assert (root.is_staff, root.is_superuser, root.clinic_id, root.is_pseudonymous) == (True, True, None, False)
    assert root.check_password("a long pass phrase")


def test_a_right_is_to_a_kind_of_record_and_never_to_a_single_one(cast: Cast) -> None:
    assert cast.clinician.has_perm("accounts.view_user")
    assert not cast.clinician.has_perm("accounts.view_user", cast.person)


@pytest.mark.parametrize(("role", "letter"), [("person", "P"), ("clinician", "S"), ("administrator", "S")])
def test_a_code_is_the_tail_of_the_id_and_tells_people_from_staff(role: str, letter: str) -> None:
    account = User(id=UUID("01920000-0000-7000-8000-00000012ab3c"), role=role)

    assert account.code == str(account) == f"{letter}-12AB3C"


def test_every_purpose_fits_its_column() -> None:
    assert max(len(purpose) for purpose in Purpose) <= MAX_PURPOSE_CHARACTERS
