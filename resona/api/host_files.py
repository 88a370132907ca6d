"""Small files in memory or on disk that all processes of one installation on one host share: for limits of callers.

A host, because it is its threads and processors that are shared; a statement for each request would cost more than what
it guards.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings

SWEPT_ONE_IN: Final = 500  # files that are made
KEPT_SECONDS: Final = 3600  # after they were last used: an account that old is full
_OWNER_ONLY: Final = 0o700


def open_shared(name: str, kind: str) -> int:
    """A descriptor of the file of this kind that belongs to this name."""
    path = _directory() / f"{sha256(name.encode()).hexdigest()[:32]}.{kind}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)


def sweep_now_and_then() -> None:
    """To be called for each file that is new: removes what nobody has used for an hour."""
    if secrets.randbelow(SWEPT_ONE_IN) != 0:
        return
    for path in _directory().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink()


@cache
def _directory() -> Path:
    """A directory that all processes of this installation and account share, and nobody else may use."""
    database = settings.DATABASES["default"]
    known = f"{settings.BASE_DIR} {database.get('HOST')} {database.get('NAME')}"
    path = Path(tempfile.gettempdir()) / f"resona-{os.geteuid()}-{sha256(known.encode()).hexdigest()[:16]}"
    with suppress(FileExistsError):
        path.mkdir(mode=_OWNER_ONLY)
    status = path.lstat()
    if path.is_symlink() or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        return Path(tempfile.mkdtemp(prefix="resona-"))  # somebody else was there first: a limit for each process
    return path
