"""What of a person's records is in an archive is counted, listed and in its order."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from resona.accounts.models import Clinic, User
from resona.audit.models import DataAccess
from resona.compliance.export import Contents, write_archive
from resona.compliance.person_tables import Names
from tests.api.records import make_message, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 2, 18, 20, tzinfo=UTC)
MANY = 405  # more than are read at once, twice


def exported(cast: Cast, **given: Any) -> tuple[zipfile.ZipFile, Contents]:
    file, person = io.BytesIO(), cast.person
    details: dict[str, Any] = {"now": NOW, "on_step": lambda done, total: None, **given}
    contents = write_archive(Names(id=person.id, pseudonym=person.pseudonym), file, **details)
    return zipfile.ZipFile(file), contents


def look(cast: Cast, count: int) -> None:
    """So many looks at the person, the last first."""
    DataAccess.objects.bulk_create(
        DataAccess(id=UUID(int=number), actor="key:1", subjects=[cast.person.pseudonym], source="GET", records=1)
        for number in range(count, 0, -1)
    )


def test_however_many_rows_there_are_all_are_there_in_the_order_of_their_keys(cast: Cast) -> None:
    look(cast, MANY)
    archive, contents = exported(cast)
    told = orjson.loads(archive.read("records/data_access_logs.json"))
    assert [row["id"] for row in told] == [str(UUID(int=number)) for number in range(1, MANY + 1)]
    assert contents.rows["data_access_logs"] == MANY
    assert archive.read("pages/data_access_logs.html").count(b"<dl>") == MANY


def test_what_is_counted_is_what_is_there(cast: Cast) -> None:
    session = make_session(cast.person)
    for position in range(3):
        make_message(session, "Habari", position=position)
    make_message(make_session(cast.other_person), "of somebody else")
    archive, contents = exported(cast)
    assert contents == Contents(
        rows={"users": 1, "consent_records": 5, "care_team_people": 1, "conversations": 1, "messages": 3},
        lines={"sessions.ndjson": 1},
        unreadable=0,
    )
    records = {name.removesuffix(".json")[8:] for name in archive.namelist() if name.startswith("records/")}
    pages = {name.removesuffix(".html")[6:] for name in archive.namelist() if name.startswith("pages/")}
    assert records == pages == set(contents.rows)


def test_a_time_zone_that_cannot_be_opened_is_in_the_archive_as_it_stands(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(timezone="Mars/Olympus")
    Clinic.objects.update(timezone="Mars/Olympus")
    (person,) = orjson.loads(exported(cast)[0].read("records/users.json"))
    assert person["timezone"] == "Mars/Olympus"


def test_each_step_is_told_once_it_is_done(cast: Cast) -> None:
    steps: list[tuple[int, int]] = []
    exported(cast, on_step=lambda done, total: steps.append((done, total)))
    total = len(steps)
    assert total > 20
    assert steps == [(number, total) for number in range(1, total + 1)]


def test_the_manifest_says_what_is_in_it_and_what_is_not(cast: Cast) -> None:
    make_message(make_session(cast.person), "Habari")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messages DISABLE TRIGGER USER; UPDATE messages SET content = 'changed'")
    archive, contents = exported(cast)
    manifest = orjson.loads(archive.read("manifest.json"))
    assert manifest["format"] == "resona-export/1"
    assert manifest["made_at"] == "2026-03-02T18:20:00Z"
    assert (manifest["records"], manifest["files"]) == (contents.rows, {"sessions.ndjson": 1})
    assert manifest["unreadable"] == contents.unreadable == 1
    left_out = manifest["left_out"]
    assert left_out["users.password"] == "opens the account"
    assert left_out["totp_devices"] == "what opens an account"
    (told,) = orjson.loads(archive.read("records/messages.json"))
    assert told["content"] == {"unreadable": "its encryption key is missing, or it was changed"}


def test_the_list_of_contents_calls_each_kind_as_its_app_does(cast: Cast) -> None:
    make_message(make_session(cast.person), "Habari")
    archive, _ = exported(cast)
    index = archive.read("index.html").decode()
    assert re.findall(r'<li><a href="pages/(.*?).html">(.*?)</a> \((\d+)\): ', index) == [
        ("users", "Accounts", "1"),
        ("care_team_people", "Care team people", "1"),
        ("consent_records", "Consent records", "5"),
        ("conversations", "Sessions", "1"),
        ("messages", "Messages", "1"),
    ]
    assert "Everything that is held here about one person." in index
    assert "never diagnoses" in index
    page = archive.read("pages/consent_records.html").decode()
    assert "<h1>Consent records</h1>" in page
    assert page.endswith("</body></html>")
