"""Who is on call, whom leads answer for, and what is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import Clinic, OnCallShift, PersonLead, User
from resona.accounts.on_call import (
    UnknownStaffError,
    clinics_with_nobody_to_tell,
    lead_of,
    set_lead,
    shifts_at,
    teams_without_anybody,
)
from resona.accounts.recipients import recipients_for
from resona.accounts.teams import NotInYourCareError, UnknownPersonError
from tests.accounts.test_admin import words_of
from tests.admin.pages import list_url, page_url, sign_in
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.factories import StaffFactory

NOW = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_shift(cast: Cast, staff: User, *, step: int = 1, since: datetime = NOW - HOUR, hours: int = 8) -> OnCallShift:
    return OnCallShift.objects.create(
        care_team=cast.team, staff=staff, step=step, starts_at=since, ends_at=since + hours * HOUR
    )


def posted(cast: Cast, *, staff: User, step: int = 1, starts: str = "2026-03-02 20:00", ends: str) -> dict[str, str]:
    """The form as the page sends it, in the clinic's time."""
    given = {"care_team": str(cast.team.id), "staff": str(staff.id), "step": str(step)}
    for name, when in (("starts_at", starts), ("ends_at", ends)):
        given[f"{name}_0"], given[f"{name}_1"] = when.split()
    return given


def faults_of(cast: Cast, caller: str = "administrator", **given: Any) -> str:
    answer = sign_in(getattr(cast, caller)).post(reverse("admin:accounts_oncallshift_add"), posted(cast, **given))
    return " ".join(str(fault) for faults in answer.context["adminform"].form.errors.values() for fault in faults)


def test_an_administrator_enters_a_shift_in_the_clinics_time(cast: Cast) -> None:
    given = posted(cast, staff=cast.clinician, ends="2026-03-03 08:00")
    answer = sign_in(cast.administrator).post(reverse("admin:accounts_oncallshift_add"), given)
    assert answer.status_code == 302
    shift = OnCallShift.objects.get()
    # In Nairobi it is three hours later than in UTC.
    assert (shift.starts_at, shift.ends_at) == (
        datetime(2026, 3, 2, 17, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 5, 0, tzinfo=UTC),
    )


@pytest.mark.parametrize("ends", ["2026-03-02 19:00", "2026-03-02 20:00"])
def test_a_shift_that_ends_before_it_begins_is_refused(cast: Cast, ends: str) -> None:
    assert faults_of(cast, staff=cast.clinician, ends=ends) == "The shift ends before it begins."
    with pytest.raises(IntegrityError), transaction.atomic():
        make_shift(cast, cast.clinician, hours=0)


def test_overlapping_steps_are_refused_by_name_and_others_are_not(cast: Cast) -> None:
    make_shift(cast, cast.clinician, since=datetime(2026, 3, 2, 17, 0, tzinfo=UTC), hours=12)
    assert faults_of(cast, staff=cast.outsider, starts="2026-03-03 07:00", ends="2026-03-03 19:00") == (
        f"{cast.clinician.called} is on call as step 1 already, from 2 Mar 2026, 20:00 to 3 Mar 2026, 08:00."
    )
    add, client = reverse("admin:accounts_oncallshift_add"), sign_in(cast.administrator)
    for given in (
        posted(cast, staff=cast.outsider, step=2, starts="2026-03-03 07:00", ends="2026-03-03 19:00"),
        posted(cast, staff=cast.outsider, starts="2026-03-03 08:00", ends="2026-03-03 19:00"),
    ):
        assert client.post(add, given).status_code == 302


def test_a_shift_may_be_changed_where_it_stands(cast: Cast) -> None:
    shift = make_shift(cast, cast.clinician, since=datetime(2026, 3, 2, 17, 0, tzinfo=UTC), hours=12)
    given = posted(cast, staff=cast.clinician, ends="2026-03-03 09:00")
    assert sign_in(cast.administrator).post(page_url(shift), given).status_code == 302
    shift.refresh_from_db()
    assert shift.ends_at == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)


def test_staff_of_another_clinic_are_refused_by_name(cast: Cast) -> None:
    expected = f"{cast.stranger.called} belongs to another clinic than {cast.team.name}."
    assert faults_of(cast, "superuser", staff=cast.stranger, ends="2026-03-03 08:00") == expected
    given = posted(cast, staff=cast.stranger, ends="2026-03-03 08:00")
    answer = sign_in(cast.administrator).post(reverse("admin:accounts_oncallshift_add"), given)
    assert "staff" in answer.context["adminform"].form.errors
    assert not OnCallShift.objects.exists()


def test_the_list_says_for_which_teams_nobody_is_on_call(cast: Cast) -> None:
    client, teams = sign_in(cast.administrator), list_url(OnCallShift)
    assert f"Nobody is on call now for {cast.team.name}" in client.get(teams).content.decode()
    make_shift(cast, cast.clinician, since=timezone.now() - HOUR)
    assert f"Nobody is on call now for {cast.team.name}" not in client.get(teams).content.decode()


def test_who_is_on_call_begins_with_the_shift_and_ends_with_it(cast: Cast) -> None:
    shift = make_shift(cast, cast.clinician, since=NOW, hours=1)
    moments = (NOW - timedelta(seconds=1), NOW, NOW + HOUR - timedelta(seconds=1), NOW + HOUR)
    assert [shifts_at(moment).exists() for moment in moments] == [False, True, True, False]
    assert cast.team not in teams_without_anybody(NOW)
    User.objects.filter(id=shift.staff_id).update(is_active=False)
    assert cast.team in teams_without_anybody(NOW)


