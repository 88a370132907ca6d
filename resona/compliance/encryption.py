"""Sealing of personal content: AES-256-GCM, bound to the table, column and row it belongs to.

Layout of a sealed value: one byte with the length of the key id, the key id, a 96-bit random nonce, the ciphertext with
its tag. Table, column, row id and key id are associated data (NIST SP 800-38D), so a value copied elsewhere does not
open. One key seals at most 2^32 values (the bound for random nonces): a clinic's lifetime many times over.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings

from resona.compliance.keyring import Key, Keyring
from resona.errors import ResonaError

NONCE_BYTES = 12  # 96 bits, the size GCM is defined for
TAG_BYTES = 16  # 128 bits, at the ciphertext's end


class SealedValueError(ResonaError):
    """A sealed value cannot be opened: its key is missing, or it was changed or moved."""


def seal(table: str, column: str, row_id: UUID, plaintext: bytes) -> bytes:
    """Encrypts for one place in the database. The row's id must be known before it is inserted."""
    key = _keyring().primary
    nonce = os.urandom(NONCE_BYTES)
    sealed = key.cipher.encrypt(nonce, plaintext, _place(table, column, row_id, key.id))
    return bytes((len(key.id),)) + key.id.encode() + nonce + sealed


def open_sealed(table: str, column: str, row_id: UUID, sealed: bytes) -> bytes:
    """What `seal` was given for this place. Raises SealedValueError."""
    key, nonce, ciphertext = _parts(bytes(sealed))
    try:
        return key.cipher.decrypt(nonce, ciphertext, _place(table, column, row_id, key.id))
    except InvalidTag as error:
        raise SealedValueError(f"{table}.{column} of row {row_id} was changed or does not belong there") from error


def seal_text(table: str, column: str, row_id: UUID, text: str) -> str:
    """`seal` for text columns, which hold base64url."""
    return base64.urlsafe_b64encode(seal(table, column, row_id, text.encode())).decode()


def open_text(table: str, column: str, row_id: UUID, sealed: str) -> str:
    """What `seal_text` was given for this place. Raises SealedValueError."""
    try:
        raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
    except ValueError as error:  # binascii.Error, and characters that are not ASCII
        raise SealedValueError(f"{table}.{column} of row {row_id} is not a sealed value") from error
    return open_sealed(table, column, row_id, raw).decode()


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


def _place(table: str, column: str, row_id: UUID, key_id: str) -> bytes:
    return f"{table}|{column}|{row_id}|{key_id}".encode()


def _parts(sealed: bytes) -> tuple[Key, bytes, bytes]:
    if not sealed:
        raise SealedValueError("an empty value is not a sealed one")
    nonce_at = 1 + sealed[0]
    key_id = sealed[1:nonce_at].decode(errors="replace")
    key = _keyring().keys.get(key_id)
    if key is None:
        raise SealedValueError(f"sealed with a key that is not configured ({key_id[:16]!r})")
    if len(sealed) < nonce_at + NONCE_BYTES + TAG_BYTES:
        raise SealedValueError("a sealed value was cut short")
    return key, sealed[nonce_at : nonce_at + NONCE_BYTES], sealed[nonce_at + NONCE_BYTES :]
