"""Secrets that machines keep: random, told by their first letters, stored as a digest only."""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum

SECRET_BYTES = 32  # 256 random bits: nothing to guess, so a plain digest is enough and costs nothing
MAX_CHARACTERS = 100  # a secret has 46; more is not even digested


class Prefix(StrEnum):
    """So that scanners find what was published by mistake, and so that the right table is asked."""

    CLIENT = "rs_"  # the secret of an OAuth 2 client
    ACCESS = "rt_"  # the token it is given
    PERSON = "rp_"  # the token of a person's app


def new_secret(prefix: Prefix) -> str:
    return prefix + secrets.token_urlsafe(SECRET_BYTES)


def digest_of(text: str, prefix: Prefix) -> bytes | None:
    """What is stored of it; None for what cannot be such a secret."""
    if not text.startswith(prefix) or len(text) > MAX_CHARACTERS:
        return None
    return hashlib.sha256(text.encode()).digest()
