"""`manage.py import_sessions`, from files to rows."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from conversations.models import Conversation, Upload
from resona.analysis import planner_statistics
from resona.analysis.import_lines import CHUNK_LINES
from resona.management.commands import import_sessions
from resona.postgres.roles import APP
from risk.models import CrisisEvent
from tests.conftest import Cast
from tests.sessions import LATEST, make_body

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def save(*bodies: Mapping[str, Any] | str, name: str = "sessions.ndjson") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(body if isinstance(body, str) else json.dumps(body) for body in bodies) + "\n")
        return path

    return save


def _run(*arguments: object) -> str:
    written = io.StringIO()
    call_command("import_sessions", *(str(argument) for argument in arguments), stdout=written, stderr=io.StringIO())
    return written.getvalue()


def _failure(*arguments: object) -> CommandError:
    with pytest.raises(CommandError) as caught:
        _run(*arguments)
    return caught.value


def _course(cast: Cast, count: int) -> list[dict[str, Any]]:
    return [make_body(cast.person, at=LATEST - timedelta(hours=hours)) for hours in range(count, 0, -1)]


def test_files_are_recorded_and_counted(cast: Cast, save: Save) -> None:
    first, second = save(*_course(cast, 2), name="a"), save(make_body(cast.other_person), name="b")
    assert _run(first, second) == "3 lines: 3 recorded, 0 already there, 0 rejected.\n"
    assert Conversation.objects.count() == 3


@pytest.mark.parametrize(("recorded", "planned_for"), [(3, True), (2, False)])
def test_after_many_sessions_postgresql_knows_how_many_there_are(
    cast: Cast, save: Save, monkeypatch: pytest.MonkeyPatch, recorded: int, planned_for: bool
) -> None:
    monkeypatch.setattr(planner_statistics, "MANY_SESSIONS", 3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE conversations, messages")
        _run("--dry-run", save(*_course(cast, 3)))
        assert _rows_planned_for(cursor) == (0, 0)
        _run(save(*_course(cast, recorded)))
        assert _rows_planned_for(cursor) == ((recorded, recorded) if planned_for else (0, 0))


def test_the_application_may_have_sessions_counted_and_not_any_table(db: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
        assert planner_statistics.count_anew_after(planner_statistics.MANY_SESSIONS)
        cursor.execute("SELECT has_table_privilege('conversations', 'MAINTAIN')")
        assert cursor.fetchone() == (False,)
        cursor.execute("RESET ROLE")


def _rows_planned_for(cursor: Any) -> tuple[int, int]:
    cursor.execute(
        "SELECT reltuples FROM pg_class WHERE oid = ANY ('{conversations,messages}'::regclass[]) ORDER BY relname"
    )
    (sessions,), (messages,) = cursor.fetchall()
    return int(sessions), int(messages)


def test_an_import_may_be_repeated(cast: Cast, save: Save) -> None:
    path = save(*_course(cast, 2))
    _run(path)
    assert _run(path) == "2 lines: 0 recorded, 2 already there, 0 rejected.\n"
    assert Conversation.objects.count() == 2


def test_a_file_cut_in_the_middle_goes_in_up_to_there_and_a_second_run_completes_it(
    cast: Cast, save: Save, tmp_path: Path
) -> None:
    path, rejects = save(*_course(cast, 3)), tmp_path / "rejects"
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    failure = _failure(path, "--rejects", rejects)
    assert failure.returncode == 1
    assert "3 lines: 2 recorded, 0 already there, 1 rejected." in str(failure)
    (reject,) = (json.loads(line) for line in rejects.read_text().splitlines())
    assert (reject["file"], reject["line"]) == (str(path), 3)
    assert whole.decode().splitlines()[2].startswith(reject["body"])
    path.write_bytes(whole)
    assert _run(path, "--rejects", rejects) == "3 lines: 1 recorded, 2 already there, 0 rejected.\n"
    assert rejects.read_text() == ""
    assert Conversation.objects.count() == 3


def test_mended_rejects_are_imported_as_they_are(cast: Cast, save: Save, tmp_path: Path) -> None:
    body, rejects = make_body(cast.person), tmp_path / "rejects"
    _failure(save({**body, "language": "not a language"}), "--strict", "--rejects", rejects)
    rejects.write_text(rejects.read_text().replace("not a language", "en"))
    assert _run(rejects) == "1 lines: 1 recorded, 0 already there, 0 rejected.\n"
    assert str(Conversation.objects.get().id) == body["id"]


def test_rejects_are_for_their_owner_only(cast: Cast, save: Save, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects"
    _failure(save("{"), "--rejects", rejects)
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {"sessions.ndjson", "rejects"}


def test_what_is_imported_is_never_overwritten_by_rejects(cast: Cast, save: Save) -> None:
    path = save("{")
    assert "another name" in str(_failure(path, "--rejects", path))
    assert path.read_text() == "{\n"


def test_without_a_rejects_file_faults_are_named_and_nothing_is_quoted(
    cast: Cast, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    path = save(*({**make_body(cast.person), "language": "private words"} for _ in range(25)))
    with pytest.raises(CommandError, match="25 rejected"):
        call_command("import_sessions", str(path), "--strict")
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == import_sessions.NAMED_REJECTS + 1
    assert shown[0].startswith(f"{path}:1: /language ")
    assert "private words" not in "".join(shown)


def test_a_dry_run_names_faults_and_keeps_nothing(cast: Cast, save: Save, tmp_path: Path) -> None:
    path, rejects = save(*_course(cast, 2), "{"), tmp_path / "rejects"
    assert "2 recorded, 0 already there, 1 rejected" in str(_failure(path, "--dry-run", "--rejects", rejects))
    assert (Conversation.objects.count(), Upload.objects.count()) == (0, 0)
    assert len(rejects.read_text().splitlines()) == 1
    assert _run(save(*_course(cast, 2)), "--dry-run").endswith("Nothing was kept.\n")


def test_a_clinic_given_by_name_or_id_limits_whose_sessions_go_in(cast: Cast, save: Save) -> None:
    path = save(make_body(cast.person), make_body(cast.strange_person))
    for clinic in (cast.clinic.name, cast.clinic.id):
        assert "1 rejected" in str(_failure(path, "--clinic", clinic))
    assert Conversation.objects.get().user == cast.person
    assert "no clinic 'nowhere'" in str(_failure(path, "--clinic", "nowhere"))


def test_standard_input_is_a_file_too(cast: Cast, save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    with save(*_course(cast, 2)).open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert _run("-") == "2 lines: 2 recorded, 0 already there, 0 rejected.\n"


def test_a_file_that_is_not_there_is_named_before_anything_is_recorded(cast: Cast, save: Save) -> None:
    assert "absent.ndjson is not a file" in str(_failure(save(*_course(cast, 1)), "absent.ndjson"))
    assert Conversation.objects.count() == 0


def test_an_interruption_finishes_the_chunk_says_where_and_is_taken_up_again(cast: Cast, save: Save) -> None:
    path = save(*_course(cast, CHUNK_LINES + 20))
    failure = _interrupted_within_the_first_chunk(path)
    assert failure.returncode == 130
    assert f"{CHUNK_LINES} recorded" in str(failure)
    assert f"line {CHUNK_LINES} of {path}" in str(failure)
    assert Conversation.objects.count() == CHUNK_LINES
    assert _run(path) == f"120 lines: 20 recorded, {CHUNK_LINES} already there, 0 rejected.\n"


def _interrupted_within_the_first_chunk(path: Path) -> CommandError:
    """The import of a file, sent a SIGINT by its own first write of a session."""
    sent: list[bool] = []

    def interrupt(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sent and sql.startswith("INSERT") and "encryption_keys" not in sql:
            sent.append(True)
            os.kill(os.getpid(), signal.SIGINT)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt):
        return _failure(path)


def test_without_strictness_what_can_be_read_is_recorded_and_counted(cast: Cast, save: Save) -> None:
    faulty = {**make_body(cast.person), "language": "not a language", "mood": "low"}
    path = save(faulty, make_body(cast.person))
    assert _run(path) == (
        "2 lines: 2 recorded, 0 already there, 0 rejected. 1 with something wrong that was read all the same.\n"
    )
    assert "1 rejected" in str(_failure(save({**faulty, "id": "none"}), "--strict"))


def test_sessions_of_the_past_call_nobody(cast: Cast, save: Save) -> None:
    _run(save(make_body(cast.person, said=("I am going to kill myself tonight",))), "--historical")
    assert Conversation.objects.get().is_historical
    assert not CrisisEvent.objects.get().escalation_required
