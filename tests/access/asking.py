"""Asks at every address, as each of the callers, with bodies that are right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

import orjson
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from baselines.models import Baseline, Deviation
from conversations.models import Conversation
from interfaces.models import InterfaceEvolution, UserInterface
from resona.accounts.models import CareTeam, Clinic, User
from resona.care.models import CareNote, CareOffer, Decision, Handover, Task
from resona.compliance.emergency_models import EmergencyAccess
from resona.compliance.rights_models import GdprRequest
from resona.integrations.models import WebhookEndpoint, WebhookMessage
from resona.sign_in.models import PersonToken
from risk.models import CrisisEvent, CrisisEventStep, Dissonance, RiskAssessment
from tests.access.routes import ADMIN, API, Route
from tests.access.scene import STAFF, Answered, Line, Scene
from tests.conversations.recordings import as_file, make_syllables
from tests.sessions import make_body

JSON, NDJSON, FORM = "application/json", "application/x-ndjson", "application/x-www-form-urlencoded"
SPEECH: Final = as_file(make_syllables(2.0))
# What stands in the place of `id`, by how the path begins.
NAMED_BY_PATH: Final[Mapping[str, type[Model]]] = {
    "users/": User,
    "conversations/": Conversation,
    "sessions/": Conversation,
    "baselines/": Baseline,
    "deviations/": Deviation,
    "dissonance-records/": Dissonance,
    "risk-assessments/": RiskAssessment,
    "crisis-events/": CrisisEvent,
    "crisis-event-steps/": CrisisEventStep,
    "interfaces/": UserInterface,
    "interface-evolution/": InterfaceEvolution,
    "tasks/": Task,
    "decisions/": Decision,
    "notes/": CareNote,
    "handovers/": Handover,
    "care-offers/": CareOffer,
    "privacy-requests/": GdprRequest,
    "webhook-endpoints/": WebhookEndpoint,
    "webhook-messages/": WebhookMessage,
}
# What stands in other places, by their names; `object_id` is of the model that the path names.
NAMED_BY_PLACE: Final[Mapping[str, type[Model]]] = {
    "person_id": User,
    "user_id": User,
    "session_id": Conversation,
    "assessment_id": RiskAssessment,
    "event_id": CrisisEvent,
    "step_id": CrisisEventStep,
    "interface_id": UserInterface,
    "request_id": GdprRequest,
    "access_id": EmergencyAccess,
    "clinic_id": Clinic,
    "task_id": Task,
    "decision_id": Decision,
    "endpoint_id": WebhookEndpoint,
    "message_id": WebhookMessage,
    "offer_id": CareOffer,
    "handover_id": Handover,
    "note_id": CareNote,
    "team_id": CareTeam,
}
REASON: Final = {"reason": "asked for by the person"}
CONSENT: Final = {"purpose": "research", "decision": "given", "version": "1"}
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "users/<uuid:id>/consents/": {**CONSENT, "channel": "app"},
    "users/<uuid:id>/privacy-settings/": {"retention_days": 30},
    "users/<uuid:id>/privacy-requests/": {"kind": "rectification"},
    "users/<uuid:id>/emergency-access/": REASON,
    "users/<uuid:id>/drift/accept/": REASON,
    "users/<uuid:id>/drift/reset/": REASON,
    "risk-assessments/<uuid:id>/action/": {"action_taken": "called"},
    "users/": {"profile": {"given_name": "Amina"}},
    "users/<uuid:id>/": {"language": "sw"},
    "users/<uuid:id>/profile/": {"given_name": "words of person"},
    "users/<uuid:id>/identifiers/": {"identifiers": [{"system": "register", "value": "words of person"}]},
    "users/<uuid:id>/contacts/": {
        "contacts": [{"kind": "gp", "may_be_contacted": "in_crisis", "name": "words of person"}]
    },
    "users/<uuid:id>/care-teams/": {"care_teams": []},
    "users/<uuid:id>/care/end/": {"because": "moved"},
    "users/search/": {"text": "name of person"},
    "enrolments/": {"code": "2345-6789"},
    "users/<uuid:id>/crisis-events/": {"risk_level": "high", "note": "called"},
    "crisis-events/<uuid:id>/notes/": {"note": "called"},
    "crisis-events/<uuid:id>/reopen/": {"reason": "called again"},
    "crisis-events/<uuid:id>/correct/": {"resolution": "confirmed", "note": "safe"},
    "crisis-events/<uuid:id>/resolve/": {"resolution": "confirmed", "note": "safe"},
    "tasks/": {"title": "words of person"},
    "tasks/<uuid:id>/": {"priority": "urgent"},
    "tasks/<uuid:id>/reopen/": REASON,
    "tasks/<uuid:id>/cancel/": REASON,
    "decisions/": {"decision_type": "safety", "title": "words of person", "rationale": "asked for"},
    "decisions/<uuid:id>/": {"status": "implemented"},
    "decisions/<uuid:id>/review/": {"outcome": "words of person", "outcome_kind": "better"},
    "decisions/<uuid:id>/stakeholders/": {"stakeholders": [{"part": "informed", "name": "words of person"}]},
    "notes/": {"content": "words of person"},
    "care-offers/<uuid:id>/return/": {"note": "words of person"},
    "handovers/<uuid:id>/take/": {"items": []},
    "webhook-endpoints/": {"name": "pager", "url": "https://8.8.8.8/hook", "kinds": ["crisis_event.created"]},
    "webhook-endpoints/<uuid:id>/": {"name": "other pager"},
    "webhook-messages/replay/": {"endpoint_id": str(UUID(int=0)), "since": "2026-12-01T00:00:00Z"},
    "users/<uuid:id>/interface/pin/": REASON,
    "users/<uuid:id>/interface/unpin/": REASON,
    "users/<uuid:id>/interface/back/": {"version": 1, **REASON},
}
ABOUT_TEAM_IN_BODY: Final = ("handovers/",)
ABOUT_PERSON_IN_BODY: Final = ("tasks/", "decisions/", "notes/")
BODIES_OF_STAFF: Final = {**BODIES, "users/<uuid:id>/consents/": {**CONSENT, "channel": "paper", **REASON}}


def ask_api(scene: Scene, line: Line, route: Route, callers: Iterable[str]) -> dict[str, Answered]:
    """What each of these callers is answered who asks for what belongs to `person`."""
    if line not in scene.answered:
        scene.answered[line] = {
            caller: scene.ask(caller, partial(_send, scene, caller, line[0], route)) for caller in callers
        }
    return scene.answered[line]


def ask_admin(scene: Scene, line: Line, route: Route, callers: Iterable[str]) -> dict[str, Answered]:
    """The same for pages, of what belongs to `person` or to the clinic; a form is sent empty."""
    if line not in scene.answered:
        address = route.address(places_in(scene, route))
        scene.answered[line] = {caller: scene.ask(caller, _by(line[0].split()[0], address)) for caller in callers}
    return scene.answered[line]


def _by(method: str, address: str) -> Callable[[Client], Any]:
    return lambda client: client.get(address) if method == "GET" else client.post(address)


def _send(scene: Scene, caller: str, method: str, route: Route, client: Client) -> Any:
    path = route.pattern.removeprefix(API)
    address = address_of(scene, route)
    bodies = BODIES_OF_STAFF if caller in STAFF else BODIES
    if method != "POST":
        return client.generic(method, address, orjson.dumps(bodies.get(path, {})), content_type=JSON)
    if path == "oauth/token/":
        return client.post(address, "grant_type=client_credentials&client_id=x&client_secret=y", content_type=FORM)
    if path in ABOUT_PERSON_IN_BODY:
        return client.post(address, {**bodies[path], "user_id": str(scene.cast.person.id)}, content_type=JSON)
    if path in ABOUT_TEAM_IN_BODY:
        return client.post(address, {"care_team_id": str(scene.cast.team.id)}, content_type=JSON)
    if path == "notes/<uuid:id>/move/":
        return client.post(address, {"user_id": str(scene.cast.other_person.id)}, content_type=JSON)
    if path == "handovers/<uuid:id>/items/":
        said = {"user_id": str(scene.cast.person.id), "text": "words of person"}
        return client.post(address, {"items": [said]}, content_type=JSON)
    if not path.startswith("sessions/"):
        return client.post(address, bodies.get(path, {}), content_type=JSON)
    body = make_body(scene.cast.person, said=("words of person",))
    if path == "sessions/batch/":
        return client.post(address, orjson.dumps(body), content_type=NDJSON)
    if path == "sessions/audio/":
        del body["voice"]
        return client.post(address, {"session": orjson.dumps(body).decode(), "audio": _speech()})
    return client.post(address, body, content_type=JSON)


def address_of(scene: Scene, route: Route) -> str:
    """Where the API has what belongs to `person`."""
    places = {"id": _record_of_path(scene, route.pattern.removeprefix(API)), "token": scene.records[PersonToken].pk}
    return route.address(places)


def places_in(scene: Scene, route: Route) -> dict[str, object]:
    """What to write in the places of an address of the admin."""
    places: dict[str, object] = {name: scene.records[model].pk for name, model in NAMED_BY_PLACE.items()}
    parts = route.pattern.removeprefix(ADMIN).split("/")
    models = {f"{model._meta.app_label}/{model._meta.model_name}": model for model in apps.get_models()}
    named = models.get("/".join(parts[:2]), User)
    if named in scene.records:
        places |= {"object_id": scene.records[named].pk, "id": scene.records[named].pk}
    return {
        "staff_id": scene.cast.outsider.pk,
        "object_id": 0,  # of no row, whatever numbers rows have
        "content_type_id": 1,
        "id": 1,
        "app_label": "risk",
        "url": "nowhere/",
        "purpose": "research",
        "kind": "access",
        "hold": "legal_hold",
        "step": "begin",
        "secret": "nothing",
        **places,
    }


def _record_of_path(scene: Scene, path: str) -> UUID | None:
    for beginning, model in NAMED_BY_PATH.items():
        if path.startswith(beginning):
            key: UUID = scene.records[model].pk
            return key
    return None


def _speech() -> SimpleUploadedFile:
    return SimpleUploadedFile("speech.wav", SPEECH, "audio/wav")
