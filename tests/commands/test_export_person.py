"""manage.py export_person and erase_person."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from tests.admin.records import make_name
from tests.compliance.cases import NAME, ask, live_through
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.sessions import LATEST


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_person_is_exported_into_a_file_of_its_owners_alone(cast: Cast, tmp_path: Path) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    file = tmp_path / "records.zip"
    assert "records of" in run("export_person", str(cast.person.id), str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert NAME in zipfile.ZipFile(file).read("records/user_profiles.json").decode()
    assert SecurityEvent.objects.get(kind="exported").actor == "command:export_person"


def test_no_file_is_overwritten_and_nobody_unknown_is_exported(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "records.zip"
    file.write_text("mine")
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_person", str(cast.person.id), str(file))
    assert file.read_text() == "mine"
    for stranger in (uuid4(), cast.clinician.id):
        with pytest.raises(CommandError, match="no person"):
            run("export_person", str(stranger), str(tmp_path / "other.zip"))
    assert not (tmp_path / "other.zip").exists()


def test_it_goes_to_the_standard_output_where_that_is_asked_for(
    cast: Cast, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    make_name(cast.person, NAME)
    told = run("export_person", str(cast.person.id), "-")
    archive = zipfile.ZipFile(io.BytesIO(capsysbinary.readouterr().out))
    assert archive.testzip() is None
    assert NAME in archive.read("records/user_profiles.json").decode()
    assert "8 records of 4 kinds." in told
    event = SecurityEvent.objects.get(kind="exported")
    assert (event.clinic_id, event.detail) == (cast.clinic.id, {"records": 8})


def test_what_no_key_opens_is_told(cast: Cast, tmp_path: Path, settings: Any) -> None:
    make_name(cast.person, NAME)
    settings.RESONA_KEYRING = make_keyring("k2")
    told = run("export_person", str(cast.person.id), str(tmp_path / "records.zip"))
    assert "4 kinds. 1 values could not be opened: a key is missing." in told


def test_half_an_archive_is_not_left_behind(cast: Cast, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE gdpr_requests RENAME COLUMN subject TO whom")
    with pytest.raises(ProgrammingError, match="subject"):
        run("export_person", str(cast.person.id), str(tmp_path / "records.zip"))
    assert list(tmp_path.iterdir()) == []
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize("command", ["export_person", "erase_person"])
@pytest.mark.parametrize("given", ["", "Wanjiru", "P-1A2B3C", "123"])
def test_what_is_no_id_is_refused_in_words(db: None, command: str, given: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(command, given, *(["-"] if command == "export_person" else ["--yes"]))
    assert "ID" in str(caught.value)


def test_a_person_is_erased_once_it_is_said_twice(cast: Cast) -> None:
    live_through(cast.person, cast.superuser, sessions=2)
    with pytest.raises(CommandError, match="--yes"):
        run("erase_person", str(cast.person.id))
    assert User.objects.filter(id=cast.person.id).exists()

    told = run("erase_person", str(cast.person.id), "--yes")

    assert "2  conversations" in told
    assert "Nothing is left" in told
    assert not User.objects.filter(id=cast.person.id).exists()
    assert GdprRequest.objects.get().state == "completed"


def test_who_erased_by_the_command_is_the_command(cast: Cast) -> None:
    waiting = ask(cast.person, "erasure", cast.person)
    for person in (cast.person, cast.other_person):
        run("erase_person", str(person.id), "--yes")

    asked = GdprRequest.objects.exclude(id=waiting.id).get()
    waiting.refresh_from_db()
    assert (asked.requested_by, asked.handled_by) == ("command:erase_person", "command:erase_person")
    assert waiting.requested_by == f"person:{cast.person.pseudonym}"
    assert waiting.handled_by == "command:erase_person"
    events = SecurityEvent.objects.filter(kind="erased").values_list("actor", flat=True)
    assert list(events) == ["command:erase_person", "command:erase_person"]


def test_a_person_under_legal_hold_is_not_erased(cast: Cast) -> None:
    kind = PrivacyHold.Kind.LEGAL_HOLD
    place_hold(user_id=cast.person.id, kind=kind, reason="Court order", caller=cast.superuser, now=LATEST)
    with pytest.raises(CommandError, match="legal hold"):
        run("erase_person", str(cast.person.id), "--yes")
    assert User.objects.filter(id=cast.person.id).exists()
