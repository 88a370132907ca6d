"""Forms of staff and clinics: what is not filled in, filled in twice, or not to be chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from resona.accounts.models import Clinic, User, UserSession
from tests.admin.pages import page_url, sign_in
from tests.conftest import Cast

ADD = reverse("admin:accounts_user_add")
PASSWORD = "a long enough pass phrase"
NEW = {"email": "new@clinic.example", "role": "clinician", "password1": PASSWORD, "password2": PASSWORD}


def changed(user: User, **fields: Any) -> dict[str, Any]:
    given = {
        "email": user.email,
        "role": user.role,
        "is_active": "on",
        "timezone": "UTC",
        "language": "en",
        "phone": "",
    }
    return {name: value for name, value in {**given, **fields}.items() if value is not None}


def errors_of(cast: Cast, url: str, form: dict[str, Any], by: str = "administrator") -> dict[str, list[str]]:
    answer = sign_in(getattr(cast, by)).post(url, form)
    assert answer.status_code == 200
    errors: dict[str, list[str]] = answer.context["adminform"].form.errors
    return errors


@pytest.mark.parametrize("caller", ["clinician", "administrator", "superuser"])
def test_nobody_adds_an_account_with_a_password_of_their_choice(cast: Cast, caller: str) -> None:
    client = sign_in(getattr(cast, caller))
    assert client.get(ADD).status_code == client.post(ADD, NEW).status_code == 403
    assert not User.objects.filter(email=NEW["email"]).exists()


@pytest.mark.parametrize("caller", ["administrator", "superuser"])
def test_nobody_sets_a_colleagues_password(cast: Cast, caller: str) -> None:
    path = f"/admin/accounts/user/{cast.clinician.pk}/password/"
    form = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    assert sign_in(getattr(cast, caller)).post(path, form).status_code in {302, 404}
    assert User.objects.get(pk=cast.clinician.pk).check_password("staff password")


def test_an_administrator_leads_no_links_to_another_address(cast: Cast) -> None:
    for email in ("mine@elsewhere.example", cast.administrator.email):
        sign_in(cast.administrator).post(page_url(cast.clinician), changed(cast.clinician, email=email))
        assert User.objects.get(pk=cast.clinician.pk).email == cast.clinician.email


def test_an_address_is_that_of_one_account_only(cast: Cast) -> None:
    form = changed(cast.outsider, email=(cast.clinician.email or "").upper())
    assert errors_of(cast, page_url(cast.outsider), form, by="superuser")


def test_staff_have_names_and_people_none_in_clear(cast: Cast) -> None:
    sign_in(cast.administrator).post(page_url(cast.clinician), changed(cast.clinician, name="Amina Otieno"))
    assert User.objects.get(pk=cast.clinician.pk).called == "Amina Otieno"
    with pytest.raises(IntegrityError, match="ck_users_name"), transaction.atomic():
        User.objects.filter(pk=cast.person.pk).update(name="Amina")


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"role": "person"}, "role"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"language": "x" * 11}, "language"),
        ({"phone": "1" * 21}, "phone"),
    ],
    ids=str,
)
def test_a_faulty_change_changes_nothing(cast: Cast, fault: dict[str, str], field: str) -> None:
    before = User.objects.filter(id=cast.clinician.id).values().get()

    assert field in errors_of(cast, page_url(cast.clinician), changed(cast.clinician, **fault))
    assert User.objects.filter(id=cast.clinician.id).values().get() == before


def test_a_change_leaves_the_password_and_what_is_not_on_the_page(cast: Cast) -> None:
    form = changed(cast.clinician, phone="+254 700 000000", password="!", consent_version="9", last_active="2026-01-01")

    assert sign_in(cast.administrator).post(page_url(cast.clinician), form).status_code == 302
    after = User.objects.get(id=cast.clinician.id)
    assert (after.phone, after.consent_version, after.last_active) == ("+254 700 000000", "", None)
    assert after.check_password("staff password")


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "administrator"}, {"is_superuser": True}])
def test_who_is_deactivated_or_becomes_somebody_else_is_signed_out_whatever_wrote_it(
    cast: Cast, change: dict[str, object]
) -> None:
    clinician = sign_in(cast.clinician)
    assert clinician.get(page_url(cast.person)).status_code == 200
    User.objects.filter(pk=cast.clinician.pk).update(**change)

    assert not UserSession.objects.filter(user=cast.clinician).exists()
    User.objects.filter(pk=cast.clinician.pk).update(is_active=True, role="clinician", is_superuser=False)
    assert clinician.get(page_url(cast.person))["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize("role", [User.Role.CLINICIAN, User.Role.ADMINISTRATOR])
def test_nobody_changes_their_own_role(cast: Cast, role: User.Role) -> None:
    sign_in(cast.administrator).post(page_url(cast.administrator), changed(cast.administrator, role=role))

    assert User.objects.get(id=cast.administrator.id).role == User.Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"crisis_email": '"a,b"@c.example'}, "crisis_email"),
        ({"crisis_email": "nobody"}, "crisis_email"),
        ({"crisis_email": "a@b.example\nBcc: c@d.example"}, "crisis_email"),
        ({"timezone": "EAT"}, "timezone"),
    ],
    ids=str,
)
def test_a_faulty_clinic_is_not_saved(cast: Cast, fault: dict[str, str], field: str) -> None:
    before = Clinic.objects.filter(id=cast.clinic.id).values().get()
    form = {"name": cast.clinic.name, "timezone": "UTC", "crisis_email": ""} | fault

    assert field in errors_of(cast, page_url(cast.clinic), form)
    assert Clinic.objects.filter(id=cast.clinic.id).values().get() == before


def test_a_time_zone_that_cannot_be_opened_is_asked_for_again_and_never_becomes_another(cast: Cast) -> None:
    Clinic.objects.filter(id=cast.clinic.id).update(timezone="Mars/Olympus")
    shown = sign_in(cast.administrator).get(page_url(cast.clinic))
    field = shown.context["adminform"].form.fields["timezone"]
    assert field.choices[0] == ("", "“Mars/Olympus” is not known here: please choose")
    for unknown in ("Mars/Olympus", ""):
        form = {"name": cast.clinic.name, "timezone": unknown, "crisis_email": ""}
        assert "timezone" in errors_of(cast, page_url(cast.clinic), form)


def test_two_clinics_do_not_bear_one_name(cast: Cast) -> None:
    other = Clinic.objects.exclude(id=cast.clinic.id).get()
    form = {"name": other.name, "timezone": "UTC", "crisis_email": ""}

    assert "name" in errors_of(cast, page_url(cast.clinic), form)


@pytest.mark.parametrize(("caller", "status"), [("clinician", 403), ("stranger", 404)])
def test_only_administrators_change_their_clinic(cast: Cast, caller: str, status: int) -> None:
    form = {"name": "Taken over", "timezone": "UTC", "crisis_email": ""}

    assert sign_in(getattr(cast, caller)).post(page_url(cast.clinic), form).status_code == status
    assert Clinic.objects.get(id=cast.clinic.id).name == cast.clinic.name


def test_a_superuser_sets_up_a_clinic(cast: Cast) -> None:
    url = reverse("admin:accounts_clinic_add")
    form = {"name": "Third", "timezone": "Africa/Kigali", "crisis_email": ""}

    assert sign_in(cast.administrator).post(url, form).status_code == 403
    assert sign_in(cast.superuser).post(url, form).status_code == 302
    assert Clinic.objects.get(name="Third").timezone == "Africa/Kigali"
