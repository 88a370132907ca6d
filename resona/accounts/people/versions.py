"""Optimistic locking: a change names the version of what its author had read, and is refused where it moved since.

Pure.
"""

from __future__ import annotations

import hashlib
from typing import Final

import orjson

from resona.errors import ResonaError

# Of whoever names no version: what is there is replaced, whatever it is.
ANY_VERSION: Final = None
Versions = frozenset[str] | None


class ChangedMeanwhileError(ResonaError):
    """This was changed since you read it. Read it again, and decide anew; nothing was changed now."""

    status = 412


def version_of(document: object) -> str:
    """The same for the same content, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def require_version(document: object, expected: Versions) -> None:
    """Raises ChangedMeanwhileError where what is there is none of the versions that the author knows."""
    if expected is not ANY_VERSION and version_of(document) not in expected:
        raise ChangedMeanwhileError
