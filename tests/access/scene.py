"""Two clinics with records of everybody in every table of people, and every kind of caller."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from baselines.models import PopulationPrior
from conversations.models import Conversation, Upload
from interfaces.models import InterfaceText, SupportResource
from interfaces.services import build_interfaces
from resona.accounts.models import ApiKey, CarePeriod, CareTeam, Clinic, OnCallShift, PersonContact, User
from resona.accounts.people.contacts import contact_row
from resona.accounts.people.person_bodies import Contact
from resona.audit.accesses import begin_access
from resona.audit.actors import name_actor
from resona.audit.log_models import AuditEntry
from resona.audit.models import DataAccess, SecurityEvent
from resona.care.models import Handover, HandoverItem
from resona.compliance.models import ConsentText
from resona.compliance.rights_models import GdprRequest
from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.integrations.models import WebhookEndpoint, WebhookMessage
from resona.postgres.collected import duties_of, models_of_ours, subject_of
from resona.postgres.models import new_id
from resona.sign_in.invitations import invite
from resona.sign_in.models import StaffInvitation, TotpDevice
from resona.sign_in.oauth import create_client, issue_token
from resona.sign_in.oauth_models import OAuthClient
from resona.sign_in.person_tokens import make_token
from resona.sign_in.second_factor import begin_enrolment, enrol
from risk.models import CrisisEvent, CrisisEventStep
from tests.admin.pages import sign_in
from tests.admin.records import make_drift, make_name
from tests.api.clients import with_key
from tests.api.records import (
    make_assessment,
    make_baseline,
    make_deviation,
    make_dissonance,
    make_event,
    make_message,
    make_session,
)
from tests.compliance.sealed_rows import insert_sealed
from tests.conftest import Cast, make_cast
from tests.integrations.receiving import add_unreachable_endpoint
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows

PEOPLE: Final = ("person", "other_person", "unassigned_person", "strange_person")
STAFF: Final = ("clinician", "outsider", "administrator", "superuser", "stranger")
IN_CLINIC: Final = frozenset({"person", "other_person", "unassigned_person"})
# Every kind of caller, and whose records they may see; most addresses are asked for those of `person`.
SEES: Final[Mapping[str, frozenset[str]]] = {
    "nobody": frozenset(),
    "person": frozenset({"person"}),
    "app": frozenset({"person"}),
    "other_person": frozenset({"other_person"}),
    "clinician": frozenset({"person", "unassigned_person"}),
    "outsider": frozenset({"unassigned_person"}),
    "administrator": IN_CLINIC,
    "superuser": frozenset(PEOPLE),
    "stranger": frozenset({"strange_person"}),
    "key": IN_CLINIC,
    "client": IN_CLINIC,
    "key_without_scopes": frozenset(),
    "strange_key": frozenset({"strange_person"}),
}
TRACE: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[PS]-[0-9A-F]{6}|(?:name|words) of \w+"
)
IN_CRISIS: Final = PersonContact.MayBeContacted.IN_CRISIS
KEPT_IN: Final = DataAccess._meta.db_table

Line = tuple[str, str]  # method and address


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A row of data_access_logs."""

    people: frozenset[str]
    actor: str
    source: str
    records: int


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of one request."""

    status: int
    path: str
    shown: frozenset[str]  # people of whom there is a trace in it
    kept: tuple[Kept, ...]
    location: str
    recorded: int  # sessions


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who is there, what there is of them, and who may ask."""

    cast: Cast
    callers: Mapping[str, Client]
    records: Mapping[type[Model], Model]  # one of `person` by its model, and one of the clinic
    traces: Mapping[str, str]  # ids of rows, codes, names and words of people, and whose they are
    answered: dict[Line, dict[str, Answered]] = field(default_factory=dict)  # so that each is asked once

    def people_in(self, content: bytes) -> frozenset[str]:
        """The people of whom there is a trace in an answer."""
        found = TRACE.findall(content.decode(errors="replace"))
        return frozenset(self.traces[trace] for trace in found if trace in self.traces)

    def ask(self, caller: str, request: Callable[[Client], Any]) -> Answered:
        """What comes of this request; what it does to the database and to the caller's browser is taken back."""
        client = self.callers[caller]
        cookies = deepcopy(client.cookies)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {KEPT_IN}")
            before = [row[0] for row in cursor]
            sessions = Conversation.objects.count()
            response = request(client)
            cursor.execute(f"SELECT subjects, actor, source, records FROM {KEPT_IN} WHERE id <> ALL(%s)", [before])
            answered = Answered(
                status=response.status_code,
                path=response.request["PATH_INFO"],
                shown=self.people_in(_content_of(response)),
                kept=tuple(self._kept(*row) for row in cursor),
                location=response.get("Location", "").split("?")[0],
                recorded=Conversation.objects.count() - sessions,
            )
            transaction.set_rollback(True)
        client.cookies = cookies
        return answered

    def _kept(self, subjects: list[UUID], actor: str, source: str, records: int) -> Kept:
        people = frozenset(self.traces[str(subject)] for subject in subjects)
        return Kept(people=people, actor=actor, source=source, records=records)


