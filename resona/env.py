"""What the environment says, checked: every fault is named at once, and nothing is guessed in production.

Production is where DATABASE_URL is set. Without it Resona runs on its embedded PostgreSQL, for development, tests and
the demo, and makes the secrets it lacks once, into its state directory.
"""

from __future__ import annotations

import base64
import os
import secrets
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from resona.encryption.keyring import KEY_BYTES, Keyring, KeyringError, parse_keyring
from resona.outgoing.addresses import Network, parse_allowed_networks
from resona.postgres.embedded import make_state_directory
from resona.postgres.logins import OWNER_LOGIN, ROTATOR_LOGIN

SECRET_KEY_BYTES = 50  # what django-admin startproject generates
METRICS_TOKEN_CHARACTERS = 20
PRIVATE_FILE = 0o600
LOGIN_URL = "DATABASE_{}_URL"  # of the logins beside the application's
# A database whose host has gone without a word is given up after about a minute, not after the hours of TCP's defaults:
# workers and threads would wait for it so long. Seconds, the last milliseconds; what DATABASE_URL says comes first.
GIVEN_UP_AFTER = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The two secrets a server needs."""

    secret_key: str
    keyring: Keyring


def read_secrets(env: environ.Env, state_directory: Path | None) -> Secrets:
    """SECRET_KEY and RESONA_KEYS (or RESONA_KEYS_FILE).

    `state_directory` is where development secrets are kept; None in production, where a missing one is an error.
    """
    faults: list[str] = []
    secret_key = env.str("SECRET_KEY", default="") or _development_secret(state_directory, "secret_key")
    if not secret_key:
        faults.append("SECRET_KEY is not set: a long random text that signs sessions")
    keyring: Keyring | None = None
    try:
        keyring = parse_keyring(_keys_text(env) or _development_secret(state_directory, "keys"))
    except (KeyringError, OSError) as error:
        faults.append(f"RESONA_KEYS or RESONA_KEYS_FILE: {error}")
    if faults or keyring is None:
        raise ImproperlyConfigured("; ".join(faults))
    return Secrets(secret_key=secret_key, keyring=keyring)


def metrics_token(env: environ.Env) -> str:
    """METRICS_TOKEN; empty: nobody reads metrics. Raises ImproperlyConfigured where it could be guessed."""
    token: str = env.str("METRICS_TOKEN", default="")
    if token and len(token) < METRICS_TOKEN_CHARACTERS:
        raise ImproperlyConfigured(f"METRICS_TOKEN has fewer than {METRICS_TOKEN_CHARACTERS} characters")
    return token


def production_database(env: environ.Env) -> dict[str, Any]:
    """DATABASE_URL as Django wants it, with a native connection pool; options such as sslmode are kept.

    With DATABASE_OWNER_URL, the login that migrates, under OWNER; with DATABASE_ROTATOR_URL, the one that changes
    encryption keys, under ROTATOR. Raises ImproperlyConfigured when a URL is not one of PostgreSQL, or another names a
    different database.
    """
    database = _database_at(env, "DATABASE_URL")
    database["OPTIONS"]["pool"] = pool_options(env)
    for login in (OWNER_LOGIN, ROTATOR_LOGIN):
        variable = LOGIN_URL.format(login)
        if env.str(variable, default=""):
            database[login] = _login_at(env, variable, name=database["NAME"])
    return database


def pool_options(env: environ.Env) -> dict[str, int]:
    """Connections a process holds: one is always ready, and there is one for every thread of a server process."""
    size = env.int("DATABASE_POOL_SIZE", default=10)
    # Seconds to wait for a connection: a request that gets none should be answered while its sender still waits. Nor
    # does the pool itself try for longer, with pauses that grow: the next who asks has it try at once.
    return {"min_size": 1, "max_size": size, "timeout": 10, "reconnect_timeout": 10}


def networks(env: environ.Env, variable: str) -> tuple[Network, ...]:
    """Networks on the premises, in CIDR notation, separated by commas. Raises ImproperlyConfigured for any other."""
    try:
        return parse_allowed_networks(env.list(variable, default=[]))
    except ValueError as error:
        raise ImproperlyConfigured(f"{variable}: {error}") from error


def certificates(env: environ.Env, variable: str) -> str:
    """The path of a file of certificates (PEM), or "". Raises ImproperlyConfigured where it cannot be loaded."""
    path: str = env.str(variable, default="")
    if path:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
        except OSError as error:
            raise ImproperlyConfigured(f"{variable}: {path} holds no certificates that can be read") from error
    return path


def _database_at(env: environ.Env, variable: str) -> dict[str, Any]:
    database: dict[str, Any] = env.db_url_config(env.str(variable))
    if "postgresql" not in str(database.get("ENGINE", "")):
        raise ImproperlyConfigured(f"{variable} must be a postgresql:// address")
    options = {**GIVEN_UP_AFTER, **database.get("OPTIONS", {})}
    return {**database, "ENGINE": "resona.postgres.backend", "OPTIONS": options}


def _login_at(env: environ.Env, variable: str, *, name: str) -> dict[str, Any]:
    other = _database_at(env, variable)
    if other["NAME"] != name:
        raise ImproperlyConfigured(f"{variable} must name the same database as DATABASE_URL")
    return {setting: other[setting] for setting in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}


def _keys_text(env: environ.Env) -> str:
    path = env.str("RESONA_KEYS_FILE", default="")
    return Path(path).read_text() if path else env.str("RESONA_KEYS", default="")


def _development_secret(state_directory: Path | None, name: str) -> str:
    """The secret in this file, made at the first call; empty in production."""
    if state_directory is None:
        return ""
    path = state_directory / "secrets" / name
    if not path.exists():
        make_state_directory(state_directory)
        path.parent.mkdir(exist_ok=True)
        _write_once(path, _new_key() if name == "keys" else secrets.token_urlsafe(SECRET_KEY_BYTES))
    return path.read_text()


def _new_key() -> str:
    return f"development:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def _write_once(path: Path, text: str) -> None:
    """Writes the file whole or, when another process was first, not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