def test_a_clinic_without_address_and_shift_has_nobody_to_tell(cast: Cast) -> None:
    assert cast.clinic not in clinics_with_nobody_to_tell(NOW)
    Clinic.objects.update(crisis_email="")
    assert cast.clinic in clinics_with_nobody_to_tell(NOW)
    make_shift(cast, cast.clinician)
    assert cast.clinic not in clinics_with_nobody_to_tell(NOW)


def told(cast: Cast, **given: Any) -> list[str]:
    return [f"{one.role}: {one.address}" for one in recipients_for(cast.person, now=NOW, **given)]


def test_the_lead_is_told_first_then_those_on_call_by_step_then_the_clinic(cast: Cast) -> None:
    address = f"crisis address: {cast.clinic.crisis_email}"
    assert told(cast) == [address]
    second = StaffFactory.create(clinic=cast.clinic)
    make_shift(cast, second, step=2)
    make_shift(cast, cast.clinician)
    on_call = [f"on call, step 1: {cast.clinician.email}", f"on call, step 2: {second.email}"]
    assert told(cast) == [*on_call, address]
    set_lead(person_id=cast.person.id, staff_id=cast.outsider.id, caller=cast.clinician, now=NOW)
    assert told(cast) == [f"lead: {cast.outsider.email}", *on_call, address]
    # Whoever is in it twice is told once, at the first of their places.
    assert told(cast, owner=second) == [
        f"owner: {second.email}", f"lead: {cast.outsider.email}", on_call[0], address
    ]  # fmt: skip


def test_who_cannot_be_told_is_left_out(cast: Cast) -> None:
    without_address = StaffFactory.create(clinic=cast.clinic, email=None)
    make_shift(cast, without_address)
    make_shift(cast, cast.stranger, step=2, since=NOW - 9 * HOUR)  # over
    set_lead(person_id=cast.person.id, staff_id=cast.outsider.id, caller=cast.clinician, now=NOW)
    User.objects.filter(id=cast.outsider.id).update(is_active=False)
    Clinic.objects.update(crisis_email="")
    person = User.objects.get(id=cast.person.id)
    assert recipients_for(person, now=NOW) == ()


def test_a_lead_is_one_at_a_time_and_those_before_are_kept(cast: Cast) -> None:
    for hours, staff in enumerate((cast.clinician, cast.clinician, cast.outsider)):
        set_lead(person_id=cast.person.id, staff_id=staff.id, caller=cast.clinician, now=NOW + hours * HOUR)
    leads = PersonLead.objects.order_by("since").values_list("staff_id", "since", "until")
    later = NOW + 2 * HOUR
    assert list(leads) == [(cast.clinician.id, NOW, later), (cast.outsider.id, later, None)]
    set_lead(person_id=cast.person.id, staff_id=None, caller=cast.clinician, now=later)
    assert lead_of(cast.person.id) is None
    PersonLead.objects.create(user=cast.person, staff=cast.clinician)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonLead.objects.create(user=cast.person, staff=cast.outsider)


def test_only_staff_of_the_clinic_become_lead_of_whom_the_caller_cares_for(cast: Cast) -> None:
    def choose(staff_id: UUID, caller: User = cast.clinician) -> None:
        set_lead(person_id=cast.person.id, staff_id=staff_id, caller=caller, now=NOW)

    for staff_id in (cast.stranger.id, cast.other_person.id, uuid4()):
        with pytest.raises(UnknownStaffError):
            choose(staff_id)
    with pytest.raises(UnknownPersonError):
        choose(cast.clinician.id, cast.outsider)
    open_record(cast.person, cast.outsider)
    with pytest.raises(NotInYourCareError):
        choose(cast.clinician.id, cast.outsider)


def test_a_lead_whose_account_goes_is_kept_by_id_and_told_of_nothing(cast: Cast) -> None:
    gone = StaffFactory.create(clinic=cast.clinic)
    set_lead(person_id=cast.person.id, staff_id=gone.id, caller=cast.clinician, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [gone.id])
    lead = PersonLead.objects.get()
    assert (lead.staff_id, lead.staff_id_uuid) == (None, gone.id)
    assert lead_of(cast.person.id) is None


def test_the_lead_is_chosen_on_the_page_of_the_person(cast: Cast) -> None:
    User.objects.filter(id=cast.outsider.id).update(name="Njeri Mwangi")
    client = sign_in(cast.clinician)
    assert "Choose a lead" in words_of(client, page_url(cast.person))
    page = reverse("admin:accounts_user_lead", args=[cast.person.id])
    assert "Njeri Mwangi" in client.get(page).content.decode()
    assert str(cast.stranger.email) not in client.get(page).content.decode()
    answer = client.post(page, {"lead": str(cast.outsider.id), "next": page_url(cast.person)})
    assert (answer.status_code, answer["Location"]) == (302, page_url(cast.person))
    assert lead_of(cast.person.id) == cast.outsider
    words = words_of(client, page_url(cast.person))
    assert "Lead Njeri Mwangi" in words
    assert "Change lead" in words
    refused = client.post(page, {"lead": str(cast.stranger.id)})
    assert refused.status_code == 200
    assert lead_of(cast.person.id) == cast.outsider
