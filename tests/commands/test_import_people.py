"""The commands that bring people into care: safe to repeat, exact about what is wrong, nothing half done."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from resona.accounts.models import PersonIdentifier, User
from tests.conftest import Cast

HEADER = "given_name,telephone,identifier_system,identifier,care_teams,consent_recording,consent_version"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def bring(file: Path, cast: Cast, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_people", str(file), clinic=cast.clinic.name, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().strip()


def test_people_come_in_once_however_often_the_file_is_brought(cast: Cast, tmp_path: Path) -> None:
    lines = [f"Person{number},+254712{number:06},urn:h,{number},{cast.team.name},given,1" for number in range(12)]
    file = write(tmp_path / "people.csv", *lines)
    assert bring(file, cast, dry_run=True) == ("12 people: 12 enrolled, 0 already there, 0 rejected. Nothing was kept.")
    assert PersonIdentifier.objects.count() == 0
    assert bring(file, cast) == "12 people: 12 enrolled, 0 already there, 0 rejected."
    assert bring(file, cast) == "12 people: 0 enrolled, 12 already there, 0 rejected."
    people = User.objects.visible_to(cast.clinician).filter(identifiers__isnull=False)
    assert people.count() == 12
    assert all(person.consents_given == ["recording"] for person in people)


def test_rejects_can_be_mended_and_brought(cast: Cast, tmp_path: Path) -> None:
    file = write(
        tmp_path / "people.csv",
        f"Rose,+254712000001,urn:h,1,{cast.team.name},given,1",
        "Otieno,+25412,urn:h,2,,,",
        "Peter,,urn:h,3,Team of nowhere,,",
        'Jane,"unclosed,urn:h,4,,,',
        "Juma,,urn:h,1,,,",
        "Faith,,,5,,,",
    )
    rejects = tmp_path / "rejects.csv"
    with pytest.raises(CommandError, match="6 people: 1 enrolled, 1 already there, 4 rejected"):
        bring(file, cast, rejects=rejects)
    kept = rejects.read_text(encoding="utf-8")
    assert rejects.stat().st_mode & 0o777 == 0o600
    for told in ("no telephone number", "no care team of this clinic", "a quote that never closes", "/system"):
        assert told in kept
    mended = kept.replace(",+25412,", ",+254712000002,").replace("Team of nowhere", "").replace('"unclosed', "")
    rejects.write_text(mended.replace(",,5,", ",urn:h,5,"), encoding="utf-8")
    assert bring(rejects, cast) == "4 people: 4 enrolled, 0 already there, 0 rejected."


def test_an_unknown_column_refuses_the_file(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("given_name,shoe_size\nRose,3\n", encoding="utf-8")
    with pytest.raises(CommandError, match="/shoe_size is no column here"):
        bring(file, cast)


def test_one_person_is_added_by_a_script(cast: Cast) -> None:
    out = io.StringIO()
    told = {"given_name": "Rose", "identifier_system": "urn:h", "identifier": "1"}
    for said in ("enrolled", "was there already"):
        call_command("add_person", clinic=str(cast.clinic.id), stdout=out, **told)
        assert said in out.getvalue()
    with pytest.raises(CommandError, match="/profile/birth_date is no day of the calendar"):
        call_command("add_person", clinic=cast.clinic.name, given_name="Rose", birth_date="1990-02-30")
