"""Emergency access: what opens, to whom, for how long, and what of it is kept and told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.utils import timezone

from conversations.models import Message
from conversations.words import words_are_hidden
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.teams import UnknownPersonError
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance import emergency
from resona.compliance.consent import Channel, withdraw_consent
from resona.compliance.emergency import (
    MOST_TRIES,
    NotForYouError,
    SeenAnywayError,
    TooManyTriesError,
    end_emergency_access,
    open_emergency_access,
    read_access_reason,
)
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from resona.compliance.holds import place_hold
from resona.compliance.models import PrivacySettings
from resona.compliance.rights_models import PrivacyHold
from resona.errors import InvalidInputError
from resona.site.search import Sought, read_search
from risk.models import CrisisEvent
from tests.api.records import make_event, make_message, make_session
from tests.audit.test_rights import acting_as
from tests.compliance.emergencies import REASON, open_record
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, StaffFactory, join_team

MINUTE = timedelta(minutes=1)


def sees(caller: User, person: User) -> bool:
    """Them, and what is recorded of them."""
    seen = User.objects.visible_to(caller).filter(id=person.id).exists()
    assert CrisisEvent.objects.visible_to(caller).filter(user=person).exists() == seen
    assert Message.objects.visible_to(caller).filter(conversation__user=person).exists() == seen
    return seen


@pytest.fixture
def recorded(cast: Cast) -> Cast:
    """With something of everybody to be seen, and nothing that opens it by itself."""
    for person in (cast.person, cast.other_person, cast.unassigned_person, cast.strange_person):
        session = make_session(person)
        make_message(session, "hello")
        make_event(session, resolved_at=timezone.now(), resolution="confirmed")
    return cast


def test_a_clinician_who_opens_a_record_sees_it_and_nobody_elses(recorded: Cast) -> None:
    cast = recorded
    assert not sees(cast.outsider, cast.person)
    opened = open_record(cast.person, cast.outsider)
    assert opened.is_new
    assert opened.access.expires_at - opened.access.started_at == LASTS
    assert sees(cast.outsider, cast.person)
    assert not sees(cast.outsider, cast.other_person)
    assert not sees(cast.outsider, cast.strange_person)
    assert not sees(StaffFactory.create(clinic=cast.clinic), cast.person)
    assert not User.objects.in_care_of(cast.outsider).filter(id=cast.person.id).exists()


def test_it_ends_after_an_hour_and_earlier_where_it_is_ended(recorded: Cast) -> None:
    cast = recorded
    open_record(cast.person, cast.outsider, ago=LASTS - MINUTE)
    assert sees(cast.outsider, cast.person)
    late = open_record(cast.other_person, cast.outsider, ago=LASTS)
    assert not sees(cast.outsider, cast.other_person)
    again = open_record(cast.other_person, cast.outsider)
    assert again.is_new
    assert sees(cast.outsider, cast.other_person)
    late.access.refresh_from_db()
    assert late.access.ended_at == late.access.expires_at

    ended = end_emergency_access(access_id=again.access.id, caller=cast.outsider, now=timezone.now())
    assert ended.ended_at is not None
    assert not sees(cast.outsider, cast.other_person)
    twice = end_emergency_access(access_id=again.access.id, caller=cast.outsider, now=timezone.now() + MINUTE)
    assert twice.ended_at == ended.ended_at


def test_who_asks_again_is_answered_with_what_is_open(cast: Cast) -> None:
    first = open_record(cast.person, cast.outsider, ago=30 * MINUTE)
    second = open_record(cast.person, cast.outsider, reason="Still unconscious, and alone")
    assert (second.is_new, second.access.id) == (False, first.access.id)
    assert second.access.expires_at == first.access.expires_at
    assert EmergencyAccess.objects.count() == SecurityEvent.objects.filter(kind="break_glass").count() == 1


@pytest.mark.parametrize(
    ("caller", "error"),
    [
        (lambda cast: cast.stranger, UnknownPersonError),
        (lambda cast: cast.clinician, SeenAnywayError),
        (lambda cast: cast.administrator, NotForYouError),
        (lambda cast: cast.superuser, NotForYouError),
        (lambda cast: cast.person, NotForYouError),
        (lambda cast: StaffFactory.create(clinic=None), NotForYouError),
        (lambda cast: StaffFactory.create(clinic=cast.clinic, is_active=False), NotForYouError),
        (lambda cast: StaffFactory.create(clinic=cast.clinic, is_superuser=True), NotForYouError),
        (lambda cast: ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset({"staff"})), NotForYouError),
        (lambda cast: AnonymousUser(), NotForYouError),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_nobody_else_opens_anything(cast: Cast, caller: Callable[[Cast], Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        open_record(cast.person, caller(cast))
    assert not EmergencyAccess.objects.exists()


def test_an_account_counts_as_it_is_now_and_not_as_it_came_in(recorded: Cast) -> None:
    cast = recorded
    open_record(cast.person, cast.outsider)
    stale = User.objects.get(id=cast.outsider.id)
    User.objects.filter(id=cast.outsider.id).update(is_active=False)
    with pytest.raises(NotForYouError):
        open_record(cast.other_person, stale)
    assert not sees(User.objects.get(id=cast.outsider.id), cast.person)
    User.objects.filter(id=cast.outsider.id).update(is_active=True, clinic=cast.stranger.clinic)
    assert not sees(User.objects.get(id=cast.outsider.id), cast.person)
    PersonFactory.create(clinic=cast.clinic)
    User.objects.filter(id=cast.outsider.id).update(role=User.Role.PERSON)
    assert not User.objects.visible_to(User.objects.get(id=cast.outsider.id)).filter(id=cast.person.id).exists()


def test_one_answer_for_whoever_is_not_found(cast: Cast) -> None:
    twin = PersonFactory.create(clinic=cast.clinic, id=UUID(f"{str(uuid4())[:-6]}{str(cast.person.id)[-6:]}"))
    asked = [
        Sought(id=uuid4()),
        Sought(id=cast.strange_person.id),
        Sought(id=cast.clinician.id),
        read_search(cast.strange_person.code),
        read_search(cast.person.code),  # two have it
        read_search("nobody at all"),
    ]
    told = set()
    for sought in asked:
        with pytest.raises(UnknownPersonError) as refusal:
            open_emergency_access(sought=sought, reason=REASON, caller=cast.outsider, now=timezone.now())
        told.add(str(refusal.value))
    assert len(told) == 1
    assert SecurityEvent.objects.filter(kind="break_glass", detail={"opened": 0}).count() == len(asked)
    assert twin.code == cast.person.code
    sought = read_search(cast.other_person.code.lower())
    opened = open_emergency_access(sought=sought, reason=REASON, caller=cast.outsider, now=timezone.now())
    assert opened.access.user_id == cast.other_person.id


@pytest.mark.parametrize("reason", ["x" * 10, "x" * 500, "  ten chars.  "])
def test_a_reason_of_ten_to_five_hundred_characters_will_do(cast: Cast, reason: str) -> None:
    assert read_access_reason(open_record(cast.person, cast.outsider, reason=reason).access) == reason.strip()


@pytest.mark.parametrize("reason", ["", " " * 20, "emergency", "  nine ch.  ", "x" * 501, "twelve chars\0"])
def test_a_reason_is_given_and_can_be_kept(cast: Cast, reason: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        open_record(cast.person, cast.outsider, reason=reason)
    assert {fault.pointer for fault in refusal.value.faults} == {"/reason"}


def test_the_reason_is_sealed_and_read_by_whoever_sees_the_person(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    assert REASON not in access.reason
    assert read_access_reason(access) == REASON
    for reader in (cast.person, cast.clinician, cast.administrator, cast.superuser, cast.outsider):
        assert EmergencyAccess.objects.visible_to(reader).get() == access
    for stranger in (cast.other_person, cast.stranger, cast.strange_person):
        assert not EmergencyAccess.objects.visible_to(stranger).exists()


def test_guessing_comes_to_an_end_and_a_day_later_begins_anew(cast: Cast) -> None:
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(UnknownPersonError):
            open_emergency_access(sought=Sought(id=uuid4()), reason=REASON, caller=cast.outsider, now=timezone.now())
    open_record(cast.person, cast.outsider)
    with pytest.raises(TooManyTriesError):
        open_record(cast.other_person, cast.outsider)
    open_record(cast.other_person, StaffFactory.create(clinic=cast.clinic))
    later = timezone.now() + emergency.COUNTED_FOR + MINUTE
    opened = open_emergency_access(
        sought=Sought(id=cast.other_person.id), reason=REASON, caller=cast.outsider, now=later
    )
    assert opened.is_new


def test_nothing_but_ones_own_tries_of_the_last_day_count(cast: Cast) -> None:
    actor, clinic_id = f"staff:{cast.outsider.id}", cast.clinic.id
    for _ in range(MOST_TRIES):
        record_event(SecurityEvent.Kind.SCOPE_REFUSED, actor=actor, clinic_id=clinic_id)
        record_event(SecurityEvent.Kind.BREAK_GLASS, actor=f"staff:{cast.clinician.id}", clinic_id=clinic_id)
    assert open_record(cast.person, cast.outsider).is_new
    for _ in range(MOST_TRIES - 1):
        record_event(SecurityEvent.Kind.BREAK_GLASS, actor=actor, clinic_id=clinic_id)
    with pytest.raises(TooManyTriesError):
        open_record(cast.other_person, cast.outsider)
    # Neither a refusal for that, nor what is open already or seen anyway, is a try.
    with pytest.raises(TooManyTriesError):
        open_record(cast.person, cast.outsider)
    assert SecurityEvent.objects.filter(kind="break_glass", actor=actor).count() == MOST_TRIES


def test_whom_one_sees_anyway_is_named_and_it_is_no_try(cast: Cast) -> None:
    with pytest.raises(SeenAnywayError) as seen:
        open_emergency_access(
            sought=read_search(cast.person.code), reason=REASON, caller=cast.clinician, now=timezone.now()
        )
    assert seen.value.person_id == cast.person.id
    assert not SecurityEvent.objects.exists()


def test_it_is_a_security_event_that_names_nobody(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    event = SecurityEvent.objects.get(kind="break_glass")
    assert (event.actor, event.clinic_id) == (f"staff:{cast.outsider.id}", cast.clinic.id)
    assert event.detail == {"opened": 1, "access": str(access.id), "person": str(cast.person.pseudonym)}


def test_it_opens_what_the_person_refused_to_share_and_their_words_stay_theirs(recorded: Cast) -> None:
    cast, now = recorded, timezone.now()
    withdraw_consent(
        user_id=cast.person.id, purpose=Purpose.CARE_TEAM_SHARING, channel=Channel.APP, caller=cast.person, now=now
    )
    PrivacySettings.objects.create(user=cast.person, words_for_clinicians="never")
    for clinician in (cast.clinician, cast.outsider):  # their own team is outside of it now
        assert not sees(clinician, cast.person)
        open_record(cast.person, clinician)
        assert sees(clinician, cast.person)
        assert words_are_hidden(cast.person.conversations.get().id, clinician)


def test_it_opens_a_restricted_record_as_an_open_crisis_does(recorded: Cast) -> None:
    cast = recorded
    place_hold(
        user_id=cast.person.id, kind=PrivacyHold.Kind.RESTRICTION, reason="contested", caller=cast.administrator,
        now=timezone.now(),
    )  # fmt: skip
    assert not sees(cast.clinician, cast.person)
    open_record(cast.person, cast.clinician)
    assert sees(cast.clinician, cast.person)


def test_the_database_allows_no_longer_one_and_changes_nothing_but_its_end(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    with connection.cursor() as cursor:
        for change in ("expires_at = expires_at + interval '1 hour'", "reason = 'x'", "user_id = user_id"):
            with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
                cursor.execute(f"UPDATE emergency_accesses SET {change}")
        with pytest.raises(IntegrityError, match="ck_emergency_accesses_end"), transaction.atomic():
            cursor.execute("UPDATE emergency_accesses SET ended_at = expires_at + interval '1 second'")
        cursor.execute("UPDATE emergency_accesses SET ended_at = started_at")
        for change in ("NULL", "expires_at"):
            with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
                cursor.execute(f"UPDATE emergency_accesses SET ended_at = {change}")
    with pytest.raises(IntegrityError, match="ck_emergency_accesses_span"), transaction.atomic():
        EmergencyAccess.objects.create(
            user=cast.person, reason=access.reason, started_at=access.started_at, expires_at=access.expires_at + MINUTE
        )


def test_the_application_may_end_what_it_added_and_no_more(cast: Cast) -> None:
    open_record(cast.person, cast.outsider)
    with acting_as("resona_app"), connection.cursor() as cursor:
        cursor.execute("UPDATE emergency_accesses SET ended_at = started_at")
    for statement in ("UPDATE emergency_accesses SET expires_at = expires_at", "DELETE FROM emergency_accesses"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting_as("resona_app"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_it_stays_when_the_account_of_the_clinician_goes_and_goes_with_the_person(cast: Cast) -> None:
    access = open_record(cast.person, cast.outsider).access
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [cast.outsider.id])
    access.refresh_from_db()
    assert (access.opened_by_id, access.opened_by_uuid) == (None, cast.outsider.id)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
    assert not EmergencyAccess.objects.exists()


def open_at_once(clinician: User, people: list[User]) -> list[str]:
    """What becomes of each, asked for at the same moment."""

    def click(person: User) -> str:
        try:
            return "opened" if open_record(person, clinician).is_new else "open already"
        except TooManyTriesError:
            return "too many"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(click, people))


@pytest.mark.usefixtures("shared_database")
def test_who_asks_many_times_at_once_opens_once_and_no_more_than_the_limit(cast: Cast) -> None:
    assert open_at_once(cast.outsider, [cast.person] * 4) == ["open already"] * 3 + ["opened"]
    assert EmergencyAccess.objects.count() == 1
    for _ in range(MOST_TRIES - 2):
        record_event(SecurityEvent.Kind.BREAK_GLASS, actor=f"staff:{cast.outsider.id}", clinic_id=cast.clinic.id)
    team = CareTeamFactory.create(clinic=cast.clinic)
    people = PersonFactory.create_batch(4, clinic=cast.clinic)
    join_team(team, people=people)
    assert open_at_once(cast.outsider, people) == ["opened"] + ["too many"] * 3
