"""Passwords of the demo: kept whole or not at all, for their owner only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import orjson
import pytest

from resona.demo.logins import (
    FILE_NAME,
    SECOND_FACTOR_FILE_NAME,
    keep_passwords,
    keep_second_factor,
    make_passwords,
    make_second_factor,
    read_passwords,
    read_second_factor,
)
from resona.demo.people import STAFF


def test_everyone_has_a_password_of_their_own_that_can_be_typed() -> None:
    passwords = make_passwords()

    assert set(passwords) == {member.email for member in STAFF}
    assert len(set(passwords.values())) == len(STAFF)
    assert all(len(password) >= 12 and password.isascii() and password.isprintable() for password in passwords.values())


def test_what_is_kept_is_read_and_the_newest_counts(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there yet"
    keep_passwords(folder, {"a@demo.example": "one"})
    keep_passwords(folder, {"a@demo.example": "two"})

    assert read_passwords(folder) == {"a@demo.example": "two"}
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_nobody_else_can_read_them_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keep_passwords(tmp_path, {})
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_nothing_kept_is_nothing_known(tmp_path: Path) -> None:
    assert read_passwords(tmp_path) == {}


def test_a_link_laid_in_its_way_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (tmp_path / f".{FILE_NAME}.{os.getpid()}").symlink_to(elsewhere)

    with pytest.raises(FileExistsError):
        keep_passwords(tmp_path, {"a@demo.example": "one"})
    assert elsewhere.read_text() == "untouched"


def test_a_damaged_file_is_an_error_not_a_new_start(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"a')

    with pytest.raises(orjson.JSONDecodeError):
        read_passwords(tmp_path)


def test_the_second_factor_is_new_each_time_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    assert read_second_factor(tmp_path) is None
    first, second = make_second_factor(), make_second_factor()
    for secret in (first, second):
        keep_second_factor(tmp_path, secret)

    assert first != second
    assert read_second_factor(tmp_path) == second
    assert stat.S_IMODE((tmp_path / SECOND_FACTOR_FILE_NAME).stat().st_mode) == 0o600
