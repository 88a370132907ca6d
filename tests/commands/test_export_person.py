"""manage.py export_person and erase_person."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from resona.accounts.models import User
from resona.audit.models import SecurityEvent
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from tests.compliance.cases import NAME, ask, live_through
from tests.conftest import Cast
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
