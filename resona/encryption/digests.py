"""Keyed digests (HMAC-SHA-256): what can be compared without being kept."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from resona.encryption.keyring import Key, Keyring


def keyed_digest(content: bytes) -> str:
    """`key id:hex` of an HMAC-SHA-256: comparable, but useless to whoever has only the database."""
    key = _keyring().primary
    return f"{key.id}:{_hmac(key, content)}"


def digest_matches(stored: str, content: bytes) -> bool:
    """Whether `stored` is a keyed digest of this content, under whichever key it was made."""
    key_id, _, value = stored.partition(":")
    key = _keyring().keys.get(key_id)
    return key is not None and hmac.compare_digest(value, _hmac(key, content))


def _keyring() -> Keyring:
    keyring: Keyring = settings.RESONA_KEYRING
    return keyring


def _hmac(key: Key, content: bytes) -> str:
    return hmac.new(key.digest_key, content, hashlib.sha256).hexdigest()