def make_scene(place: str = "") -> Scene:
    """Where there are several, `place` tells the words and names in one from those in another."""
    cast = make_cast()
    for name in PEOPLE:
        _make_records(getattr(cast, name), f"{name}{place}")
    _fill_what_is_left(cast, place)
    return Scene(cast=cast, callers=_make_callers(cast), records=_records(cast), traces=traces_in(cast, place))


def models_of_people() -> dict[type[Model], str]:
    """Every model of ours whose rows lead to a person and are for those who see the person; the path to their id."""
    paths: dict[type[Model], str] = {}
    for model in models_of_ours():
        duties = duties_of(model)
        subject = None if duties is None or duties.seen_by else subject_of(model, duties)
        if duties is not None and subject is not None and not subject.is_pseudonym:
            paths[model] = f"{duties.subject}_id"
    return paths


def traces_in(cast: Cast, place: str = "") -> dict[str, str]:
    """Ids of rows, codes, names and words of these people as they stand now, and whose they are."""
    traces: dict[str, str] = {}
    for name in PEOPLE:
        person: User = getattr(cast, name)
        label = f"{name}{place}"
        own: set[UUID | str] = {person.id, person.pseudonym, person.code, f"name of {label}", f"words of {label}"}
        for model, path in models_of_people().items():
            own |= set(model._default_manager.filter(**{path: person.id}).values_list("pk", flat=True))
        own |= set(DataAccess.objects.filter(subjects=[person.pseudonym]).values_list("id", flat=True))
        own |= set(GdprRequest.objects.filter(subject=person.pseudonym).values_list("id", flat=True))
        traces |= dict.fromkeys(map(str, own), name)
    return traces


def _content_of(response: Any) -> bytes:
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content


def _make_records(person: User, name: str) -> None:
    """A session with all that can be found in it, as the analysis leaves it, and what came of it."""
    CarePeriod.objects.create(user=person, started_at=timezone.now() - timedelta(days=1))
    session = make_session(person, created_at=timezone.now() - timedelta(hours=1))
    make_message(session, f"words of {name}")
    make_deviation(session)
    make_dissonance(session)
    make_assessment(session)
    make_event(session)
    make_baseline(person)
    make_drift(person)
    make_name(person, f"name of {name}")
    contact = Contact(kind=PersonContact.Kind.GP, may_be_contacted=IN_CRISIS, name=f"words of {name}")
    PersonContact.objects.create(**contact_row(person.id, contact))
    Upload.objects.create(id=session.id, user=person, status=Upload.Status.COMPLETED)
    build_interfaces([person.id], now=session.started_at)
    begin_access(AnonymousUser(), [person.id], records=1, source="GET somewhere").finish()


def _fill_what_is_left(cast: Cast, place: str) -> None:
    """A row of everybody in the tables that nothing above fills, whatever tables there will be; words where sealed."""
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        for model, path in models_of_people().items():
            table = model._meta.db_table
            sealed = [one for one in sealed_columns().values() if one.table == table]
            for name in PEOPLE:
                person = getattr(cast, name)
                if not model._default_manager.filter(**{path: person.id}).exists():
                    if sealed:
                        insert_sealed(rows, _of_person(sealed), person.id, f"words of {name}{place}".encode())
                    else:
                        rows.insert(table, person.id)


