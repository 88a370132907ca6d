"""Clinics in a database of the fuzzing's own: for every kind of caller a scene that no other caller may touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from baselines.models import PopulationPrior
from conversations.models import Conversation
from resona.accounts.models import ApiKey, Clinic, User
from resona.sign_in.oauth import create_client
from risk.models import CrisisEvent, RiskAssessment
from tests.access.scene import PEOPLE, SEES, Scene, make_scene, models_of_people, traces_in
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, join_team
from tests.sessions import AT_EASE, DISTRESSED, make_body, record_course

CALLERS: Final = (
    "nobody",
    "app",
    "other_person",
    "clinician",
    "outsider",
    "administrator",
    "stranger",
    "key",
    "client",
    "key_without_scopes",
    "strange_key",
)
# Known by a cookie: a browser, whose every change needs the CSRF token of a page.
IN_BROWSERS: Final = frozenset({"other_person", "clinician", "outsider", "administrator", "stranger"})
IN_ADMIN: Final = ("clinician", "outsider", "administrator", "stranger")
SEEING_ON_CALL: Final = frozenset({"clinician", "outsider", "administrator", "key", "client"})
IN_OTHER_CLINIC: Final = frozenset({"stranger", "strange_key"})
# What addresses name, by how they begin.
NAMED: Final[Mapping[str, type[Model]]] = {
    "users": User,
    "conversations": Conversation,
    "risk-assessments": RiskAssessment,
    "crisis-events": CrisisEvent,
}
SAID: Final = ("I am fine, just tired", "It was a good day", "I want to end it all", "I cannot go on")
MOODS: Final = (AT_EASE, DISTRESSED)
OWN_SHARE: Final = 6  # what is the caller's own, for one of somebody else's
SESSIONS: Final = 6  # recorded of `person` and `unassigned_person`: enough to be compared with


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where one caller is: a scene of their own, among those of all the others."""

    caller: str
    scene: Scene
    on_call: User  # of another team of the clinic, whose record clinicians may open in an emergency
    client_id: UUID  # of an OAuth client of the clinic
    client_secret: str

    @property
    def clinic(self) -> Clinic:
        cast = self.scene.cast
        found = cast.stranger.clinic if self.caller in IN_OTHER_CLINIC else cast.clinic
        assert found is not None
        return found

    @property
    def seen(self) -> frozenset[UUID]:
        """The people in the scene whose records this caller may see."""
        return frozenset(getattr(self.scene.cast, name).id for name in SEES[self.caller])

    @property
    def touched(self) -> frozenset[UUID | None]:
        """Whose rows may change by what this caller does."""
        return self.seen | {self.account} | ({self.on_call.id} if self.caller in SEEING_ON_CALL else set())

    @property
    def account(self) -> UUID | None:
        """Of a caller who is someone; an app's is a person's, who is seen."""
        found: User | None = getattr(self.scene.cast, self.caller, None)
        return found.id if found is not None else None

    def credentials(self) -> dict[str, str]:
        """The headers that this caller's requests bring, but for the CSRF token."""
        client = self.scene.callers[self.caller]
        if self.caller in IN_BROWSERS:
            name = settings.SESSION_COOKIE_NAME
            return {"Cookie": f"{name}={client.cookies[name].value}"}
        authorization: str | None = client.defaults.get("HTTP_AUTHORIZATION")
        return {"Authorization": authorization} if authorization else {}

    def sessions(self) -> tuple[dict[str, Any], ...]:
        """Bodies that can be recorded, of each of those here; mostly of those whom the caller may see."""
        people = [getattr(self.scene.cast, name) for name in (*PEOPLE, *sorted(SEES[self.caller]) * OWN_SHARE)]
        return tuple(make_body(person, emotion=mood, ended_at=None) for person in people for mood in MOODS)

    def token_form(self) -> dict[str, str]:
        """What an OAuth client of the clinic sends for a token."""
        return {
            "grant_type": "client_credentials",
            "client_id": str(self.client_id),
            "client_secret": self.client_secret,
        }

    def ids(self) -> dict[str, tuple[list[str], list[str]]]:
        """What addresses can name, by their beginnings: of those whom the caller may see, and of others here."""
        people = {getattr(self.scene.cast, name).id for name in SEES["superuser"]}
        own, others = self.seen, people - self.seen
        return {name: (_ids_of(model, own), _ids_of(model, others)) for name, model in NAMED.items()}

    def others(self) -> dict[str, str]:
        """For each id of a row that the caller may see one that they may not, of the same kind and here."""
        people = {getattr(self.scene.cast, name).id for name in SEES["superuser"]}
        pairs: dict[str, str] = {}
        of_people: list[type[Model]] = [User, *models_of_people()]
        for model in of_people:
            pairs |= _paired(_ids_of(model, self.seen), _ids_of(model, people - self.seen))
        elsewhere = _clinics(self.scene.cast) - {self.clinic}
        for model in models_of_clinics():
            pairs |= _paired(_ids_in(model, {self.clinic}), _ids_in(model, elsewhere))
        return pairs


