"""Lists of people, staff, teams, clinics and keys: what each shows, to whom, and what it says of what is missing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from resona.accounts.keys import create_key
from resona.accounts.models import ApiKey, CareTeam, CareTeamPerson, Clinic, User
from resona.accounts.person_page import VIEWS
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.records import make_name
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, StaffFactory, join_team
from tests.slots import added

HOSTILE = '<script>alert("x")</script>'


def words_of(client: Client, url: str, **query: str) -> str:
    """What stands in the page's content, without its markup."""
    answer = client.get(url, query)
    assert answer.status_code == 200
    content = answer.content.decode().partition('id="content"')[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", content)))


def listed(client: Client, model: type[Model], **query: str) -> set[Any]:
    answer = client.get(list_url(model), query)
    assert answer.status_code == 200
    return {row.pk for row in answer.context["cl"].result_list}


def test_people_and_staff_are_lists_of_their_own(cast: Cast) -> None:
    client = sign_in(cast.administrator)

    assert listed(client, User) == {cast.person.pk, cast.other_person.pk, cast.unassigned_person.pk}
    assert listed(client, User, who="people") == listed(client, User)
    assert listed(client, User, who="staff") == {cast.clinician.pk, cast.outsider.pk, cast.administrator.pk}
    assert listed(client, User, who="everyone") == set()


def test_the_list_of_people_tells_their_team_and_consent(cast: Cast) -> None:
    User.objects.filter(id=cast.unassigned_person.id).update(consent_version="")
    words = words_of(sign_in(cast.administrator), list_url(User))

    assert cast.team.name in words
    assert "No one responsible" in words
    assert "none: nothing is recorded" in words
    assert "3 people" in words


def test_the_list_of_staff_tells_their_address_role_and_state(cast: Cast) -> None:
    User.objects.filter(id=cast.outsider.id).update(is_active=False, last_login=timezone.now())
    words = words_of(sign_in(cast.administrator), list_url(User), who="staff")

    for shown in (cast.clinician.email, "clinic administrator", "deactivated", "just now", "3 staff"):
        assert shown is not None
        assert shown in words


@pytest.mark.parametrize("who", ["people", "staff"])
def test_no_name_or_address_becomes_markup(cast: Cast, who: str) -> None:
    make_name(cast.person, HOSTILE)
    User.objects.filter(id=cast.clinician.id).update(email=HOSTILE)
    CareTeam.objects.filter(id=cast.team.id).update(name=f"{HOSTILE} team")
    html = sign_in(cast.administrator).get(list_url(User), {"who": who}).content.decode()

    assert HOSTILE not in html
    assert HOSTILE in unescape(html)


def test_staff_are_found_by_their_address_and_people_by_nothing_personal(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    User.objects.filter(id=cast.person.id).update(email="amina@home.example", phone="0700 123456")
    client = sign_in(cast.administrator)
    assert cast.clinician.email is not None

    assert listed(client, User, who="staff", q=cast.clinician.email.upper()) == {cast.clinician.pk}
    assert listed(client, User, who="staff", q=cast.clinician.code) == {cast.clinician.pk}
    for term in ("amina@home.example", "%@", "_@"):
        assert listed(client, User, q=term) == set(), term
    for term in ("Amina", "0700", "%", "_"):
        assert client.get(list_url(User), {"q": term})["Location"] == f"{list_url(User)}?", term
    assert listed(client, User, q=str(cast.person.id)) == {cast.person.pk}


def test_choosing_staff_for_a_team_offers_colleagues_only(cast: Cast) -> None:
    query = {"app_label": "accounts", "model_name": "careteamperson", "field_name": "person"}
    url = reverse("admin:autocomplete")

    assert sign_in(cast.clinician).get(url, {**query, "term": cast.person.code}).json()["results"][0]["id"]
    assert sign_in(cast.person).get(url, query).status_code == 302
    assert Client().get(url, query).status_code == 302


@pytest.mark.parametrize("term", ["\0", "a\0b@clinic.example", "%_\\"])
def test_what_no_address_can_hold_is_sought_without_harm(cast: Cast, term: str) -> None:
    query = {"app_label": "accounts", "model_name": "careteamperson", "field_name": "person", "term": term}

    assert sign_in(cast.administrator).get(reverse("admin:autocomplete"), query).json()["results"] == []


def test_a_clinic_without_a_crisis_address_says_that_nobody_is_told(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    assert cast.clinic.crisis_email in words_of(client, list_url(Clinic))

    Clinic.objects.filter(id=cast.clinic.id).update(crisis_email="")

    assert "nobody is told" in words_of(client, list_url(Clinic))


def test_a_team_tells_who_is_in_it(cast: Cast) -> None:
    join_team(cast.team, people=PersonFactory.create_batch(2, clinic=cast.clinic))
    empty = CareTeamFactory.create(clinic=cast.clinic, name="Empty")
    words = words_of(sign_in(cast.administrator), list_url(CareTeam))

    assert re.search(rf"{re.escape(cast.team.name)} {cast.clinic.name} {cast.clinician.email} 3\b", words)
    assert re.search(rf"{empty.name} {cast.clinic.name} no one 0\b", words)


def test_a_team_whose_staff_are_all_gone_has_no_one(cast: Cast) -> None:
    User.objects.filter(id=cast.clinician.id).update(is_active=False)

    assert re.search(
        rf"{re.escape(cast.team.name)} {cast.clinic.name} no one 1\b",
        words_of(sign_in(cast.administrator), list_url(CareTeam)),
    )


def test_giving_up_a_team_counts_those_who_have_no_other(cast: Cast) -> None:
    shared = PersonFactory.create(clinic=cast.clinic)
    join_team(cast.team, people=[shared])
    join_team(CareTeamFactory.create(clinic=cast.clinic), people=[shared])
    url = page_url(cast.team).replace("change", "delete")

    page = sign_in(cast.administrator).get(url).content.decode()

    assert f"{cast.team.name} cares for 2 people. Without it, no one is responsible for 1 of them." in page
    assert sign_in(cast.stranger).get(url).status_code == 404


def test_a_team_shows_its_people_by_code_and_its_staff_by_address(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    words = words_of(sign_in(cast.administrator), page_url(cast.team))

    assert cast.person.code in words
    assert cast.clinician.email is not None
    assert cast.clinician.email in words
    assert "Amina" not in words


def test_a_clinician_reads_a_team_and_changes_nothing_of_it(cast: Cast) -> None:
    client = sign_in(cast.clinician)

    assert client.get(page_url(cast.team)).status_code == 200
    assert client.post(page_url(cast.team), {"name": "Renamed"}).status_code == 403
    assert client.post(reverse("admin:accounts_careteam_add"), {"name": "New"}).status_code == 403


def saved_team(cast: Cast, client: Client, **more: str) -> int:
    """Posts the page of the cast's team as it stands, with these fields changed."""
    member, place = cast.team.memberships.get(), CareTeamPerson.objects.get(team=cast.team)
    form = {
        "name": cast.team.name,
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(member.id),
        "memberships-0-team": str(cast.team.id),
        "caseload-TOTAL_FORMS": "1",
        "caseload-INITIAL_FORMS": "1",
        "caseload-0-id": str(place.id),
        "caseload-0-team": str(cast.team.id),
        **more,
    }
    return client.post(page_url(cast.team), form).status_code


def test_people_are_taken_from_a_team_and_put_into_it(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    put = {"caseload-TOTAL_FORMS": "2", "caseload-1-person": str(cast.unassigned_person.id), "caseload-0-DELETE": "on"}

    assert saved_team(cast, client, **put) == 302
    assert list(cast.team.people.all()) == [cast.unassigned_person]
    assert list(cast.team.staff.all()) == [cast.clinician]


def test_nobody_is_put_into_a_team_twice(cast: Cast) -> None:
    twice = {"caseload-TOTAL_FORMS": "2", "caseload-1-person": str(cast.person.id)}

    assert saved_team(cast, sign_in(cast.administrator), **twice) == 200
    assert cast.team.people.count() == 1


def test_a_team_moves_to_no_other_clinic(cast: Cast) -> None:
    assert saved_team(cast, sign_in(cast.superuser), clinic=str(cast.stranger.clinic_id), name="Moved") == 302
    cast.team.refresh_from_db()

    assert (cast.team.name, cast.team.clinic_id) == ("Moved", cast.clinic.id)


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_team_needs_a_name(cast: Cast, name: str) -> None:
    assert saved_team(cast, sign_in(cast.administrator), name=name) == 200
    assert CareTeam.objects.get(id=cast.team.id).name == cast.team.name


def test_two_teams_of_a_clinic_do_not_bear_one_name(cast: Cast) -> None:
    other = CareTeam.objects.filter(clinic=cast.clinic).exclude(id=cast.team.id).get()
    add = reverse("admin:accounts_careteam_add")
    new = {"name": other.name, "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    new |= {"caseload-TOTAL_FORMS": "0", "caseload-INITIAL_FORMS": "0"}

    assert saved_team(cast, sign_in(cast.administrator), name=other.name) == 200
    assert "has a team of this name" in sign_in(cast.administrator).post(add, new).content.decode()
    assert sign_in(cast.superuser).post(add, {**new, "clinic": str(cast.clinic.id)}).status_code == 200
    assert sign_in(cast.superuser).post(add, {**new, "clinic": str(cast.stranger.clinic_id)}).status_code == 302


def test_a_key_tells_what_it_may_and_whether_it_still_opens_anything(cast: Cast) -> None:
    create_key(clinic=cast.clinic, name=HOSTILE, scopes=["records:read", "risk:write"])
    client = sign_in(cast.administrator)
    html, words = client.get(list_url(ApiKey)).content.decode(), words_of(client, list_url(ApiKey))

    assert HOSTILE not in html
    assert f"{HOSTILE} {cast.clinic.name} read records, record actions, acknowledge and resolve in use" in words
    assert "create_api_key" in words
    ApiKey.objects.update(scopes=["since:gone"], revoked_at=timezone.now())
    assert f"{cast.clinic.name} since:gone revoked" in words_of(client, list_url(ApiKey))
    ApiKey.objects.update(scopes=[])
    assert f"{cast.clinic.name} nothing revoked" in words_of(client, list_url(ApiKey))


def test_a_key_is_revoked_once(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    client = sign_in(cast.administrator)
    form = {"action": "revoke", "_selected_action": [str(key.id)]}

    assert "opens nothing any more" in client.post(list_url(ApiKey), form, follow=True).content.decode()
    first = ApiKey.objects.get().revoked_at
    assert "opens nothing any more" not in client.post(list_url(ApiKey), form, follow=True).content.decode()
    assert ApiKey.objects.get().revoked_at == first


@pytest.mark.parametrize(("caller", "status"), [("clinician", 403), ("stranger", 403)])
def test_keys_are_for_administrators(cast: Cast, caller: str, status: int) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    client = sign_in(getattr(cast, caller))

    assert client.get(list_url(ApiKey)).status_code == status
    client.post(list_url(ApiKey), {"action": "revoke", "_selected_action": [str(key.id)]})
    assert ApiKey.objects.get().revoked_at is None


def test_a_foreign_administrator_neither_sees_nor_revokes_a_key(cast: Cast) -> None:
    key = create_key(clinic=cast.clinic, name="app", scopes=["records:read"])
    theirs = StaffFactory.create(clinic_id=cast.stranger.clinic_id, role=User.Role.ADMINISTRATOR)
    client = sign_in(theirs)

    assert listed(client, ApiKey) == set()
    client.post(list_url(ApiKey), {"action": "revoke", "_selected_action": [str(key.id)]})
    assert ApiKey.objects.get().revoked_at is None


def test_a_history_names_who_changed_an_account(cast: Cast) -> None:
    form = {"email": cast.clinician.email, "role": "clinician", "is_active": "on", "timezone": "UTC", "language": "en"}
    sign_in(cast.administrator).post(page_url(cast.clinician), {**form, "phone": "0700"})

    history = words_of(sign_in(cast.clinician), reverse("admin:accounts_user_history", args=[cast.clinician.pk]))

    assert f"{cast.administrator.email} Changed Phone." in history


def choices_of(client: Client, url: str) -> list[str]:
    """What the field of a new member of a team offers, in its order."""
    field = re.search(
        r'<select name="memberships-__prefix__-staff".*?</select>', client.get(url).content.decode(), re.S
    )
    assert field is not None
    return [unescape(text).strip() for text in re.findall(r"<option[^>]*>([^<]*)</option>", field[0])]


def test_a_team_is_offered_colleagues_who_are_active_in_order_of_their_address(cast: Cast) -> None:
    for number, email in enumerate(("zawadi@clinic.example", "amina@clinic.example", "gone@clinic.example")):
        StaffFactory.create(clinic=cast.clinic, email=email, is_active=email[:4] != "gone", id=UUID(int=9 - number))
    StaffFactory.create(clinic=cast.clinic, email=None)
    offered = choices_of(sign_in(cast.administrator), page_url(cast.team))
    known = [each for each in offered if "@" in each]

    assert known == sorted(known)
    assert {"zawadi@clinic.example", "amina@clinic.example", cast.clinician.email} <= set(known)
    assert "gone@clinic.example" not in offered
    assert cast.stranger.email not in offered
    assert sum(each.startswith("S-") for each in offered) == 1  # who has no address is told by the code


def test_the_staff_of_a_team_stand_in_order_of_their_address(cast: Cast) -> None:
    members = [StaffFactory.create(clinic=cast.clinic, email=f"{name}@b.example") for name in ("zawadi", "amina")]
    team = CareTeamFactory.create(clinic=cast.clinic, name="Night")
    join_team(team, staff=members)

    assert "Night " + cast.clinic.name + " amina@b.example, zawadi@b.example 0" in words_of(
        sign_in(cast.administrator), list_url(CareTeam)
    )


def test_a_team_shows_who_came_first_first(cast: Cast) -> None:
    now = timezone.now()
    for days, person in ((3, cast.other_person), (9, cast.unassigned_person)):
        join_team(cast.team, people=[person])
        places = CareTeamPerson.objects.filter(team=cast.team, person=person)
        places.update(created_at=now - timedelta(days=days))
    words = words_of(sign_in(cast.administrator), page_url(cast.team))

    codes = [one.code for one in (cast.unassigned_person, cast.other_person, cast.person)]
    assert sorted(codes, key=words.index) == codes


def test_an_administrator_neither_changes_nor_deactivates_a_superuser_or_themselves(cast: Cast) -> None:
    root = StaffFactory.create(clinic=cast.clinic, is_superuser=True, role=User.Role.ADMINISTRATOR)
    client = sign_in(cast.administrator)
    form = {"email": "another@clinic.example", "role": "clinician", "timezone": "UTC", "language": "en"}

    assert client.post(page_url(root), form).status_code == 403
    assert client.post(page_url(cast.administrator), form).status_code == 302
    kept = User.objects.get(id=cast.administrator.id)
    assert (kept.email, kept.role, kept.is_active) == (cast.administrator.email, "administrator", True)


def test_a_page_that_an_app_adds_is_handed_a_person_whom_the_reader_sees(cast: Cast) -> None:
    def view(model_admin: Any, request: HttpRequest, person: User) -> HttpResponse:
        return HttpResponse(person.code)

    with added(VIEWS, view):
        (url,) = (url for url in admin.site._registry[User].get_urls() if url.name == "accounts_user_of a test")
    request = RequestFactory().get("/")
    request.user = cast.clinician
    assert url.callback(request, person_id=cast.person.id).content.decode() == cast.person.code
    for other in (cast.other_person, cast.strange_person, cast.administrator):
        with pytest.raises(Http404):
            url.callback(request, person_id=other.id)
