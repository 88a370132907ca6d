"""What the environment may say, and what is refused."""

from __future__ import annotations

import base64
import stat
from ipaddress import ip_network
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from resona.env import certificates, networks, production_database, read_secrets
from tests.outgoing.certificates import make_authority

KEYS = f"main:{base64.b64encode(b'k' * 32).decode()}"


def environment(**variables: str) -> environ.Env:
    env = environ.Env()
    env.ENVIRON = variables
    return env


def test_production_without_secrets_names_both() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY is not set.*RESONA_KEYS"):
        read_secrets(environment(), None)


def test_production_reads_keys_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"{KEYS}\nolder:{base64.b64encode(b'o' * 32).decode()}\n")
    secrets = read_secrets(environment(SECRET_KEY="s", RESONA_KEYS_FILE=str(path)), None)
    assert list(secrets.keyring.keys) == ["main", "older"]
    assert secrets.keyring.primary.id == "main"


def test_missing_keys_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"RESONA_KEYS_FILE.*nowhere"):
        read_secrets(environment(SECRET_KEY="s", RESONA_KEYS_FILE=str(tmp_path / "nowhere")), None)


def test_development_makes_its_secrets_once_and_for_itself_only(tmp_path: Path) -> None:
    first, second = (read_secrets(environment(), tmp_path) for _ in range(2))
    assert first.secret_key == second.secret_key
    assert first.keyring.primary.secret == second.keyring.primary.secret
    files = list((tmp_path / "secrets").iterdir())
    assert sorted(file.name for file in files) == ["keys", "secret_key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_environment_overrides_development_secrets(tmp_path: Path) -> None:
    secrets = read_secrets(environment(SECRET_KEY="given", RESONA_KEYS=KEYS), tmp_path)
    assert (secrets.secret_key, secrets.keyring.primary.id) == ("given", "main")
    assert not (tmp_path / "secrets").exists()


def test_database_url_keeps_sslmode_and_gets_a_pool() -> None:
    url = "postgresql://app:secret@db.example:5433/resona?sslmode=verify-full"
    database = production_database(environment(DATABASE_URL=url, DATABASE_POOL_SIZE="7"))
    assert database["ENGINE"] == "resona.postgres.backend"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "resona")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 7, "timeout": 10, "reconnect_timeout": 10}
    assert "embedded_state_directory" not in database["OPTIONS"]


def test_a_host_that_has_gone_is_given_up_in_a_minute_unless_the_address_says_otherwise() -> None:
    url = "postgresql://resona:secret@db.example/resona?connect_timeout=3"
    options = production_database(environment(DATABASE_URL=url))["OPTIONS"]
    assert int(options["connect_timeout"]) == 3
    assert options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"] <= 60
    assert options["tcp_user_timeout"] == 60_000


def test_database_of_another_kind_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        production_database(environment(DATABASE_URL="sqlite:///db.sqlite3"))


def test_the_owner_signs_in_at_the_same_database_with_a_login_of_its_own() -> None:
    urls = {
        "DATABASE_URL": "postgresql://resona_app:secret@pool.example:6432/resona",
        "DATABASE_OWNER_URL": "postgresql://resona:other@db.example:5432/resona?sslmode=require",
    }
    database = production_database(environment(**urls))
    owner = database["OWNER"]
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("resona_app", "secret", "pool.example")
    assert (owner["USER"], owner["PASSWORD"], owner["HOST"], owner["PORT"]) == ("resona", "other", "db.example", 5432)
    assert (owner["OPTIONS"]["sslmode"], "sslmode" in database["OPTIONS"]) == ("require", False)


def test_whoever_changes_keys_signs_in_at_the_same_database_too() -> None:
    urls = {"DATABASE_URL": "postgresql://resona_app@db.example/resona"}
    database = production_database(
        environment(**urls, DATABASE_ROTATOR_URL="postgresql://resona_rotator:s@db.example/resona")
    )
    assert (database["ROTATOR"]["USER"], database["ROTATOR"]["PASSWORD"], "OWNER" in database) == (
        "resona_rotator",
        "s",
        False,
    )
    with pytest.raises(ImproperlyConfigured, match="DATABASE_ROTATOR_URL must name the same database"):
        production_database(environment(**urls, DATABASE_ROTATOR_URL="postgresql://resona_rotator@db.example/other"))


def test_without_an_owner_of_its_own_a_database_has_one_login() -> None:
    assert "OWNER" not in production_database(environment(DATABASE_URL="postgresql://resona_app@db.example/resona"))


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("postgresql://resona@db.example/elsewhere", "same database"),
        ("mysql://resona@db.example/resona", "DATABASE_OWNER_URL must be a postgresql:// address"),
    ],
)
def test_an_owner_of_another_database_is_refused(url: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=fault):
        production_database(environment(DATABASE_URL="postgresql://a@db.example/resona", DATABASE_OWNER_URL=url))


def test_networks_on_the_premises_are_read_and_none_by_default() -> None:
    env = environment(NETWORKS="10.1.2.0/24, fd12::/64")
    assert networks(env, "NETWORKS") == (ip_network("10.1.2.0/24"), ip_network("fd12::/64"))
    assert networks(environment(), "NETWORKS") == ()


@pytest.mark.parametrize("given", ["10.1.2.3/24", "premises", "0.0.0.0/0"])
def test_networks_that_may_not_be_allowed_name_the_variable(given: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^NETWORKS: "):
        networks(environment(NETWORKS=given), "NETWORKS")


def test_certificates_that_cannot_be_read_name_the_variable_and_the_file(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate\n")
    for path in (empty, tmp_path / "nowhere.pem"):
        with pytest.raises(ImproperlyConfigured, match=rf"^CA: .*{path.name}"):
            certificates(environment(CA=str(path)), "CA")
    assert certificates(environment(), "CA") == ""


def test_certificates_that_can_be_read_are_taken(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    assert certificates(environment(CA=authority.path), "CA") == authority.path