def _of_person(sealed: Sequence[SealedColumn]) -> SealedColumn:
    """The first that says something of the person; who of another system's staff did it stands beside that."""
    return min(sealed, key=lambda one: "performer" in one.column)


def _make_callers(cast: Cast) -> dict[str, Client]:
    scopes = ApiKey.Scope.values
    signed_in = ("person", "other_person", *STAFF)
    callers = {
        "nobody": Client(),
        **{name: sign_in(getattr(cast, name)) for name in signed_in},
        "app": _with_token(_token_of_app(cast)),
        "key": with_key(cast.clinic, *scopes),
        "client": _with_token(_token_of_client(cast)),
        "key_without_scopes": with_key(cast.clinic),
        "strange_key": with_key(cast.stranger.clinic, *scopes),
    }
    for client in callers.values():
        client.raise_request_exception = False  # a failure is an answer here: a 500 that is not expected
    return callers


def _with_token(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"})


def _token_of_app(cast: Cast) -> str:
    by = name_actor(cast.administrator)
    return make_token(cast.person, device="words of person", issued_by=by, now=timezone.now()).text


def _token_of_client(cast: Cast) -> str:
    made = create_client(clinic=cast.clinic, name="client", scopes=ApiKey.Scope.values)
    client = OAuthClient.objects.get(id=made.id)
    return issue_token(client, scopes=(), now=timezone.now()).text


def _records(cast: Cast) -> dict[type[Model], Model]:
    """The records that addresses name."""
    clinic = cast.clinic
    found: dict[type[Model], Model] = {User: cast.person, Clinic: clinic, CareTeam: cast.team}
    enrol(cast.outsider, begin_enrolment(), step=0)
    found[OnCallShift] = OnCallShift.objects.create(
        care_team=cast.team, staff=cast.clinician, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
    )
    found[OAuthClient] = OAuthClient.objects.get(clinic=clinic)
    found[AuditEntry] = AuditEntry.objects.filter(clinic_uuid=clinic.id)[0]
    found[SecurityEvent] = SecurityEvent.objects.create(kind="signed_in", clinic=clinic)
    now = timezone.now()
    found[StaffInvitation] = invite(
        email="new@clinic.example", role="clinician", clinic=clinic, inviter=None, actor="command:invite_staff", now=now
    )
    found[TotpDevice] = TotpDevice.objects.get(user=cast.outsider)
    found[GdprRequest] = GdprRequest.objects.create(
        clinic=clinic, subject=cast.person.pseudonym, kind=GdprRequest.Kind.ERASURE
    )
    found[ApiKey] = ApiKey.objects.filter(clinic=clinic).earliest("created_at")
    found[PopulationPrior] = PopulationPrior.objects.create(
        clinic=clinic, version="v", parameters={}, reference_people=9
    )
    found[InterfaceText] = InterfaceText.objects.create(
        clinic=clinic, language="en", key="greeting.steady", text="Hello"
    )
    found[SupportResource] = SupportResource.objects.create(
        clinic=clinic, kind="support", language="en", title="A walk", text="Outside"
    )
    found[ConsentText] = ConsentText.objects.create(
        clinic=clinic, purpose="research", language="en", version="1", text="We ask you."
    )
    found[WebhookEndpoint] = webhook = WebhookEndpoint.objects.get(id=add_unreachable_endpoint(clinic))
    found[WebhookMessage] = WebhookMessage.objects.create(
        endpoint=webhook,
        clinic=clinic,
        kind="crisis_event.created",
        record_uuid=CrisisEvent.objects.filter(user=cast.person)[0].id,
        user_uuid=cast.person.id,
    )
    found[Handover] = handover = Handover.objects.create(clinic=clinic, care_team=cast.team, given_by=cast.clinician)
    item_id = new_id()
    text = HandoverItem.text.seal(item_id, "words of person")
    HandoverItem.objects.create(id=item_id, handover=handover, user=cast.person, text=text)
    for model, path in models_of_people().items():
        rows = model._default_manager.filter(**{path: cast.person.id})
        found[model] = rows.earliest("started_at") if model is Conversation else rows[0]
    found[CrisisEvent] = CrisisEvent.objects.get(steps=found[CrisisEventStep].pk)  # addresses name both
    return found
