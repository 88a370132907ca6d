"""Optimistic locking for pages: a change names the version of what its author had read, and is refused if it moved.

Pure.
"""

from __future__ import annotations

import hashlib

import orjson

from resona.errors import ResonaError


class ChangedMeanwhileError(ResonaError):
    """This was changed since you read it. Read it again, and decide anew; nothing was changed now."""

    status = 412


def version_of(document: object) -> str:
    """The same for the same content, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def require_version(document: object, expected: str) -> None:
    """Raises ChangedMeanwhileError where what is there is not the version that the author knows."""
    if version_of(document) != expected:
        raise ChangedMeanwhileError
