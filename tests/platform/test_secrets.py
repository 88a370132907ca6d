"""Secrets and the database's address: what may be said, what is refused, and that no fault shows a secret."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from resona.env import GIVEN_UP_AFTER, _write_once, pool_options, production_database, read_secrets

KEY = f"main:{base64.b64encode(b'k' * 32).decode()}"


def environment(**variables: str) -> environ.Env:
    env = environ.Env()
    env.ENVIRON = variables
    return env


@pytest.mark.parametrize(
    "keys", ["", "main", "main:short", f"{KEY},{KEY}", "Main:" + KEY.partition(":")[2], KEY + "x"], ids=str
)
def test_faulty_keys_are_refused_without_being_shown(keys: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_secrets(environment(SECRET_KEY="s", RESONA_KEYS=keys), None)

    assert "RESONA_KEYS" in str(caught.value)
    assert KEY.partition(":")[2] not in str(caught.value)


def test_a_file_of_keys_counts_more_than_keys_in_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"filed:{KEY.partition(':')[2]}")

    secrets = read_secrets(environment(SECRET_KEY="s", RESONA_KEYS=KEY, RESONA_KEYS_FILE=str(path)), None)

    assert secrets.keyring.primary.id == "filed"


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch], ids=["a folder", "an empty file"])
def test_a_file_of_keys_without_any_is_refused(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "keys")

    with pytest.raises(ImproperlyConfigured, match="RESONA_KEYS_FILE"):
        read_secrets(environment(SECRET_KEY="s", RESONA_KEYS_FILE=str(tmp_path / "keys")), None)


def test_secrets_of_development_are_for_their_owner_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        read_secrets(environment(), tmp_path)
    finally:
        os.umask(before)

    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "secrets").iterdir()} == {0o600}


def test_production_makes_no_secret_of_its_own() -> None:
    with pytest.raises(ImproperlyConfigured):
        read_secrets(environment(RESONA_KEYS=KEY), None)


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "sqlite://:memory:", "mysql://a@b/c", "oracle://a@b/c"])
def test_only_an_address_of_postgresql_is_taken(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        production_database(environment(DATABASE_URL=url))


def test_everything_in_the_address_is_kept() -> None:
    url = "postgresql://resona:p%40ss%2Fword@db.example:6543/clinic?sslmode=verify-full&connect_timeout=3"
    database = production_database(environment(DATABASE_URL=url))

    assert {name: database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "clinic",
        "USER": "resona",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": 6543,
    }
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert "embedded_state_directory" not in database["OPTIONS"]


@pytest.mark.parametrize(("variables", "most"), [({}, 10), ({"DATABASE_POOL_SIZE": "3"}, 3)])
def test_the_pool_is_as_large_as_is_said(variables: dict[str, str], most: int) -> None:
    options = pool_options(environment(**variables))

    assert (options["min_size"], options["max_size"]) == (1, most)


def test_a_pool_size_that_is_no_number_is_refused() -> None:
    with pytest.raises((ValueError, ImproperlyConfigured)):
        pool_options(environment(DATABASE_POOL_SIZE="many"))


def test_every_part_of_another_login_is_its_own_and_nothing_else_is() -> None:
    urls = {
        "DATABASE_URL": "postgresql://resona_app:a@pool.example:6432/clinic?connect_timeout=3",
        "DATABASE_OWNER_URL": "postgresql://resona:b%3A@db.example:5433/clinic?sslmode=verify-full",
    }
    database = production_database(environment(**urls, DATABASE_ROTATOR_URL=""))

    assert database["OWNER"] == {
        "USER": "resona",
        "PASSWORD": "b:",
        "HOST": "db.example",
        "PORT": 5433,
        "OPTIONS": {**GIVEN_UP_AFTER, "sslmode": "verify-full"},
    }
    assert "ROTATOR" not in database


def test_a_secret_that_another_process_made_meanwhile_is_the_one_that_counts(tmp_path: Path) -> None:
    """Both found none, and both wrote: whoever comes second takes the first one's."""
    path = tmp_path / "secret_key"
    _write_once(path, "the first")
    _write_once(path, "the second")

    assert path.read_text() == "the first"
    assert [each.name for each in tmp_path.iterdir()] == ["secret_key"]
