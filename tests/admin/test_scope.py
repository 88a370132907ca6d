"""Who sees what in the admin: every registered model, every kind of caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse

from baselines.models import Baseline, Deviation, PopulationPrior, UserDrift
from conversations.models import Conversation, EmotionReading, Message, Upload
from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface
from resona.accounts.models import ApiKey, CarePeriod, CareTeam, Clinic, OnCallShift, PersonLead, User
from resona.audit.models import AuditEntry, SecurityEvent
from resona.care.models import CareNote, CareOffer, Decision, Handover, Task
from resona.compliance.models import ConsentRecord, ConsentText, EmergencyAccess, GdprRequest
from resona.integrations.models import WebhookEndpoint, WebhookMessage
from resona.postgres.models import new_id
from resona.sign_in.models import OAuthClient, PersonToken, StaffInvitation, TotpDevice
from resona.sign_in.second_factor import begin_enrolment, enrol
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from tests.admin.pages import page_url, sign_in
from tests.admin.records import (
    make_assessment,
    make_deviation,
    make_dissonance,
    make_drift,
    make_event,
    make_message,
    make_session,
)
from tests.compliance.emergencies import make_emergency_access
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.integrations.receiving import add_webhook

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STAFF = ("clinician", "outsider", "administrator", "superuser", "stranger")
PEOPLE = ("person", "other_person", "unassigned_person", "strange_person")
# Who sees whom, written out; superusers see everyone.
SEEN_BY = {
    "person": {"clinician", "administrator", "superuser"},
    "other_person": {"administrator", "superuser"},
    "unassigned_person": {"clinician", "outsider", "administrator", "superuser"},
    "strange_person": {"stranger", "superuser"},
}

OF_PEOPLE: dict[type[Model], Callable[[User], Model]] = {
    User: lambda person: person,
    CarePeriod: lambda person: CarePeriod.objects.create(user=person),
    Conversation: lambda person: make_session(person, NOW),
    Message: lambda person: make_message(make_session(person, NOW), "hello"),
    EmotionReading: lambda person: EmotionReading.objects.create(user=person, emotion_type="sad", confidence_score=0.5),
    Upload: lambda person: Upload.objects.create(user=person),
    Baseline: lambda person: Baseline.objects.create(user=person, baseline_type="rate", baseline_value={"k": 3}),
    Deviation: lambda person: make_deviation(make_session(person, NOW)),
    UserDrift: make_drift,
    Dissonance: lambda person: make_dissonance(make_session(person, NOW)),
    RiskAssessment: lambda person: make_assessment(make_session(person, NOW)),
    CrisisEvent: lambda person: make_event(make_session(person, NOW)),
    Task: lambda person: Task.objects.create(user=person, title=Task.title.seal(new_id(), "moved")),
    Decision: lambda person: Decision.objects.create(
        user=person,
        decision_type="safety",
        title=Decision.title.seal(new_id(), "moved"),
        rationale=Decision.rationale.seal(new_id(), "moved"),
    ),
    CareNote: lambda person: CareNote.objects.create(user=person, kind="contact", contact_outcome="reached"),
    CareOffer: lambda person: CareOffer.objects.create(user=person, kind="lead", answer="taken", answered_at=NOW),
    ConsentRecord: lambda person: ConsentRecord.objects.create(
        user=person, purpose="research", decision="withdrawn", channel="app"
    ),
    PersonLead: lambda person: PersonLead.objects.create(user=person),
    EmergencyAccess: lambda person: make_emergency_access(person, started_at=NOW),
    UserInterface: lambda person: UserInterface.objects.create(user=person, interface_config={}),
    InterfaceEvolution: lambda person: InterfaceEvolution.objects.create(user=person, version=1, changes=[]),
    InterfaceBuild: lambda person: InterfaceBuild.objects.create(user=person),
    PersonToken: lambda person: PersonToken.objects.create(
        user=person, digest=person.pk.bytes, issued_by="", expires_at=datetime.now(UTC)
    ),
}
# Lists and pages that their role does not open, whatever rows they see.
CLOSED_TO_STAFF: set[type[Model]] = {Upload}
OF_CLINICS: tuple[type[Model], ...] = (
    Clinic, CareTeam, ApiKey, OAuthClient, TotpDevice, PopulationPrior, InterfaceText, SupportResource, ConsentText,
    AuditEntry, GdprRequest, SecurityEvent, StaffInvitation, OnCallShift, Handover, WebhookEndpoint, WebhookMessage,
)  # fmt: skip


def request_of(user: User, **query: str) -> Any:
    request = RequestFactory().get("/admin/", query)
    request.user = user
    return request


def found_by(user: User, record: Model) -> bool:
    """Whether the admin of its model finds this record for them."""
    rows = admin.site._registry[type(record)].get_queryset(request_of(user))
    return bool(rows.filter(pk=record.pk).exists())


def test_every_registered_model_is_in_these_tests() -> None:
    registered = {model for model in admin.site._registry if model._meta.app_label != "procrastinate"}

    assert registered == {*OF_PEOPLE, *OF_CLINICS}


@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_records_are_found_by_those_who_see_the_person(cast: Cast, model: type[Model]) -> None:
    for subject in PEOPLE:
        record = OF_PEOPLE[model](getattr(cast, subject))

        finders = {caller for caller in STAFF if found_by(getattr(cast, caller), record)}

        assert finders == SEEN_BY[subject], subject


def test_superusers_open_the_page_of_every_record(cast: Cast) -> None:
    """Who else does, and whom the sign-in keeps out, tests/access asks of every page there is."""
    browser = sign_in(cast.superuser)
    for make in OF_PEOPLE.values():
        record = make(cast.person)
        assert browser.get(page_url(record), follow=True).status_code == 200, record


@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_lists_show_own_people_and_searching_finds_no_one_elses(cast: Cast, model: type[Model]) -> None:
    OF_PEOPLE[model](cast.person)
    code = cast.person.code

    def shows(caller: User, **query: str) -> bool:
        # The search box repeats what was sought; the list is what counts, before it is drawn.
        page: Any = admin.site._registry[model].changelist_view(request_of(caller, **query))
        rows = page.context_data["cl"].result_list
        return any(code == (row.code if model is User else _person_of(row).code) for row in rows)

    for search in ({}, {"q": code}, {"q": str(cast.person.id)}):
        assert shows(cast.superuser, **search)
        if model not in CLOSED_TO_STAFF:
            assert shows(cast.clinician, **search)
            assert not shows(cast.stranger, **search)
            assert not shows(cast.outsider, **search)


def test_what_belongs_to_a_clinic_stays_in_it(cast: Cast) -> None:
    make_api_key(cast.clinic, "records:read")
    enrol(cast.outsider, begin_enrolment(), step=0)
    add_webhook(cast.clinic)
    records: dict[type[Model], Model] = {
        Clinic: cast.clinic,
        CareTeam: cast.team,
        Handover: Handover.objects.create(clinic=cast.clinic, care_team=cast.team, given_by=cast.clinician),
        **{model: model._default_manager.get() for model in (ApiKey, TotpDevice, WebhookEndpoint, WebhookMessage)},
    }
    expected: dict[type[Model], set[str]] = {
        Clinic: {"clinician", "outsider", "administrator", "superuser"},
        CareTeam: {"clinician", "outsider", "administrator", "superuser"},
        Handover: {"clinician", "outsider", "administrator", "superuser"},
        ApiKey: {"administrator", "superuser"},
        TotpDevice: {"outsider", "administrator", "superuser"},
        WebhookEndpoint: {"administrator", "superuser"},
        WebhookMessage: {"administrator", "superuser"},
    }

    for model, record in records.items():
        assert {caller for caller in STAFF if found_by(getattr(cast, caller), record)} == expected[model]
        assert sign_in(cast.stranger).get(page_url(record)).status_code == 404


def test_staff_see_their_colleagues_and_no_other_staff(cast: Cast) -> None:
    seen = {caller for caller in STAFF if found_by(getattr(cast, caller), cast.outsider)}

    assert seen == {"clinician", "outsider", "administrator", "superuser"}


def test_the_history_of_a_foreign_record_is_not_found(cast: Cast) -> None:
    url = reverse("admin:accounts_user_history", args=[cast.person.pk])

    assert sign_in(cast.stranger).get(url).status_code == 404
    assert sign_in(cast.clinician).get(url).status_code == 200


@pytest.mark.parametrize("key", ["not-an-id", "00000000-0000-0000-0000-000000000000"])
def test_what_is_not_there_is_not_found(cast: Cast, key: str) -> None:
    url = reverse("admin:conversations_conversation_change", args=[key])

    assert sign_in(cast.clinician).get(url).status_code == 404


def test_choosing_people_for_a_team_offers_own_people_only(cast: Cast) -> None:
    def offered(caller: User, term: str = "") -> set[str]:
        query = {"app_label": "accounts", "model_name": "careteamperson", "field_name": "person", "term": term}
        answer = sign_in(caller).get(reverse("admin:autocomplete"), query)
        return {result["text"] for result in answer.json()["results"]}

    own = {cast.person.code, cast.other_person.code, cast.unassigned_person.code}
    assert offered(cast.administrator) == own
    assert offered(cast.administrator, cast.person.code) == {cast.person.code}
    assert offered(cast.stranger) == {cast.strange_person.code}
    assert offered(cast.administrator, "someone@clinic.example") == set()


def _person_of(row: Any) -> User:
    person: User = row.conversation.user if isinstance(row, Message) else row.user
    return person
