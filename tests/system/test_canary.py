"""What people say is found nowhere in clear, whatever happens to it: stored, refused, imported, in a job, in a crash.

A canary is a text that stands nowhere else. It is said, sent and written down in every way there is; then every table,
log, answer and file is searched for it.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from django.db import connection
from django.utils import timezone

from resona.accounts.models import User, UserProfile
from risk.models import CrisisEvent
from tests.factories import CareTeamFactory, ClinicFactory, PersonFactory, StaffFactory, join_team, make_api_key
from tests.sessions import make_body
from tests.system.searching import ServerFiles, find_in_tables, find_in_text, is_in_running_statements
from tests.system.serving import SESSIONS_PATH, Client, Server, run_command

BATCH_PATH, NDJSON = f"{SESSIONS_PATH}batch/", "application/x-ndjson"
TOO_LONG = 5001


def new_canary() -> str:
    return f"canary{secrets.token_hex(8)}"


@dataclass(frozen=True, kw_only=True)
class Story:
    """Everything that happens to one canary, and what was printed and answered meanwhile."""

    canary: str
    person: User
    client: Client
    mails: Path  # a directory
    told: dict[str, bytes] = field(default_factory=dict)  # what came out, by what was done

    def body(self, hours_ago: int = 1, **changed: Any) -> dict[str, Any]:
        said = (f"My name is {self.canary}.", f"I want to kill myself tonight, {self.canary}")
        body = make_body(self.person, at=timezone.now() - timedelta(hours=hours_ago), said=said)
        body["messages"].append({"role": "assistant", "content": f"I am here, {self.canary}."})
        return {**body, **changed}

    def post(self, path: str, body: object, status: int, media_type: str = "application/json") -> bytes:
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        found, answer = self.client.post(path, content, media_type)
        assert found == status, answer
        return answer

    def refuse(
        self,
        name: str,
        body: object,
        status: int = 400,
        *,
        path: str = SESSIONS_PATH,
        media_type: str = "application/json",
    ) -> None:
        self.told[name] = self.post(path, body, status, media_type)

    def run(self, name: str, *arguments: str) -> int:
        done = run_command(*arguments, LOG_LEVEL="DEBUG", EMAIL_URL=f"filemail:///{self.mails}")
        self.told[name] = done.stdout + done.stderr
        return done.returncode


def test_what_is_said_is_found_nowhere_in_clear(server: Server, tmp_path: Path) -> None:
    files = ServerFiles()
    canary = new_canary()
    clinic = ClinicFactory.create()
    person = PersonFactory.create(clinic=clinic)
    key = make_api_key(clinic, "sessions:write", "records:read", "risk:write", "care:read", "care:write")
    with server.client(key) as client:
        story = Story(canary=canary, person=person, client=client, mails=tmp_path / "mails")
        keep_profile(story)
        record(story)
        send_what_is_faulty(story)
        work(story)
        write_note(story)
        plan_care(story)
        import_file(story, tmp_path)
        crash(story, tmp_path)
    story.told["server"] = server.log.read_bytes()
    story.told["mails"] = mails_of(story)
    story.told["server of the database"] = files.log()

    assert [name for name, text in story.told.items() if find_in_text(canary, text)] == []
    assert find_in_tables(canary) == []
    assert not is_in_running_statements(canary)
    assert files.find_on_disk(canary) == []


def keep_profile(story: Story) -> None:
    sealed = UserProfile.encrypted_data.seal(story.person.id, orjson.dumps({"name": story.canary}))
    UserProfile.objects.create(user=story.person, encrypted_data=sealed)


def record(story: Story) -> None:
    """Two sessions, the second one late, so that a replay reads it again; and what was said is really there."""
    story.post(SESSIONS_PATH, story.body(), 201)
    late = story.body(hours_ago=5)
    story.post(SESSIONS_PATH, late, 201)
    story.post(BATCH_PATH, orjson.dumps(story.body(hours_ago=3)), 200, NDJSON)
    status, messages = story.client.get(f"/api/v1/conversations/{late['id']}/messages/")
    assert status == 200
    assert find_in_text(story.canary, messages)


def send_what_is_faulty(story: Story) -> None:
    """In every place of a body that has its own rule, mended and refused, and in bodies that are none."""
    canary, body = story.canary, story.body()
    message = body["messages"][0]
    faults: dict[str, dict[str, Any]] = {
        "role": {"messages": [{**message, "role": canary}]},
        "length": {"messages": [{**message, "content": canary.ljust(TOO_LONG, "x")}]},
        "no text": {"messages": [{**message, "content": [canary]}, message]},
        "id": {"messages": [{**message, "id": canary}]},
        "time": {"started_at": canary},
        "language": {"language": canary},
        "label": {"stated_emotion": canary},
        "share": {"voice": {"emotion": {"sad": canary}}},
        "feature": {"voice": {"features": {"pitch_hz": canary}}},
    }
    for place, changed in faults.items():
        story.refuse(f"{place}, mended", {**body, **changed, "id": str(uuid4())}, 201)
        with strictly(story.client):
            story.refuse(place, {**body, **changed})
    story.refuse("person", {**body, "user_id": canary})
    whole = orjson.dumps(body)
    story.refuse("cut", whole[: whole.rindex(canary.encode()) + len(canary)])
    with strictly(story.client):
        story.refuse("NUL", whole.replace(canary.encode(), canary.encode() + rb"\u0000"))
        story.refuse("other bytes", whole.replace(canary.encode(), canary.encode() + b"\xff"))
        story.refuse("media type", whole, status=415, media_type="text/plain")
    story.refuse("stranger", {**body, "user_id": str(PersonFactory.create().id)}, status=404)
    story.refuse(
        "line",
        b"%b\n{%b" % (orjson.dumps({**body, "language": canary}), canary.encode()),
        200,
        path=BATCH_PATH,
        media_type=NDJSON,
    )
    story.told["filter"] = story.client.get(f"/api/v1/conversations/?user={canary}")[1]


@contextmanager
def strictly(client: Client) -> Iterator[None]:
    """What is faulty is refused meanwhile, as whoever develops a client asks for."""
    lenient = client.headers
    client.headers = {**lenient, "Prefer": "handling=strict"}
    yield
    client.headers = lenient


def work(story: Story) -> None:
    """Announcements by mail, here into files, and the replay."""
    assert story.run("worker", "worker", "--once") == 0
    assert find_in_text("Subject: Resona: critical crisis event", mails_of(story))
    assert find_in_text("replay_person", story.told["worker"])


def mails_of(story: Story) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(story.mails.iterdir()))


def write_note(story: Story) -> None:
    event = CrisisEvent.objects.filter(user=story.person).first()
    assert event is not None
    note = {"note": f"Spoke with {story.canary}.", "resolution": "confirmed"}
    story.post(f"/api/v1/crisis-events/{event.id}/resolve/", note, 200)
    story.refuse("note", {"note": [story.canary]}, path=f"/api/v1/crisis-events/{event.id}/resolve/")
    story.refuse("resolution", {**note, "resolution": story.canary}, path=f"/api/v1/crisis-events/{event.id}/resolve/")


def plan_care(story: Story) -> None:
    """A follow-up through its life, a decision with who took part, a note; and each refused with it in every place."""
    said, about = f"Ask {story.canary}.", {"user_id": str(story.person.id)}
    performer = {"system": "urn:ehr", "value": story.canary, "display": said}
    task = {**about, "title": said, "description": said, "performer": performer}
    made = orjson.loads(story.post("/api/v1/tasks/", task, 201))
    for act, member in (("assign", "note"), ("complete", "note"), ("reopen", "reason")):
        story.post(f"/api/v1/tasks/{made['id']}/{act}/", {member: said}, 200)
    decision = {**about, "decision_type": "safety", "title": said, "rationale": said, "expected": said}
    took_part = [{"part": "consulted", "name": said, "agreed": False, "reason": said}]
    kept = orjson.loads(story.post("/api/v1/decisions/", {**decision, "stakeholders": took_part}, 201))
    story.post(f"/api/v1/decisions/{kept['id']}/review/", {"outcome": said, "outcome_kind": "better"}, 200)
    story.post("/api/v1/notes/", {**about, "content": said}, 201)
    hand_over(story, said, performer)
    refused: tuple[tuple[str, dict[str, Any]], ...] = (
        ("tasks", {**task, "priority": story.canary}),
        ("tasks", {**task, "title": said * 20}),
        ("decisions", {**decision, "decision_type": story.canary}),
        ("decisions", {**decision, "evidence": [{"table": story.canary, "id": story.canary}]}),
        ("notes", {**about, "content": said, "kind": story.canary}),
        ("notes", {**about, "content": [said]}),
    )
    for path, body in refused:
        story.refuse(f"{path} {len(orjson.dumps(body))}", body, path=f"/api/v1/{path}/")


def hand_over(story: Story, said: str, performer: dict[str, str]) -> None:
    """A handover of a team, taken and returned; an event and a lead passed on; each says it."""
    clinic, team = story.person.clinic, CareTeamFactory.create(clinic=story.person.clinic)
    colleague = StaffFactory.create(clinic=clinic)
    join_team(team, staff=[colleague], people=[story.person])
    person_id, path = str(story.person.id), "/api/v1/handovers/"
    begun = orjson.loads(story.post(path, {"care_team_id": str(team.id), "performer": performer}, 201))
    own = f"{path}{begun['id']}/"
    story.post(f"{own}items/", {"items": [{"user_id": person_id, "text": said}]}, 200)
    story.post(f"{own}give/", {"performer": performer}, 200)
    answers = [{"user_id": person_id, "accepted": False, "because": said}]
    other = {**performer, "display": f"Not {said}"}
    story.post(f"{own}take/", {"items": answers, "performer": other}, 200)
    passed = {"to": str(colleague.id), "note": said, "performer": performer}
    offer = orjson.loads(story.post(f"/api/v1/users/{person_id}/lead/pass/", passed, 201))
    story.post(f"/api/v1/care-offers/{offer['id']}/return/", {"note": said, "performer": performer}, 200)
    story.refuse("handover", {"items": [{"user_id": person_id, "text": [said]}]}, path=f"{own}items/")
    story.refuse("performer", {"performer": {**performer, "display": [said]}}, path=f"{own}give/")


def import_file(story: Story, directory: Path) -> None:
    """A good line, one with a fault, one that is no JSON; the rejects alone may hold them, for their owner only."""
    lines = [
        orjson.dumps(story.body(2)),
        orjson.dumps(story.body(2, language=story.canary)),
        b"{" + story.canary.encode(),
    ]
    file, rejects = directory / "sessions.ndjson", directory / "rejects.ndjson"
    file.write_bytes(b"\n".join(lines))
    assert story.run("import", "import_sessions", str(file)) != 0
    assert story.run("import with rejects", "import_sessions", str(file), "--rejects", str(rejects)) != 0
    assert find_in_text(story.canary, rejects.read_bytes())
    assert rejects.stat().st_mode & 0o077 == 0


def crash(story: Story, directory: Path) -> None:
    """Requests, an import and a job that meet a table which is not as they expect it."""
    story.post(SESSIONS_PATH, story.body(hours_ago=9), 201)  # late: its replay is the job
    with messages_not_as_expected():
        story.refuse("crash", story.body(), status=500)
        with suppress(HTTPException):  # the answer may break off
            story.told["crash of a batch"] = story.client.post(BATCH_PATH, orjson.dumps(story.body()), NDJSON)[1]
        file = directory / "more.ndjson"
        file.write_bytes(orjson.dumps(story.body()))
        assert story.run("crash of an import", "import_sessions", str(file)) != 0
        story.run("crash of a job", "worker", "--once")
    assert find_in_text("UndefinedColumn [42703]", story.told["crash of a job"])


@contextmanager
def messages_not_as_expected() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messages RENAME content TO contents")
        yield
        cursor.execute("ALTER TABLE messages RENAME contents TO content")


def test_search_finds_what_is_in_clear(shared_database: None) -> None:
    files = ServerFiles()
    canary = new_canary()
    ClinicFactory.create(name=f"{canary} clinic")
    make_api_key(ClinicFactory.create(), canary)  # into jsonb
    person = PersonFactory.create()
    UserProfile.objects.create(user=person, encrypted_data=UserProfile.encrypted_data.seal(person.id, b"{}"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE user_profiles SET encrypted_data = %s", [f"so {canary}".encode()])
        cursor.execute(f"DO $$ BEGIN RAISE LOG '{canary}'; END $$")
    assert find_in_tables(canary) == ["public.api_keys", "public.clinics", "public.user_profiles"]
    assert find_in_text(canary, files.log())
    assert len(files.find_on_disk(canary)) > len(["journal"])


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_search_sees_through_encodings_that_hide_nothing(before: str) -> None:
    canary = new_canary()
    text = f"{before}{canary}…".encode()
    for encoded in (text, base64.b64encode(text), base64.urlsafe_b64encode(text), text.hex().encode()):
        assert find_in_text(canary, b"something " + encoded)
    assert not find_in_text(canary, b"something else")
