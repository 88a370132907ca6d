"""Who sees whom: every model there is, every kind of caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from baselines.models import PopulationPrior
from interfaces.models import InterfaceText, SupportResource
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import (
    AlertingGap,
    ApiKey,
    CareTeam,
    CareTeamMember,
    CareTeamPerson,
    Clinic,
    OnCallShift,
    User,
    UserProfile,
    UserSession,
)
from resona.audit.log_models import AuditEntry
from resona.audit.models import AuditSeal, DataAccess, ErasureNotice, SealSignature, SecurityEvent
from resona.care.models import Handover
from resona.compliance.key_models import EncryptionKey
from resona.compliance.models import ConsentText
from resona.compliance.rights_models import GdprRequest
from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.postgres.collected import models_of_ours
from resona.sign_in.models import GuessCount, RecoveryCode, StaffInvitation, TotpDevice
from resona.sign_in.oauth_models import OAuthClient, OAuthToken
from tests.access.scene import models_of_people
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, StaffFactory, join_team
from tests.integrations.receiving import add_webhook
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows

Caller = User | ApiKeyCaller | AnonymousUser
OUR_MODELS = models_of_ours()
PEOPLE = ("person", "other_person", "unassigned_person", "strange_person")
IN_CLINIC = {"person", "other_person", "unassigned_person"}


def key_of(clinic: Clinic | None) -> ApiKeyCaller:
    assert clinic is not None
    return ApiKeyCaller(id=uuid4(), clinic_id=clinic.id, scopes=frozenset({"records:read"}))


def inactive(user: User) -> User:
    user.is_active = False
    return user


# Every kind of caller, and the people whose records they see.
CALLERS: dict[str, tuple[Callable[[Cast], Caller], set[str]]] = {
    "superuser": (lambda cast: cast.superuser, set(PEOPLE)),
    "administrator of the clinic": (lambda cast: cast.administrator, IN_CLINIC),
    "clinician with a team": (lambda cast: cast.clinician, {"person", "unassigned_person"}),
    "clinician without a team": (lambda cast: cast.outsider, {"unassigned_person"}),
    "clinician of another clinic": (lambda cast: cast.stranger, {"strange_person"}),
    "clinician of no clinic": (lambda cast: StaffFactory.create(clinic=None), set()),
    "administrator of no clinic": (lambda cast: StaffFactory.create(clinic=None, role=User.Role.ADMINISTRATOR), set()),
    "person": (lambda cast: cast.person, {"person"}),
    "person of another clinic": (lambda cast: cast.strange_person, {"strange_person"}),
    "key of the clinic": (lambda cast: key_of(cast.clinic), IN_CLINIC),
    "key of another clinic": (lambda cast: key_of(cast.stranger.clinic), {"strange_person"}),
    "nobody": (lambda cast: AnonymousUser(), set()),
    "inactive superuser": (lambda cast: inactive(cast.superuser), set()),
    "inactive administrator": (lambda cast: inactive(cast.administrator), set()),
    "inactive clinician": (lambda cast: inactive(cast.clinician), set()),
    "inactive person": (lambda cast: inactive(cast.person), set()),
}
# How a clinic is organised: of which clinic each kind of caller sees the clinic itself, its teams, and its keys.
OWN, OTHER, BOTH, NONE = {"own"}, {"other"}, {"own", "other"}, set[str]()
ORGANISATION: dict[str, tuple[set[str], set[str], set[str]]] = {
    "superuser": (BOTH, BOTH, BOTH),
    "administrator of the clinic": (OWN, OWN, OWN),
    "clinician with a team": (OWN, OWN, NONE),
    "clinician without a team": (OWN, OWN, NONE),
    "clinician of another clinic": (OTHER, OTHER, NONE),
    "person": (OWN, NONE, NONE),
    "person of another clinic": (OTHER, NONE, NONE),
    "key of the clinic": (OWN, NONE, NONE),
    "key of another clinic": (OTHER, NONE, NONE),
}
CLINIC_OF: dict[type[models.Model], str] = {
    Clinic: "id",
    CareTeam: "clinic_id",
    CareTeamMember: "team__clinic_id",
    CareTeamPerson: "team__clinic_id",
    OnCallShift: "care_team__clinic_id",
    AlertingGap: "clinic_id",
    ApiKey: "clinic_id",
    StaffInvitation: "clinic_id",
    ConsentText: "clinic_id",
    PopulationPrior: "clinic_id",
    InterfaceText: "clinic_id",
    SupportResource: "clinic_id",
    Handover: "clinic_id",
    Integration: "clinic_id",
    WebhookEndpoint: "integration__clinic_id",
    WebhookMessage: "clinic_id",
    WebhookAttempt: "clinic_id",
    ErasureNotice: "clinic_uuid",
}
# Tested by themselves: below, with the keys, in tests/sign_in/test_who_sees.py and tests/audit.
ASIDE: set[type[models.Model]] = {
    *(UserSession, GdprRequest, EncryptionKey),
    *(GuessCount, OAuthClient, OAuthToken, RecoveryCode, TotpDevice),
    *(AuditEntry, AuditSeal, DataAccess, SealSignature, SecurityEvent),
}
by_caller = pytest.mark.parametrize("name", CALLERS)


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """The cast, with a row in every table for each of the people."""
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        for person in PEOPLE:
            rows.fill_all(getattr(cast, person).id, actor=cast.clinician.id)
    CareTeamPerson.objects.exclude(team__clinic=cast.clinic).delete()  # or nobody would be unassigned
    return cast


def test_every_model_says_who_sees_it() -> None:
    assert [model.__name__ for model in OUR_MODELS if not hasattr(model._default_manager, "visible_to")] == []
    untested = {model for model in OUR_MODELS if _person_of(model) is None} - CLINIC_OF.keys() - ASIDE
    assert untested == set()


@by_caller
def test_records_of_people_are_seen_by_those_who_care_for_them(
    filled: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_caller, people = CALLERS[name]
    caller = make_caller(filled)
    names = {getattr(filled, person).id: person for person in PEOPLE}
    for model in OUR_MODELS:
        owner = _person_of(model)
        if owner is None:
            continue
        with django_assert_max_num_queries(1):
            seen = list(_visible(model, caller).values_list(owner, flat=True))
        assert {names[person] for person in seen if person in names} == people, model


# Whoever enrols people for a clinic names its teams, hands shifts over for them, and reads the webhooks it sets up.
SYSTEMS_ACT_FOR = {"key of the clinic": {"own"}, "key of another clinic": {"other"}}


@pytest.mark.parametrize("name", CALLERS)
def test_how_a_clinic_is_organised_is_seen_by_its_staff(
    filled: Cast, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    caller = CALLERS[name][0](filled)
    elsewhere = Clinic.objects.get(users=filled.stranger)
    clinics = {filled.clinic.id: "own", elsewhere.id: "other"}
    for clinic in (filled.clinic, elsewhere):
        _organise(clinic)
    itself, teams, keys = ORGANISATION.get(name, (NONE, NONE, NONE))
    webhooks = keys | SYSTEMS_ACT_FOR.get(name, NONE)
    expected: dict[type[models.Model], set[str]] = {
        Clinic: itself,
        CareTeam: teams | SYSTEMS_ACT_FOR.get(name, NONE),
        CareTeamMember: teams,
        CareTeamPerson: teams,
        ApiKey: keys,
        StaffInvitation: keys,
        ConsentText: teams,
        OnCallShift: teams,
        AlertingGap: teams,
        Handover: teams | SYSTEMS_ACT_FOR.get(name, NONE),
        PopulationPrior: teams,
        InterfaceText: teams,
        SupportResource: teams,
        Integration: webhooks,
        WebhookEndpoint: webhooks,
        WebhookMessage: webhooks,
        WebhookAttempt: webhooks,
        ErasureNotice: keys,
    }
    for model, clinic_field in CLINIC_OF.items():
        with django_assert_max_num_queries(1):
            seen = set(_visible(model, caller).values_list(clinic_field, flat=True))
        assert {clinics[clinic] for clinic in seen if clinic in clinics} == expected[model], model


@by_caller
def test_a_sign_in_is_seen_by_whoever_signed_in(filled: Cast, name: str) -> None:
    caller = CALLERS[name][0](filled)
    seen = {session.user_id for session in UserSession.objects.visible_to(caller)}
    if name == "superuser":
        assert seen == {getattr(filled, person).id for person in PEOPLE}
    else:
        assert seen <= {getattr(caller, "pk", None)}
        assert bool(seen) == (name in {"person", "person of another clinic"})


@by_caller
def test_requests_under_the_law_are_seen_by_those_who_answer_for_them_and_by_who_made_them(
    cast: Cast, name: str
) -> None:
    caller, people = CALLERS[name][0](cast), CALLERS[name][1]
    for person in (getattr(cast, one) for one in PEOPLE):
        GdprRequest.objects.create(clinic=person.clinic, subject=person.pseudonym, kind=GdprRequest.Kind.ACCESS)
    names = {getattr(cast, person).pseudonym: person for person in PEOPLE}
    seen = {names[request.subject] for request in GdprRequest.objects.visible_to(caller)}
    assert seen == (set() if name.startswith("clinician") else people)


@by_caller
def test_staff_are_seen_by_staff_of_their_clinic(cast: Cast, name: str) -> None:
    caller = CALLERS[name][0](cast)
    own = {cast.clinician.id, cast.outsider.id, cast.administrator.id}
    expected = {
        "superuser": {*own, cast.stranger.id, cast.superuser.id},
        "administrator of the clinic": own,
        "clinician with a team": own,
        "clinician without a team": own,
        "clinician of another clinic": {cast.stranger.id},
    }
    seen = User.objects.staff_visible_to(caller).exclude(clinic=None, is_superuser=False)
    assert {user.id for user in seen} == expected.get(name, set())


def test_a_person_is_seen_once_though_shared_by_many_teams(cast: Cast) -> None:
    for _ in range(3):
        join_team(CareTeamFactory.create(clinic=cast.clinic), staff=[cast.clinician], people=[cast.person])
    assert list(User.objects.visible_to(cast.clinician).filter(pk=cast.person.pk)) == [cast.person]


def test_a_person_whose_last_team_goes_is_seen_by_all_clinicians(cast: Cast) -> None:
    assert not User.objects.visible_to(cast.outsider).filter(pk=cast.person.pk).exists()
    cast.team.delete()
    assert User.objects.visible_to(cast.outsider).filter(pk=cast.person.pk).exists()


def test_a_team_opens_no_person_of_another_clinic(cast: Cast) -> None:
    join_team(cast.team, people=[cast.strange_person])
    assert not User.objects.visible_to(cast.clinician).filter(pk=cast.strange_person.pk).exists()
    assert not User.objects.visible_to(cast.administrator).filter(pk=cast.strange_person.pk).exists()


def test_staff_are_not_among_the_people_seen_and_nor_are_their_records(cast: Cast) -> None:
    for user in (cast.clinician, cast.person):
        UserProfile.objects.create(user=user, encrypted_data=UserProfile.encrypted_data.seal(user.id, b"{}"))
    for caller in (key_of(cast.clinic), cast.administrator, cast.clinician):
        assert set(User.objects.visible_to(caller).values_list("role", flat=True)) == {User.Role.PERSON}
        assert [profile.user_id for profile in UserProfile.objects.visible_to(caller)] == [cast.person.id]


def _organise(clinic: Clinic) -> None:
    """One of everything a clinic organises."""
    ApiKey.objects.create(clinic=clinic, name="key", digest=clinic.id.bytes)
    StaffInvitation.objects.create(
        clinic=clinic,
        email="new@clinic.example",
        role="clinician",
        digest=clinic.id.bytes,
        expires_at=timezone.now(),
    )
    ConsentText.objects.create(clinic=clinic, purpose="research", language="en", version="1", text="May we?")
    PopulationPrior.objects.create(clinic=clinic, version="v", parameters={}, reference_people=9)
    InterfaceText.objects.create(clinic=clinic, language="en", key="greeting.steady", text="Hello")
    SupportResource.objects.create(clinic=clinic, kind="support", language="en", title="A walk", text="Outside")
    team, staff = CareTeamFactory.create(clinic=clinic), StaffFactory.create(clinic=clinic)
    join_team(team, staff=[staff], people=[PersonFactory.create(clinic=clinic)])
    AlertingGap.objects.create(clinic=clinic, acknowledged_by_uuid=uuid4())
    Handover.objects.create(clinic=clinic, care_team=team)
    now = timezone.now()
    OnCallShift.objects.create(care_team=team, staff=staff, starts_at=now, ends_at=now + timedelta(hours=1))
    add_webhook(clinic)
    ErasureNotice.objects.create(clinic_uuid=clinic.id, id_sha256="0" * 64)


def _visible(model: type[models.Model], caller: Caller) -> models.QuerySet[Any]:
    manager: Any = model._default_manager
    found: models.QuerySet[Any] = manager.visible_to(caller)
    return found


def _person_of(model: type[models.Model]) -> str | None:
    """The path from a record to its person's id; None where those who see the person do not see it by that."""
    return "id" if model is User else models_of_people().get(model)
