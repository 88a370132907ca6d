"""Installs the demo: clinics, staff and people, their sessions through the real analysis, and what was done about them.

All of it in one transaction: the demo is there whole, or not at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from conversations.reading import read_session
from interfaces.asking_for_help import Sent as SentRequest
from interfaces.asking_for_help import ask_for_help
from resona.accounts.models import CareTeam, CareTeamMember, CareTeamPerson, Clinic, User
from resona.analysis.replay import replay_person
from resona.analysis.services import CREATED, record_sessions
from resona.api.lenient_json import Sent
from resona.demo.consents import consent, enter_texts
from resona.demo.details import keep_details
from resona.demo.follow_up import follow_up, reset_drift, settle_events
from resona.demo.generator import DemoSession, generate_sessions, person_id, registered_at
from resona.demo.nights import build_night, nights_between
from resona.demo.on_call import enter_on_call
from resona.demo.people import CLINIC_NAMES, COUNTRY, PEOPLE, STAFF, TIMEZONE, Person
from resona.demo.resources import enter_resources
from resona.demo.shifts import enter_leads, hand_over
from resona.errors import ResonaError
from resona.sign_in.second_factor import begin_enrolment, enrol
from risk.models import CrisisEvent

# Two installations at once would be one too many: whoever comes second finds the demo there.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('resona demo'))"

Staff = Mapping[str, User]  # by e-mail address
OnProgress = Callable[[int, int], object]  # sessions recorded, of all


class DemoError(ResonaError):
    """The demo cannot be installed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _InCare:
    """A person of the demo with their account and all their sessions."""

    person: Person
    user: User
    sessions: tuple[DemoSession, ...]


def is_installed() -> bool:
    """Whether the demo's staff are there."""
    return User.objects.filter(email__in=[member.email for member in STAFF]).exists()


@transaction.atomic
def install(
    *, passwords: Mapping[str, str], second_factor: bytes | None, now: datetime, on_progress: OnProgress
) -> bool:
    """Installs the demo as of now, with `passwords` by e-mail address; False if it is there already.

    `second_factor` is the secret of all staff; None: each sets one up at the first sign-in.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    if is_installed():
        return False
    clinics = {name: Clinic.objects.create(name=name, timezone=TIMEZONE, country=COUNTRY) for name in CLINIC_NAMES}
    for clinic in clinics.values():
        enter_resources(clinic)
        enter_texts(clinic)
    staff = _create_staff(clinics, passwords)
    if second_factor is not None:
        for member in staff.values():
            enrol(member, begin_enrolment(second_factor), step=0)
    everyone = [_create_person(person, clinics[person.clinic], now) for person in PEOPLE]
    _form_teams(clinics, staff, everyone)
    enter_on_call(clinics, staff, now=now)
    _record(everyone, staff, now, on_progress)
    return True


def _create_staff(clinics: Mapping[str, Clinic], passwords: Mapping[str, str]) -> dict[str, User]:
    return {
        member.email: User.objects.create_user(
            email=member.email,
            password=passwords[member.email],
            name=member.name,
            clinic=clinics[member.clinic],
            role=member.role,
            is_pseudonymous=False,
            timezone=TIMEZONE,
        )
        for member in STAFF
    }


def _create_person(person: Person, clinic: Clinic, now: datetime) -> _InCare:
    user_id = person_id(person, now)
    user = User.objects.create_user(
        id=user_id,
        clinic=clinic,
        role=User.Role.PERSON,
        language=person.language,
        timezone=TIMEZONE,
        created_at=registered_at(person, now),
    )
    consent(user, at=user.created_at)
    keep_details(user, person)
    return _InCare(person=person, user=user, sessions=generate_sessions(person, now))


def _form_teams(clinics: Mapping[str, Clinic], staff: Staff, everyone: Sequence[_InCare]) -> None:
    names = sorted({(member.clinic, member.team) for member in STAFF if member.team})
    teams = {(clinic, name): CareTeam.objects.create(clinic=clinics[clinic], name=name) for clinic, name in names}
    for member in STAFF:
        if member.team:
            CareTeamMember.objects.create(team=teams[member.clinic, member.team], staff=staff[member.email])
    for one in everyone:
        if one.person.team:
            CareTeamPerson.objects.create(team=teams[one.person.clinic, one.person.team], person=one.user)


def _record(everyone: Sequence[_InCare], staff: Staff, now: datetime, on_progress: OnProgress) -> None:
    """Everyone's sessions as they came, the nights between them, what was done about it, and last what arrives now."""
    sessions = [session for one in everyone for session in one.sessions]
    live = sorted((session for session in sessions if session.arrives_at < now), key=lambda session: session.arrives_at)
    nights = deque(nights_between(live[0].arrives_at, now))
    for recorded, session in enumerate(live, 1):
        while nights and nights[0] <= session.arrives_at:
            _pass_night(everyone, staff, nights.popleft(), now)
        _send([session], now=session.arrives_at)
        on_progress(recorded, len(sessions))
    for night in nights:
        _pass_night(everyone, staff, night, now)
    enter_leads([(one.person, one.user) for one in everyone], staff, now=now)
    for one in everyone:
        follow_up(one.person, one.user, staff, now=now)
        _ask_for_help(one, now)
    hand_over(staff, now=now)
    _send([session for session in sessions if session.arrives_at == now], now=now)
    for one in everyone:
        replay_person(one.user.id, now=now)
    build_night([one.user.id for one in everyone], now=now)
    on_progress(len(sessions), len(sessions))


def _ask_for_help(one: _InCare, now: datetime) -> None:
    """What their app sends when they press "I need help now", as far as they did."""
    if one.person.asked_for_help_days_ago is not None:
        ask_for_help(
            person_id=one.user.id,
            kind=CrisisEvent.SourceKind.HELP_REQUEST,
            level="critical",
            sent=SentRequest(words="Please, can somebody call me."),
            now=now - timedelta(days=one.person.asked_for_help_days_ago),
        )


def _pass_night(everyone: Sequence[_InCare], staff: Staff, night: datetime, now: datetime) -> None:
    """Events that were settled by then, the build of those who were in care, and decisions of the morning after."""
    in_care = [one for one in everyone if one.user.created_at < night]
    waiting = set(CrisisEvent.objects.filter(resolved_at__isnull=True).values_list("user_id", flat=True))
    for one in in_care:
        if one.user.id in waiting:
            settle_events(one.person, one.user, staff, by=night, now=now)
    build_night([one.user.id for one in in_care], now=night)
    for one in in_care:
        reset_drift(one.person, one.user, staff, night=night, now=now)


def _send(sessions: Sequence[DemoSession], *, now: datetime) -> None:
    """Records sessions through the real analysis, as their app would send them at this moment."""
    operator = User(is_superuser=True, role=User.Role.ADMINISTRATOR)
    read = [
        read_session(Sent(value=session.body()), now=now, handling="strict", may_import=True) for session in sessions
    ]
    for outcome in record_sessions(read, caller=operator, now=now):
        if outcome.status != CREATED:
            raise DemoError(f"Session {outcome.session_id} was not recorded: {outcome.error}")
