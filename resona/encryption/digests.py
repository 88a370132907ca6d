"""Keyed digests (HMAC-SHA-256): what can be compared without being kept."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final
from uuid import UUID

from django.conf import settings

from resona.encryption.keyring import Key, Keyring

UUID_DIGITS: Final = 32


def keyed_digest(content: bytes) -> str:
    """`key id:hex` of an HMAC-SHA-256: comparable, but useless to whoever has only the database."""
    key = _keyring().primary
    return f"{key.id}:{_hmac(key, content)}"


def keyed_digests(content: bytes) -> list[str]:
    """The keyed digests of this content under every key there is: what a row made before a change of keys holds."""
    return [f"{key.id}:{_hmac(key, content)}" for key in _keyring().keys.values()]


def digest_matches(stored: str, content: bytes) -> bool:
    """Whether `stored` is a keyed digest of this content, under whichever key it was made."""
    key_id, _, value = stored.partition(":")
    key = _keyring().keys.get(key_id)
    return key is not None and hmac.compare_digest(value, _hmac(key, content))


def lookup_digest(content: bytes) -> str:
    """As `keyed_digest`, under the newest key's own key for digests by which values are found."""
    return _lookup_digest(_keyring().primary, content)


def lookup_digests(content: bytes) -> list[str]:
    """Under every key, the newest first: what was kept under an older one is found until rotation has made it anew."""
    return [_lookup_digest(key, content) for key in _keyring().keys.values()]


def id_from_content(stored: str, content: bytes) -> UUID:
    """An id for this content, the same whenever it is asked for: made with the key that `stored` was made with."""
    keyring = _keyring()
    key = keyring.keys.get(stored.partition(":")[0], keyring.primary)
    return UUID(hex=_hmac(key, content)[:UUID_DIGITS], version=5)


def _keyring() -> Keyring:
    keyring: Keyring = settings.RESONA_KEYRING
    return keyring


def _hmac(key: Key, content: bytes) -> str:
    return hmac.new(key.digest_key, content, hashlib.sha256).hexdigest()


def _lookup_digest(key: Key, content: bytes) -> str:
    return f"{key.id}:{hmac.new(key.lookup_key, content, hashlib.sha256).hexdigest()}"
