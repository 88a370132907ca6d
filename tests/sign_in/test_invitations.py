"""How staff come in: a mail, a password of their own, a second step; and nobody learns who has an account."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.sign_in.invitations import InvitationOverError, accept, invite, secret_of
from resona.sign_in.models import StaffInvitation
from tests.admin.pages import list_url, sign_in
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.factories import StaffFactory
from tests.sign_in.mails import body_of, link_in, mail_taken

ADD = reverse("admin:sign_in_staffinvitation_add")
PASSWORD = "a long enough pass phrase"
NAMED = {"name": "Amina Otieno", "new_password1": PASSWORD, "new_password2": PASSWORD}
NEW = {"email": "amina@clinic.example", "role": "clinician"}


def invited(cast: Cast, **given: Any) -> StaffInvitation:
    details: dict[str, Any] = {
        "email": NEW["email"],
        "role": "clinician",
        "clinic": cast.clinic,
        "inviter": cast.administrator,
    }
    details |= {"actor": f"staff:{cast.administrator.pk}", "now": timezone.now(), **given}
    return invite(**details)


def path_of(invitation: StaffInvitation) -> str:
    return reverse("sign_in:invitation", args=[secret_of(invitation)])


def test_the_list_of_staff_leads_an_administrator_to_an_invitation(cast: Cast) -> None:
    staff = f"{list_url(User)}?who=staff"

    assert f'href="{ADD}">Invite a colleague' in sign_in(cast.administrator).get(staff).content.decode()
    assert "Invite a colleague" not in sign_in(cast.clinician).get(staff).content.decode()
    assert "Invite a colleague" not in sign_in(cast.administrator).get(list_url(User)).content.decode()


def test_whoever_is_invited_sets_their_own_password_and_second_step(cast: Cast, settings: Any) -> None:
    with mail_taken(settings) as taken:
        sign_in(cast.administrator).post(ADD, NEW)
    (message,) = taken
    browser = Client()
    page: Any = browser.get(link_in(message), follow=True)
    assert cast.clinic.name in page.content.decode()
    answer: Any = browser.post(page.redirect_chain[-1][0], NAMED)

    assert answer["Location"] == reverse("sign_in:enrol")
    assert browser.get(reverse("sign_in:enrol")).status_code == 200
    user = User.objects.of_address(NEW["email"]).get()
    assert (user.name, user.role, user.clinic_id) == ("Amina Otieno", "clinician", cast.clinic.id)
    assert (user.timezone, user.is_pseudonymous, user.is_superuser) == (cast.clinic.timezone, False, False)
    assert user.check_password(PASSWORD)
    assert browser.get(reverse("admin:index")).status_code == 302  # not before the second step
    assert NEW["email"] == message["To"]
    changes = list(
        SecurityEvent.objects.filter(kind="staff_changed").order_by("id").values_list("detail__change", "actor")
    )
    assert changes == [("invited", f"staff:{cast.administrator.pk}"), ("came in", f"staff:{user.pk}")]


def test_an_invitation_opens_once(cast: Cast) -> None:
    invitation = invited(cast)
    accept(invitation, name="A", password=PASSWORD, now=timezone.now())
    assert Client().get(path_of(invitation), follow=True).status_code == 410
    with pytest.raises(InvitationOverError):
        accept(invitation, name="A", password=PASSWORD, now=timezone.now())


def test_an_invitation_ends_by_itself_by_another_one_and_when_it_is_withdrawn(cast: Cast) -> None:
    old, new = invited(cast), invited(cast)
    assert [Client().get(path_of(each), follow=True).status_code for each in (old, new)] == [410, 200]
    form = {"action": "end", "_selected_action": [str(new.pk)]}
    sign_in(cast.administrator).post(list_url(StaffInvitation), form)
    assert Client().get(path_of(new), follow=True).status_code == 410
    third = invited(cast)
    StaffInvitation.objects.filter(pk=third.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path_of(third), follow=True).status_code == 410


@pytest.mark.parametrize("secret", ["x", "opened", "a" * 64, "..%2f", "0" * 1000])
def test_what_is_no_link_opens_nothing(cast: Cast, secret: str) -> None:
    invited(cast)
    assert Client().get(reverse("sign_in:invitation", args=[secret]), follow=True).status_code == 410


@pytest.mark.parametrize("whose", ["clinician", "stranger", "person"])
def test_an_address_that_is_somebodys_already_is_answered_like_any_other_and_mailed_nothing(
    cast: Cast, settings: Any, whose: str
) -> None:
    User.objects.filter(pk=cast.person.pk).update(email="person@home.example")
    taken_address = (User.objects.get(pk=getattr(cast, whose).pk).email or "").upper()
    pages = []
    with mail_taken(settings) as taken:
        for email in (taken_address, "nobody@clinic.example"):
            page = sign_in(cast.administrator).post(ADD, {**NEW, "email": email}, follow=True).content.decode()
            pages.append(("is on its way, unless" in page, page.count("waiting")))

    assert pages == [(True, 1), (True, 2)]
    assert [message["To"] for message in taken] == ["nobody@clinic.example"]


def test_an_invitation_whose_address_was_taken_meanwhile_makes_no_account(cast: Cast) -> None:
    invitation = invited(cast)
    StaffFactory.create(email=NEW["email"].upper())
    before = User.objects.count()
    browser = Client()
    page: Any = browser.get(path_of(invitation), follow=True)
    assert browser.post(page.redirect_chain[-1][0], NAMED).status_code == 410
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "fault",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 201},
        {"name": "a\0b"},
        {"new_password2": "another one altogether"},
        {"new_password1": "short", "new_password2": "short"},
        {"new_password1": "amina@clinic.example", "new_password2": "amina@clinic.example"},
    ],
    ids=str,
)
def test_a_fault_makes_no_account(cast: Cast, fault: dict[str, str]) -> None:
    browser = Client()
    page: Any = browser.get(path_of(invited(cast)), follow=True)
    assert browser.post(page.redirect_chain[-1][0], NAMED | fault).status_code == 200
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_the_secret_stands_in_no_table_and_in_no_address_that_stays(cast: Cast) -> None:
    invitation = invited(cast)
    secret = secret_of(invitation)
    page: Any = Client().get(path_of(invitation), follow=True)

    assert secret not in page.redirect_chain[-1][0]
    assert secret not in page.content.decode()
    row = StaffInvitation.objects.filter(pk=invitation.pk).values().get()
    assert secret.encode() not in b"".join(str(value).encode() for value in row.values())


def test_a_link_opens_after_the_keys_were_changed(cast: Cast, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("aa")
    invitation = invited(cast)
    settings.RESONA_KEYRING = make_keyring("bb", "aa")
    with mail_taken(settings) as taken:
        call_command("invite_staff", "other@clinic.example", clinic=cast.clinic.name, stdout=StringIO())
    assert Client().get(link_in(taken[0]), follow=True).status_code == 200
    assert Client().get(path_of(invitation), follow=True).status_code == 200


@pytest.mark.parametrize(("caller", "status"), [("clinician", 403), ("stranger", 403), ("person", 302)])
def test_who_administers_nothing_invites_nobody(cast: Cast, caller: str, status: int) -> None:
    assert sign_in(getattr(cast, caller)).post(ADD, NEW).status_code == status
    assert not StaffInvitation.objects.exists()


@pytest.mark.parametrize(
    "fault", [{"email": "no address"}, {"email": '"a,b"@c.example'}, {"role": "person"}, {"role": "superuser"}]
)
def test_only_staff_with_an_address_are_invited(cast: Cast, fault: dict[str, str]) -> None:
    assert sign_in(cast.administrator).post(ADD, NEW | fault).status_code == 200
    assert not StaffInvitation.objects.exists()


def test_an_administrator_invites_to_no_other_clinic_and_a_superuser_says_which(cast: Cast) -> None:
    elsewhere = str(cast.stranger.clinic_id)
    sign_in(cast.administrator).post(ADD, {**NEW, "clinic": elsewhere})
    assert StaffInvitation.objects.get().clinic_id == cast.clinic.id
    sign_in(cast.superuser).post(ADD, {**NEW, "email": "root@clinic.example", "clinic": elsewhere})
    assert str(StaffInvitation.objects.latest("id").clinic_id) == elsewhere


def test_a_command_invites_and_names_what_is_wrong(cast: Cast, settings: Any) -> None:
    with mail_taken(settings) as taken:
        call_command("invite_staff", NEW["email"], clinic=cast.clinic.name, role="administrator", stdout=StringIO())
    assert "clinic administrator" in body_of(taken[0])
    with pytest.raises(CommandError, match="no e-mail address"):
        call_command("invite_staff", "nobody", clinic=cast.clinic.name)
    with pytest.raises(CommandError, match="no clinic"):
        call_command("invite_staff", NEW["email"], clinic="nowhere")