def make_place(caller: str) -> Place:
    scene = make_scene(f"_of_{caller}")
    PopulationPrior.objects.filter(clinic=scene.cast.clinic).delete()  # it cannot be read, and would be tried each time
    for person in (scene.cast.person, scene.cast.unassigned_person):
        record_course(scene.cast.administrator, person, SESSIONS)
    on_call = PersonFactory.create(clinic=scene.cast.clinic)
    join_team(CareTeamFactory.create(clinic=scene.cast.clinic), people=[on_call])
    record_course(scene.cast.administrator, on_call, 1)
    made = create_client(clinic=scene.cast.clinic, name="another", scopes=ApiKey.Scope.values)
    return Place(caller=caller, scene=scene, on_call=on_call, client_id=made.id, client_secret=made.secret)


def hidden_from(place: Place, places: Iterable[Place]) -> set[str]:
    """Every trace, as of now, of whoever this caller may not see, and of other clinics."""
    hidden: set[str] = set()
    for each in places:
        seen = SEES[place.caller] if each is place else frozenset()
        traces = traces_in(each.scene.cast, f"_of_{each.caller}")
        hidden |= {trace for trace, name in traces.items() if name not in seen}
        if each is not place or place.caller not in SEEING_ON_CALL:
            hidden |= {str(each.on_call.id), str(each.on_call.pseudonym), each.on_call.code}
        hidden |= {trace for clinic in _clinics(each.scene.cast) - {place.clinic} for trace in _of_clinic(clinic)}
    return hidden


def models_of_clinics() -> Iterator[type[Model]]:
    """Models of ours whose rows belong to a clinic, and to no person."""
    of_people = models_of_people()
    for model in apps.get_models():
        if model not in of_people and any(field.name == "clinic" for field in model._meta.get_fields()):
            yield model


def _clinics(cast: Cast) -> set[Clinic]:
    assert cast.stranger.clinic is not None
    return {cast.clinic, cast.stranger.clinic}


def _of_clinic(clinic: Clinic) -> Iterator[str]:
    yield str(clinic.id)
    for model in models_of_clinics():
        yield from map(str, model._default_manager.filter(clinic=clinic).values_list("pk", flat=True))
    for user in User.objects.filter(clinic=clinic):
        yield from filter(None, (str(user.id), str(user.pseudonym), user.email))


def _ids_in(model: type[Model], clinics: set[Clinic]) -> list[str]:
    rows = model._default_manager.filter(clinic__in=clinics)
    return [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]


def _paired(own: list[str], others: list[str]) -> dict[str, str]:
    return {each: others[number % len(others)] for number, each in enumerate(own)} if others else {}


def _ids_of(model: type[Model], people: frozenset[UUID] | set[UUID]) -> list[str]:
    path = models_of_people().get(model, "id")
    rows: Any = model._default_manager.filter(**{f"{path}__in": people})
    return [str(key) for key in rows.order_by("pk").values_list("pk", flat=True)]
