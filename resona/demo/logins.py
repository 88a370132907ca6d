"""Passwords of the demo's staff: made at the first installation, kept for whoever runs the demo, never constants."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import orjson

from resona.demo.people import STAFF

FILE_NAME: Final = "demo_logins.json"
OWNER_ONLY: Final = 0o600
PASSWORD_BYTES: Final = 9  # 72 random bits, 12 characters to type


def make_passwords() -> dict[str, str]:
    """A new password for each member of staff, by e-mail address."""
    return {member.email: secrets.token_urlsafe(PASSWORD_BYTES) for member in STAFF}


def keep_passwords(directory: Path, passwords: Mapping[str, str]) -> None:
    """Writes them where only their owner can read them."""
    directory.mkdir(parents=True, exist_ok=True)
    draft = directory / f".{FILE_NAME}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(orjson.dumps(passwords))
    draft.replace(directory / FILE_NAME)


def read_passwords(directory: Path) -> dict[str, str]:
    """The passwords kept there; empty if there are none."""
    path = directory / FILE_NAME
    if not path.exists():
        return {}
    kept: dict[str, str] = orjson.loads(path.read_bytes())
    return kept
