"""What the admin writes: staff, care teams, a clinic's own settings; no record, and nothing is deleted but a team."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from conversations.models import Message, Upload
from resona.accounts.models import ApiKey, CareTeam, CareTeamPerson, Clinic, User
from resona.compliance.models import ConsentRecord
from resona.sign_in.models import StaffInvitation
from risk.models import CrisisEvent, Dissonance
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.records import make_assessment, make_session
from tests.admin.test_scope import OF_PEOPLE
from tests.conftest import Cast
from tests.factories import StaffFactory, make_api_key

INVITE = reverse("admin:sign_in_staffinvitation_add")
RECORDS = [model for model in OF_PEOPLE if model is not User]


def may(user: User, model: type[Model], what: str, record: Model | None = None) -> bool:
    request = RequestFactory().get("/admin/")
    request.user = user
    ask = getattr(admin.site._registry[model], f"has_{what}_permission")
    return bool(ask(request) if what == "add" else ask(request, record))


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_records_are_neither_added_changed_nor_deleted_by_anyone(cast: Cast, model: type[Model]) -> None:
    record = OF_PEOPLE[model](cast.person)
    before = type(record)._default_manager.filter(pk=record.pk).values().get()

    for user in (cast.clinician, cast.administrator, cast.superuser):
        assert not any(may(user, model, what, record) for what in ("add", "change", "delete"))
    client = sign_in(cast.superuser)
    delete = page_url(record).replace("change", "delete")
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert client.post(page_url(record), {"language": "xx"}).status_code in (403, 405)
    client.post(list_url(model), {"action": "delete_selected", "_selected_action": [str(record.pk)], "post": "yes"})
    assert type(record)._default_manager.filter(pk=record.pk).values().get() == before


@pytest.mark.parametrize("model", [User, Clinic])
def test_nobody_deletes_people_staff_or_clinics(cast: Cast, model: type[Model]) -> None:
    assert not any(may(user, model, "delete") for user in (cast.clinician, cast.administrator, cast.superuser))


def test_people_are_not_changed_and_clinicians_change_no_account(cast: Cast) -> None:
    assert not may(cast.superuser, User, "change", cast.person)
    assert not may(cast.administrator, User, "change", cast.person)
    assert not may(cast.clinician, User, "change", cast.outsider)
    assert sign_in(cast.superuser).post(page_url(cast.person), {"email": "x@x.example"}).status_code == 405


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (Message, "content"),
        (Dissonance, "transcript"),
        (Upload, "encrypted_data"),
        (CrisisEvent, "resolution_note"),
        (ConsentRecord, "reason"),
        (ApiKey, "digest"),
    ],
)
def test_pages_of_records_show_no_sealed_column(cast: Cast, model: type[Model], column: str) -> None:
    assert column not in admin.site._registry[model].get_fields(_request(cast.superuser))


def test_administrators_invite_staff_to_their_own_clinic_and_add_no_account(cast: Cast) -> None:
    password, elsewhere = "a long enough pass phrase", str(cast.stranger.clinic_id)
    form = {"email": "new@clinic.example", "role": "clinician", "clinic": elsewhere, "is_superuser": "on"}
    client = sign_in(cast.administrator)
    own_password = {**form, "password1": password, "password2": password}

    assert client.post(reverse("admin:accounts_user_add"), own_password).status_code == 403
    assert client.post(INVITE, form).status_code == 302
    new = StaffInvitation.objects.get()
    assert (new.email, new.clinic, new.role) == ("new@clinic.example", cast.clinic, "clinician")
    assert new.invited_by_uuid == cast.administrator.pk
    assert not User.objects.filter(email="new@clinic.example").exists()


@pytest.mark.parametrize("change", [{"role": "person"}, {"email": ""}])
def test_nobody_is_invited_by_a_faulty_form(cast: Cast, change: dict[str, str]) -> None:
    form = {"email": "new@clinic.example", "role": "clinician", **change}

    assert sign_in(cast.administrator).post(INVITE, form).status_code == 200
    assert not StaffInvitation.objects.exists()


def staff_form(user: User, **changes: Any) -> dict[str, Any]:
    form = {"email": user.email, "role": user.role, "is_active": "on", "timezone": "UTC", "language": "en", "phone": ""}
    return {key: value for key, value in {**form, **changes}.items() if value is not None}


def test_administrators_deactivate_and_promote_their_staff(cast: Cast) -> None:
    form = staff_form(cast.clinician, is_active=None, role="administrator", clinic=str(cast.stranger.clinic_id))
    client = sign_in(cast.administrator)

    assert client.post(page_url(cast.clinician), form).status_code == 302
    cast.clinician.refresh_from_db()
    # Whoever is deactivated passes on their work, which this page does not ask for.
    assert (cast.clinician.is_active, cast.clinician.role) == (True, "administrator")
    # No account moves to another clinic, whatever is sent.
    assert cast.clinician.clinic_id == cast.clinic.id
    successor = {"successor": str(cast.outsider.pk)}
    assert client.post(act_url("accounts_user_deactivate", cast.clinician), successor).status_code == 302
    cast.clinician.refresh_from_db()
    assert (cast.clinician.is_active, cast.clinician.role) == (False, "administrator")


def test_nobody_rises_above_their_clinic_or_locks_themselves_out(cast: Cast) -> None:
    root = StaffFactory.create(clinic=cast.clinic, is_superuser=True, role=User.Role.ADMINISTRATOR)
    client = sign_in(cast.administrator)

    assert client.post(page_url(root), staff_form(root, is_active=None)).status_code == 403
    assert client.post(page_url(cast.stranger), staff_form(cast.stranger)).status_code == 404
    client.post(page_url(cast.administrator), staff_form(cast.administrator, is_active=None, is_superuser="on"))
    cast.administrator.refresh_from_db()
    assert (cast.administrator.is_active, cast.administrator.is_superuser) == (True, False)


@pytest.mark.parametrize(("subject", "status"), [("clinician", 302), ("stranger", 404), ("person", 404)])
def test_administrators_have_links_mailed_to_their_staff_only_and_set_no_password(
    cast: Cast, subject: str, status: int
) -> None:
    account = getattr(cast, subject)
    before = account.password
    client = sign_in(cast.administrator)
    form = {"password1": "another pass phrase", "password2": "another pass phrase", "usable_password": "true"}

    assert client.post(act_url("accounts_user_password-link", account), form).status_code == status
    client.post(page_url(account).replace("change", "password"), form)
    mailed = ProcrastinateJob.objects.filter(task_name="mail_notice").values_list("args__account_id", flat=True)
    assert list(mailed) == ([str(account.pk)] if status == 302 else [])
    account.refresh_from_db()
    assert account.password == before


def test_administrators_say_who_is_responsible_for_a_person(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    url = act_url("accounts_user_teams", cast.unassigned_person)

    assert client.post(url, {"teams": [str(cast.team.id)]}).status_code == 302
    assert list(cast.unassigned_person.care_teams.all()) == [cast.team]
    client.post(url, {"teams": []})
    assert not cast.unassigned_person.care_teams.exists()


def test_no_one_else_says_who_is_responsible(cast: Cast) -> None:
    url = act_url("accounts_user_teams", cast.unassigned_person)
    foreign_team = CareTeam.objects.create(clinic=_elsewhere(cast), name="Theirs")

    assert sign_in(cast.clinician).post(url, {"teams": [str(cast.team.id)]}).status_code == 403
    assert sign_in(cast.stranger).post(url, {"teams": [str(foreign_team.id)]}).status_code == 404
    assert sign_in(cast.administrator).post(url, {"teams": [str(foreign_team.id)]}).status_code == 200
    assert sign_in(cast.administrator).get(act_url("accounts_user_teams", cast.clinician)).status_code == 404
    assert not cast.unassigned_person.care_teams.exists()


def team_form(*, staff: list[User] | None = None, people: list[User] | None = None, **fields: str) -> dict[str, Any]:
    form: dict[str, Any] = {**fields}
    for prefix, field, accounts in (("memberships", "staff", staff or []), ("caseload", "person", people or [])):
        form |= {f"{prefix}-TOTAL_FORMS": len(accounts), f"{prefix}-INITIAL_FORMS": 0}
        form |= {f"{prefix}-{index}-{field}": str(account.id) for index, account in enumerate(accounts)}
    return form


def test_administrators_form_teams_of_their_own_clinic(cast: Cast) -> None:
    form = team_form(name="New", staff=[cast.outsider], people=[cast.unassigned_person])

    assert sign_in(cast.administrator).post(reverse("admin:accounts_careteam_add"), form).status_code == 302
    team = CareTeam.objects.get(name="New")
    assert (team.clinic, list(team.staff.all()), list(team.people.all())) == (
        cast.clinic,
        [cast.outsider],
        [cast.unassigned_person],
    )


@pytest.mark.parametrize(
    ("caller", "form"),
    [
        ("administrator", lambda cast: {"staff": [cast.stranger]}),
        ("administrator", lambda cast: {"people": [cast.strange_person]}),
        ("administrator", lambda cast: {"staff": [cast.person]}),
        ("administrator", lambda cast: {"people": [cast.outsider]}),
        ("superuser", lambda cast: {"clinic": str(cast.clinic.id), "people": [cast.strange_person]}),
    ],
)
def test_a_team_takes_nobody_from_elsewhere(cast: Cast, caller: str, form: Any) -> None:
    url = reverse("admin:accounts_careteam_add")

    answer = sign_in(getattr(cast, caller)).post(url, team_form(name="New", **form(cast)))

    assert answer.status_code == 200
    assert not CareTeam.objects.filter(name="New").exists()


def test_a_team_can_be_given_up(cast: Cast) -> None:
    url = page_url(cast.team).replace("change", "delete")

    assert sign_in(cast.clinician).post(url, {"post": "yes"}).status_code == 403
    page = sign_in(cast.administrator).get(url).content.decode()
    assert "cares for 1 person. Without it, no one is responsible for 1 of them." in page
    assert sign_in(cast.administrator).post(url, {"post": "yes"}).status_code == 302
    assert not CareTeamPerson.objects.filter(person=cast.person).exists()
    assert User.objects.filter(id=cast.person.id).exists()


def test_administrators_change_their_clinic_to_a_time_zone_that_exists(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    form = {"name": cast.clinic.name, "timezone": "Africa/Kigali", "crisis_email": "now@clinic.example"}

    assert client.post(page_url(cast.clinic), {**form, "timezone": "Mars/Base"}).status_code == 200
    assert client.post(page_url(cast.clinic), form).status_code == 302
    cast.clinic.refresh_from_db()
    assert (cast.clinic.timezone, cast.clinic.crisis_email) == ("Africa/Kigali", "now@clinic.example")
    assert not may(cast.administrator, Clinic, "add")


def test_keys_are_revoked_and_never_shown(cast: Cast) -> None:
    text = make_api_key(cast.clinic, "records:read")
    foreign = ApiKey.objects.create(clinic=_elsewhere(cast), name="theirs", digest=b"x" * 32)
    key = ApiKey.objects.exclude(id=foreign.id).get()
    client = sign_in(cast.administrator)

    page = client.get(page_url(key)).content.decode()
    assert text not in page
    assert bytes(key.digest).hex() not in page
    client.post(list_url(ApiKey), {"action": "revoke", "_selected_action": [str(key.id), str(foreign.id)]})

    assert list(ApiKey.objects.filter(revoked_at__isnull=False)) == [key]


def test_an_assessment_with_an_open_action_page_is_not_thereby_changeable(cast: Cast) -> None:
    assessment = make_assessment(make_session(cast.person, datetime.now(UTC)))

    answer = sign_in(cast.clinician).post(page_url(assessment), {"action_taken": "sneaked in"})

    assert answer.status_code == 403
    assessment.refresh_from_db()
    assert assessment.action_taken is None


def _elsewhere(cast: Cast) -> Clinic:
    return Clinic.objects.exclude(id=cast.clinic.id).get()


def _request(user: User) -> Any:
    request = RequestFactory().get("/admin/")
    request.user = user
    return request
