"""What the demo's staff sign in with: made at the first installation, kept for whoever runs it, never constants."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from resona.demo.people import STAFF
from resona.sign_in.totp import SECRET_BYTES

FILE_NAME: Final = "demo_logins.json"
SECOND_FACTOR_FILE_NAME: Final = "demo_second_factor"
OWNER_ONLY: Final = 0o600
PASSWORD_BYTES: Final = 9  # 72 random bits, 12 characters to type


def make_passwords() -> dict[str, str]:
    """A new password for each member of staff, by e-mail address."""
    return {member.email: secrets.token_urlsafe(PASSWORD_BYTES) for member in STAFF}


def keep_passwords(directory: Path, passwords: Mapping[str, str]) -> None:
    """Writes them where only their owner can read them."""
    _keep(directory, FILE_NAME, orjson.dumps(passwords))


def read_passwords(directory: Path) -> dict[str, str]:
    """The passwords kept there; empty if there are none."""
    path = directory / FILE_NAME
    if not path.exists():
        return {}
    kept: dict[str, str] = orjson.loads(path.read_bytes())
    return kept


def make_second_factor() -> bytes:
    """A new secret, the same for all staff of one demo: one entry in an authenticator app opens them all."""
    return secrets.token_bytes(SECRET_BYTES)


def keep_second_factor(directory: Path, secret: bytes) -> None:
    """Writes it where only its owner can read it."""
    _keep(directory, SECOND_FACTOR_FILE_NAME, secret.hex().encode())


def read_second_factor(directory: Path) -> bytes | None:
    """The secret kept there, if one is."""
    path = directory / SECOND_FACTOR_FILE_NAME
    return bytes.fromhex(path.read_text()) if path.exists() else None


def _keep(directory: Path, name: str, content: bytes) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    draft = directory / f".{name}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(content)
    draft.replace(directory / name)
