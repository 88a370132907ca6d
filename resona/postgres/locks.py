"""Advisory file locks: the kernel drops them when their holder dies, however it dies, and a fork shares them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWNER_ONLY = 0o600


def hold_shared(path: Path) -> int:
    """Wait for a shared hold; it lasts until the descriptor returned is closed in this process and its forks."""
    return _hold(path, fcntl.LOCK_SH)


def try_exclusive(path: Path) -> int | None:
    """The descriptor of an exclusive hold, or None while anybody else holds the lock."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it alone inside the block."""
    descriptor = _hold(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether anybody holds the lock. Asking takes it for a moment, so askers and takers need a lock above it."""
    descriptor = try_exclusive(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _hold(path: Path, operation: int) -> int:
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, operation)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _open(path: Path) -> int:
    # No symbolic link is followed, so nobody can point root's lock at another file.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _OWNER_ONLY)
