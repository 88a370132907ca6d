"""How an emergency access ends, who ends it and reads why, and what is kept with it meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.audit.models import AuditEntry
from resona.compliance.emergency import (
    UnknownAccessError,
    access_in_reason,
    end_emergency_access,
    end_open_access_to,
    explaining,
    may_end,
    may_read_reason,
    open_access_to,
    reasons_of_looking,
)
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.factories import StaffFactory

MINUTE = timedelta(minutes=1)


def test_who_ends_it(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    elsewhere = StaffFactory.create(clinic=cast.stranger.clinic, role=User.Role.ADMINISTRATOR)
    for other in (cast.clinician, cast.stranger, elsewhere, cast.person, AnonymousUser()):
        with pytest.raises(UnknownAccessError):
            end_emergency_access(access_id=access.id, caller=other, now=timezone.now())
    assert open_access_to(cast.person.id, cast.outsider) == access
    end_emergency_access(access_id=access.id, caller=cast.administrator, now=timezone.now())
    assert open_access_to(cast.person.id, cast.outsider) is None
    with pytest.raises(UnknownAccessError):
        end_emergency_access(access_id=uuid4(), caller=cast.administrator, now=timezone.now())


def test_one_access_is_ended_and_no_other(cast: Cast) -> None:
    colleague = StaffFactory.create(clinic=cast.clinic)
    own, of_another_person, of_a_colleague = (
        open_record(person, clinician).access
        for person, clinician in (
            (cast.person, cast.outsider), (cast.other_person, cast.outsider), (cast.person, colleague),
        )
    )  # fmt: skip
    end_open_access_to(cast.person.id, caller=cast.outsider, now=timezone.now())
    assert open_access_to(cast.person.id, cast.outsider) is None
    assert open_access_to(cast.other_person.id, cast.outsider) == of_another_person
    assert open_access_to(cast.person.id, colleague) == of_a_colleague
    with pytest.raises(UnknownAccessError):
        end_open_access_to(cast.person.id, caller=cast.outsider, now=timezone.now())
    end_emergency_access(access_id=of_a_colleague.id, caller=cast.administrator, now=timezone.now())
    ended = EmergencyAccess.objects.filter(ended_at__isnull=False)
    assert set(ended.values_list("id", flat=True)) == {own.id, of_a_colleague.id}


def test_it_ends_no_earlier_than_it_began_whatever_the_clock_says(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    ended = end_emergency_access(access_id=access.id, caller=cast.outsider, now=access.started_at - MINUTE)
    assert ended.ended_at == access.started_at


def test_what_is_over_by_itself_is_not_ended_once_more(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    late = end_emergency_access(access_id=access.id, caller=cast.outsider, now=access.expires_at)
    assert (late.id, late.ended_at) == (access.id, None)


# Who may end the outsider's access, and who may read why it was opened.
PARTS = {
    "outsider": (True, True),
    "clinician": (False, True),  # who cares for the person
    "colleague": (False, False),  # who has it open too
    "administrator": (True, True),
    "superuser": (True, True),
    "person": (False, True),
    "other_person": (False, False),
    "stranger": (False, False),
    "key": (False, True),
    "nobody": (False, False),
}


def test_who_may_end_it_and_read_why(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    callers: dict[str, Any] = {
        "colleague": StaffFactory.create(clinic=cast.clinic),
        "key": ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset({"staff"})),
        "nobody": AnonymousUser(),
    }
    open_record(cast.person, callers["colleague"])
    found = {}
    for name in PARTS:
        caller = callers.get(name) or getattr(cast, name)
        sees_it = EmergencyAccess.objects.visible_to(caller).filter(id=access.id).exists()
        found[name] = (sees_it and may_end(access, caller), may_read_reason(access, caller))
    assert found == PARTS


def test_whose_account_is_closed_ends_nothing_and_reads_their_own_reason_no_more(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    for staff in (cast.outsider, cast.administrator):
        User.objects.filter(id=staff.id).update(is_active=False)
        closed = User.objects.get(id=staff.id)
        assert not may_end(access, closed)
        with pytest.raises(UnknownAccessError):
            end_emergency_access(access_id=access.id, caller=closed, now=timezone.now())


@pytest.mark.parametrize(
    ("reason", "access_id"),
    [
        ("emergency access 0192b5a0-7c1e-7d7a-8f00-000000000001", UUID("0192b5a0-7c1e-7d7a-8f00-000000000001")),
        ("asked for by the person", None),
        ("an emergency access 0192b5a0-7c1e-7d7a-8f00-000000000001", None),
        ("", None),
    ],
)
def test_a_reason_that_was_kept_leads_to_the_access(reason: str, access_id: UUID | None) -> None:
    assert access_in_reason(reason) == access_id


def test_looks_are_explained_by_the_access_they_were_made_by(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    people = [cast.person.id, cast.unassigned_person.id]
    assert reasons_of_looking(cast.outsider, people) == {cast.person.id: f"emergency access {access.id}"}
    for other in (cast.clinician, cast.administrator, cast.person, AnonymousUser()):
        assert reasons_of_looking(other, people) == {}


def test_a_look_is_explained_though_the_access_ended_while_it_was_read(cast: Cast) -> None:
    people = [cast.person.id]
    access = open_record(cast.person, cast.outsider).access
    end_emergency_access(access_id=access.id, caller=cast.outsider, now=timezone.now())
    assert reasons_of_looking(cast.outsider, people) == {cast.person.id: f"emergency access {access.id}"}
    again = open_record(cast.person, cast.outsider).access
    assert reasons_of_looking(cast.outsider, people) == {cast.person.id: f"emergency access {again.id}"}
    for ago in (LASTS + 2 * MINUTE, 30 * MINUTE):
        over = open_record(cast.other_person, cast.outsider, ago=ago).access
        end_emergency_access(access_id=over.id, caller=cast.outsider, now=timezone.now() - 10 * MINUTE)
        assert reasons_of_looking(cast.outsider, [cast.other_person.id]) == {}


@pytest.mark.parametrize(("over_for", "is_explained"), [(MINUTE / 2, True), (2 * MINUTE, False)])
def test_a_look_is_explained_by_what_was_over_within_the_minute(
    cast: Cast, over_for: timedelta, is_explained: bool
) -> None:
    for person in (cast.person, cast.other_person):
        open_record(person, cast.outsider, ago=LASTS + over_for)
    assert set(reasons_of_looking(cast.outsider, [cast.person.id])) == ({cast.person.id} if is_explained else set())


def test_what_is_done_is_kept_with_the_access_by_which_the_person_is_seen(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    told = []
    for caller, person in (
        (cast.outsider, cast.person), (cast.outsider, cast.unassigned_person), (cast.clinician, cast.person),
    ):  # fmt: skip
        for context in (explaining(caller, person.id), transaction.atomic()):
            with context, transaction.atomic():
                User.objects.filter(id=person.id).update(language="sw")
            told.append(AuditEntry.objects.latest("id").reason)
            User.objects.filter(id=person.id).update(language="en")
    assert told == [f"emergency access {access.id}", "", "", "", "", ""]


def test_an_access_whose_time_has_not_come_opens_nothing(cast: Cast) -> None:
    later = timezone.now() + timedelta(minutes=10)
    id_ = uuid4()
    EmergencyAccess.objects.create(
        id=id_,
        user=cast.unassigned_person,
        opened_by=cast.clinician,
        reason=EmergencyAccess.reason.seal(id_, "Later"),
        started_at=later,
        expires_at=later + timedelta(minutes=30),
    )
    assert not EmergencyAccess.objects.open().exists()
