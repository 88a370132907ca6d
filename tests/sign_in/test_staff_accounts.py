"""Staff who leave and come back, and links that an administrator has mailed to a colleague."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import CareTeamMember, OnCallShift, PersonLead, User, UserSession
from resona.audit.models import SecurityEvent
from resona.sign_in.enrolments import issue_code
from resona.sign_in.models import EnrolmentCode, PersonToken
from resona.sign_in.second_factor import has_second_factor
from resona.site.records import clinic_zone
from resona.site.times import short_time
from risk.models import CrisisEvent, CrisisEventStep
from tests.admin.pages import page_url, sign_in
from tests.api.records import make_event, make_session
from tests.conftest import Cast
from tests.sign_in.clients import with_app
from tests.sign_in.conftest import Enrolled
from tests.sign_in.mails import link_in, mail_taken


def page_of(name: str, user: User) -> str:
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def deactivate(cast: Cast, user: User, successor: User | None = None) -> Any:
    form = {"successor": str(successor.pk) if successor else ""}
    return sign_in(cast.administrator).post(page_of("deactivate", user), form)


def test_nobody_leaves_whose_work_is_open_and_what_is_open_is_listed(cast: Cast) -> None:
    now = timezone.now()
    PersonLead.objects.create(user=cast.person, staff=cast.clinician, since=now)
    OnCallShift.objects.create(
        care_team=cast.team, staff=cast.clinician, starts_at=now, ends_at=now + timedelta(hours=8)
    )
    answer = deactivate(cast, cast.clinician)

    page = answer.content.decode()
    assert answer.status_code == 200
    for line in (
        f"{cast.person.code}: answers for them first",
        f"Care team {cast.team.name}:",
        f"On call for {cast.team.name} until {short_time(now + timedelta(hours=8), clinic_zone(cast.clinician))}",
    ):
        assert line in page
    assert User.objects.get(pk=cast.clinician.pk).is_active


def test_a_successor_takes_over_what_is_open(cast: Cast) -> None:
    now = timezone.now()
    PersonLead.objects.create(user=cast.person, staff=cast.clinician, since=now)
    shift = OnCallShift.objects.create(
        care_team=cast.team, staff=cast.clinician, starts_at=now, ends_at=now + timedelta(hours=8)
    )
    assert deactivate(cast, cast.clinician, cast.outsider).status_code == 302

    assert not User.objects.get(pk=cast.clinician.pk).is_active
    assert CareTeamMember.objects.filter(team=cast.team, staff=cast.outsider).exists()
    assert PersonLead.objects.get(user=cast.person, until=None).staff == cast.outsider
    shift.refresh_from_db()
    assert shift.staff == cast.outsider


def test_crisis_events_are_passed_on_by_a_step_of_their_own(cast: Cast) -> None:
    event = make_event(make_session(cast.person), owner=cast.outsider)
    page = deactivate(cast, cast.outsider).content.decode()
    assert f"{cast.person.code}: answers for a crisis event" in page
    assert deactivate(cast, cast.outsider, cast.clinician).status_code == 302

    assert CrisisEvent.objects.get().owner == cast.clinician
    step = CrisisEventStep.objects.get(kind="passed")
    assert (step.event_id, step.actor_id) == (event.pk, cast.outsider.pk)


def test_who_leaves_nothing_behind_just_goes_and_their_browsers_codes_and_tokens_end(cast: Cast, settings: Any) -> None:
    browser = sign_in(cast.outsider)
    issue_code(user_id=cast.unassigned_person.pk, minutes=60, caller=cast.outsider, now=timezone.now())
    app = with_app(cast.unassigned_person, by=cast.outsider)
    confirmed = with_app(cast.unassigned_person, by=cast.outsider)
    PersonToken.objects.filter(pk=PersonToken.objects.latest("id").pk).update(confirmed_at=timezone.now())
    with mail_taken(settings) as taken:
        assert deactivate(cast, cast.outsider).status_code == 302

    assert browser.get(reverse("admin:index")).status_code == 302
    assert EnrolmentCode.objects.get().expires_at <= timezone.now()
    assert [each.get("/api/v1/users/me/").status_code for each in (app, confirmed)] == [401, 200]
    assert [message["Subject"] for message in taken] == ["Resona: your account was deactivated"]
    event = SecurityEvent.objects.filter(kind="staff_changed").get()
    assert event.detail == {"change": "deactivated", "account": f"staff:{cast.outsider.pk}"}


def test_who_comes_back_begins_anew(cast: Cast, enrolled: Enrolled, settings: Any) -> None:
    """An old session, password or second factor opens nothing."""
    user = enrolled.user
    session = sign_in(user)
    deactivate(cast, user, cast.outsider)
    with mail_taken(settings) as taken:
        assert sign_in(cast.administrator).post(page_of("reactivate", user)).status_code == 302

    assert User.objects.get(pk=user.pk).is_active
    assert session.get(reverse("admin:index")).status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert not has_second_factor(user.pk)
    assert not User.objects.get(pk=user.pk).check_password("staff password")
    assert link_in(taken[0]).startswith("/admin/login/password/")


def test_a_link_is_mailed_to_the_owner_and_shown_to_nobody(cast: Cast, settings: Any) -> None:
    with mail_taken(settings) as taken:
        page = sign_in(cast.administrator).post(page_of("password-link", cast.clinician), follow=True)
    (message,) = taken

    assert message["To"] == cast.clinician.email
    assert link_in(message) not in page.content.decode()
    assert User.objects.get(pk=cast.clinician.pk).check_password("staff password")
    event = SecurityEvent.objects.filter(kind="staff_changed").get()
    assert event.detail["change"] == "password link sent"


def test_the_page_of_a_colleague_offers_what_there_is_to_do(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    names = ("password-link", "deactivate", "reactivate")

    def offered(user: User) -> list[bool]:
        page = client.get(page_url(user)).content.decode()
        return [page_of(name, user) in page for name in names]

    assert offered(cast.clinician) == [True, True, False]
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert offered(cast.outsider) == [False, False, True]
    assert offered(cast.administrator) == [False, False, False]


@pytest.mark.parametrize("name", ["password-link", "deactivate"])
def test_nobody_does_it_to_themselves_or_to_a_superuser(cast: Cast, name: str) -> None:
    User.objects.filter(pk=cast.superuser.pk).update(clinic=cast.clinic)
    client = sign_in(cast.administrator)
    for user in (cast.administrator, cast.superuser):
        assert client.post(page_of(name, user)).status_code == 403
        assert User.objects.get(pk=user.pk).is_active


def test_a_successor_is_a_colleague_who_is_active(cast: Cast) -> None:
    for wrong in (cast.stranger, cast.person, cast.clinician):
        assert deactivate(cast, cast.clinician, wrong).status_code == 200
    assert User.objects.get(pk=cast.clinician.pk).is_active
