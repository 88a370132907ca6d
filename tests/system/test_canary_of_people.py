"""What is told of people who come in is found nowhere in clear: names, numbers, birth dates, identifiers, contacts.

Neither in a table, as it is or digested without a key, nor in a log, a job, a mail, or the answer to what was refused.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.db import connection

from resona.accounts.models import User
from resona.accounts.people.telephones import shown_telephone
from tests.conftest import Cast, make_cast
from tests.factories import make_api_key
from tests.system.searching import ServerFiles, find_in_tables, find_in_text, is_in_running_statements
from tests.system.serving import Client, Server, run_command
from tests.system.test_canary import new_canary
from tests.system.test_canary_of_staff import FORM, become

USERS: Final = "/api/v1/users/"
BORN: Final = "1931-10-{day:02}"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One person as they are told of, every text of whom stands nowhere else."""

    name: str = field(default_factory=new_canary)
    number: str = field(default_factory=lambda: f"+254712{secrets.randbelow(10**6):06}")
    other_number: str = field(default_factory=lambda: f"+254722{secrets.randbelow(10**6):06}")
    born: str = field(default_factory=lambda: BORN.format(day=1 + secrets.randbelow(31)))
    identifier: str = field(default_factory=new_canary)
    other: str = field(default_factory=new_canary)  # whatever else is told: places, contacts, notes

    def profile(self) -> dict[str, Any]:
        mail = {"kind": "email", "value": f"{self.other}@example.org"}
        return {
            "given_name": self.name,
            "family_name": f"Ng'{self.name}",
            "preferred_name": f"{self.name}i",
            "birth_date": self.born,
            "pronouns": self.other,
            "telecom": [{"value": self.number, "times": self.other}, mail],
            "address": f"Plot 4, {self.other}",
            "area": self.other,
            "interpreter": self.other,
            "note": self.other,
        }

    def identifiers(self) -> list[dict[str, str]]:
        return [{"system": "urn:hospital", "value": self.identifier}]

    def contacts(self) -> list[dict[str, str]]:
        who = {"name": self.other, "telephone": self.other_number, "email": f"{self.other}@example.org"}
        return [{"kind": "gp", "may_be_contacted": "always", **who}]

    def body(self) -> dict[str, Any]:
        consent = {"purpose": "recording", "version": "1", "given_by": self.other, "note": self.other}
        return {
            "profile": self.profile(),
            "identifiers": self.identifiers(),
            "contacts": self.contacts(),
            "consents": [{**consent, "channel": "paper"}],
        }

    def texts(self) -> Iterator[str]:
        """Every form in which it could stand somewhere."""
        yield from (self.name, self.identifier, self.other)
        for number in (self.number, self.other_number):
            yield from (number, number.removeprefix("+254"), shown_telephone(number), f"0{number[4:]}")
        yield from (self.born, self.born.replace("-", ""), ".".join(reversed(self.born.split("-"))))
        for text in (self.name, self.number, self.number[1:], self.born, self.identifier):
            yield from (hashlib.new(each, text.encode()).hexdigest() for each in ("md5", "sha1", "sha256"))


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who asks, what was told, and what came out of it."""

    cast: Cast
    app: Client
    server: Server
    directory: Path
    told: list[Told] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def tell(self) -> Told:
        self.told.append(Told())
        return self.told[-1]

    def send(self, method: str, path: str, body: object, status: int) -> bytes:
        found, answer = self.app.send(method, path, orjson.dumps(body))
        assert found == status, answer
        return answer

    def refuse(self, name: str, method: str, path: str, body: object, status: int = 400) -> None:
        self.answers[name] = self.send(method, path, body, status)

    def run(self, name: str, *arguments: str) -> int:
        mails = self.directory / "mails"
        done = run_command(*arguments, LOG_LEVEL="DEBUG", EMAIL_URL=f"filemail:///{mails}")
        self.answers[name] = done.stdout + done.stderr
        return done.returncode


def test_what_is_told_of_people_is_found_nowhere_in_clear(collected: None, new_server: Server, tmp_path: Path) -> None:
    files, cast = ServerFiles(), make_cast()
    key = make_api_key(cast.clinic, "people:write", "records:read")
    with new_server.client(key) as app:
        scene = Scene(cast=cast, app=app, server=new_server, directory=tmp_path)
        person_id = come_in(scene)
        change(scene, person_id)
        look_for(scene)
        refuse_faults(scene, person_id)
        act_as_staff(scene, person_id)
        import_file(scene)
        crash(scene, person_id)
        leave(scene, person_id)
        assert scene.run("worker", "worker", "--once") == 0
    scene.answers["mails"] = b"".join(path.read_bytes() for path in (tmp_path / "mails").glob("*"))
    scene.answers["server"] = new_server.log.read_bytes()
    scene.answers["server of the database"] = files.log()
    for text in (text for told in scene.told for text in told.texts()):
        assert [name for name, answer in scene.answers.items() if find_in_text(text, answer)] == []
        assert find_in_tables(text) == []
        assert not is_in_running_statements(text)
    for told in scene.told:
        for text in (told.name, told.other, told.number[1:], told.identifier):
            assert files.find_on_disk(text) == []


def come_in(scene: Scene) -> str:
    told = scene.tell()
    answer = scene.send("POST", USERS, {**told.body(), "care_teams": [str(scene.cast.team.id)]}, 201)
    person_id: str = orjson.loads(answer)["id"]
    scene.send("POST", USERS, told.body(), 200)
    assert find_in_text(told.name, scene.send("GET", f"{USERS}{person_id}/profile/", None, 200))
    return person_id


def change(scene: Scene, person_id: str) -> None:
    told = scene.tell()
    for part, body in parts_of(told).items():
        scene.send("PUT", f"{USERS}{person_id}/{part}/", body, 200)


def parts_of(told: Told) -> Mapping[str, object]:
    return {
        "profile": told.profile(),
        "identifiers": {"identifiers": told.identifiers()},
        "contacts": {"contacts": told.contacts()},
    }


def look_for(scene: Scene) -> None:
    """By each of what there is, and by what nobody has."""
    known = scene.told[-1]
    for told in (known, scene.tell()):
        for sought in (
            {"text": told.name},
            {"text": told.number},
            {"text": told.born},
            {"text": told.identifier},
            {"name": told.name, "telephone": told.number, "birth_date": told.born},
            {"identifier": told.identifiers()[0]},
        ):
            found = orjson.loads(scene.send("POST", f"{USERS}search/", sought, 200))["results"]
            assert len(found) == (told is known), sought


def refuse_faults(scene: Scene, person_id: str) -> None:
    """In every place that has its own rule."""
    told = scene.tell()
    faults: dict[str, Callable[[], dict[str, Any]]] = {
        "name": lambda: {"profile": {**told.profile(), "given_name": told.name * 40}},
        "birth date": lambda: {"profile": {**told.profile(), "birth_date": f"{told.born}{told.name}"}},
        "telephone": lambda: {"profile": {"telecom": [{"value": f"{told.number}{told.number[1:]}"}]}},
        "identifier": lambda: {"identifiers": [{"system": "", "value": told.identifier}]},
        "contact": lambda: {"contacts": [{**told.contacts()[0], "kind": told.other}]},
        "member": lambda: {told.name: told.other},
        "consent": lambda: {"consents": [{"purpose": told.other}]},
        "zone": lambda: {"timezone": told.other},
        "id": lambda: {"id": told.other},
    }
    for name, fault in faults.items():
        # The name of a member is the caller's own text, and is named as that.
        answer = scene.send("POST", USERS, {**told.body(), **fault()}, 400)
        scene.answers[name] = answer if name != "member" else b""
    taken = scene.told[1].identifiers()
    scene.refuse("taken", "POST", USERS, {**told.body(), "id": str(scene.cast.person.id), "identifiers": taken}, 409)
    for part, body in parts_of(told).items():
        scene.app.headers["If-Match"] = '"older"'
        scene.refuse(f"older {part}", "PUT", f"{USERS}{person_id}/{part}/", body, 412)
        del scene.app.headers["If-Match"]


def act_as_staff(scene: Scene, person_id: str) -> None:
    told = scene.tell()
    filled = {
        "given_name": told.name,
        "birth_date": told.born,
        "language": "en",
        "timezone": "Africa/Nairobi",
        "note": told.other,
        "identifier_1_system": "urn:h",
        "identifier_1_value": told.identifier,
        "contact_1_kind": "gp",
        "contact_1_may_be_contacted": "always",
        "contact_1_name": told.other,
        "contact_1_telephone": told.other_number,
        "consent_channel": "paper",
    }
    with scene.server.client() as browser:
        become(browser, scene.cast.clinician)
        for text in (told.name, told.number, told.born, told.identifier):
            assert post(browser, "/admin/accounts/user/find/", {"sought": text}) == 200
        assert post(browser, "/admin/accounts/user/enrol/", {**filled, "telephone": f"{told.number}1"}) == 200
        assert post(browser, "/admin/accounts/user/enrol/", {**filled, "telephone": told.number}) == 302
        changed = {**filled, "version": "older", "telecom_1_kind": "phone", "telecom_1_value": told.number}
        assert post(browser, f"/admin/accounts/user/{person_id}/details/", changed) == 200


def post(browser: Client, path: str, form: Mapping[str, str]) -> int:
    return browser.post(path, urlencode(form).encode(), FORM)[0]


def import_file(scene: Scene) -> None:
    good, bad = scene.tell(), scene.tell()
    columns = "given_name,birth_date,telephone,identifier_system,identifier,contact_1_kind,contact_1_name,note"
    file, rejects = scene.directory / "people.csv", scene.directory / "rejects.csv"
    lines = [
        f"{good.name},{good.born},{good.number},urn:h,{good.identifier},,,{good.other}",
        f"{bad.name},{bad.born},{bad.number},urn:h,{bad.identifier},{bad.other},{bad.other},{bad.other}",
        f'{bad.name},"{bad.born},{bad.number}',
    ]
    file.write_text("\n".join([columns, *lines]), encoding="utf-8")
    clinic = ("--clinic", str(scene.cast.clinic.id))
    assert scene.run("import", "import_people", str(file), *clinic) != 0
    assert b"line 3" in scene.answers["import"]
    assert scene.run("import with rejects", "import_people", str(file), *clinic, "--rejects", str(rejects)) != 0
    assert find_in_text(bad.name, rejects.read_bytes())
    assert rejects.stat().st_mode & 0o077 == 0


def crash(scene: Scene, person_id: str) -> None:
    """Rows that the database refuses, and says so with all of their values."""
    told = scene.tell()
    with rows_refused():
        for part, body in parts_of(told).items():
            scene.refuse(f"crash of {part}", "PUT", f"{USERS}{person_id}/{part}/", body, 500)
        scene.refuse("crash of enrolment", "POST", USERS, told.body(), 500)


@contextmanager
def rows_refused() -> Iterator[None]:
    checks = {
        "user_profiles": "created_at < '2000-01-01'",
        "person_identifiers": "created_at < '2000-01-01'",
        "person_contacts": "priority < 0",
    }
    with connection.cursor() as cursor:
        for table, check in checks.items():
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT none_today CHECK ({check}) NOT VALID")
        yield
        for table in checks:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT none_today")


def leave(scene: Scene, person_id: str) -> None:
    told = scene.tell()
    performer = {"system": "urn:h", "value": told.identifier, "display": told.name}
    scene.send("POST", f"{USERS}{person_id}/care/end/", {"because": "moved", "performer": performer}, 200)
    assert User.objects.get(id=person_id).care_ended == "moved"
