"""Sealing of personal content: AES-256-GCM, bound to the table, column and row it belongs to.

Layout of a sealed value: one byte with the length of the key id, the key id, a 96-bit random nonce, the ciphertext with
its tag. Table, column, row id and key id are associated data (NIST SP 800-38D), so a value copied elsewhere does not
open. One key seals at most 2^32 values (the bound for random nonces): a clinic's lifetime many times over.
"""

from __future__ import annotations

import binascii
import logging
import os
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings

from resona.encryption.keyring import KEY_ID, MAX_KEY_ID_CHARACTERS, Key, Keyring
from resona.encryption.sealed_columns import SealedColumn
from resona.errors import ResonaError

logger = logging.getLogger(__name__)

NONCE_BYTES = 12  # 96 bits, the size GCM is defined for
TAG_BYTES = 16  # 128 bits, at the ciphertext's end
# Of a stored value: whole groups of base64, long enough for any key's id.
_HEAD_CHARACTERS: Final = 4 * -(-(1 + MAX_KEY_ID_CHARACTERS) // 3)
_HEAD_BYTES: Final = _HEAD_CHARACTERS // 4 * 3
# The two alphabets of base64 (RFC 4648), either way; what belongs to the other one is none of ours.
_TO_URL_ALPHABET: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL_ALPHABET: Final = bytes.maketrans(b"-_+/", b"+/!!")


class SealedValueError(ResonaError):
    """A sealed value cannot be opened: its key is missing or another one, or it was changed or moved."""

    status = 503
    told = (
        "What this needs is sealed and cannot be opened: an encryption key is missing here, or the record was changed. "
        "Nothing was overwritten. The log of this server names the key."
    )


class KeyMissingError(SealedValueError):
    """A value was sealed with a key that this process does not have."""

    def __init__(self, message: str, *, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(message)


def seal(column: SealedColumn, row_id: UUID, plaintext: bytes) -> bytes:
    """Encrypts for one place in the database. The row's id must be known before it is inserted.

    Raises TypeError for what is no id: nothing that is sealed for it would open again.
    """
    if not isinstance(row_id, UUID):
        raise TypeError(f"{column} is sealed for the id of its row, a UUID, not for a {type(row_id).__name__}")
    key = _keyring().primary
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = key.cipher.encrypt(nonce, plaintext, _place(column, row_id, key.id))
    return b"".join((key.header, nonce, ciphertext))


def open_sealed(column: SealedColumn, row_id: UUID, sealed: bytes) -> bytes:
    """What `seal` was given for this place. Raises SealedValueError."""
    key = _key_of(column, row_id, sealed)
    nonce_at = len(key.header)
    content_at = nonce_at + NONCE_BYTES
    if len(sealed) < content_at + TAG_BYTES:
        raise SealedValueError(f"{column} of row {row_id} was cut short")
    nonce, ciphertext = sealed[nonce_at:content_at], sealed[content_at:]
    try:
        return key.cipher.decrypt(nonce, ciphertext, _place(column, row_id, key.id))
    except InvalidTag as error:
        raise SealedValueError(
            f"{column} of row {row_id} was changed or does not belong there, or key {key.id!r} is another one"
        ) from error


def open_each(column: SealedColumn, rows: Iterable[tuple[str, bytes]]) -> Iterator[bytes | None]:
    """What was sealed in each of these rows, by the text of its id; None for what is empty or cannot be opened.

    For thousands of values: what `open_sealed` calls and builds for each takes twice as long as the cipher does.
    """
    keys, table = _keyring().by_header, f"{column.table}|{column.column}|"
    for row_id, sealed in rows:
        if not sealed:
            yield None
            continue
        nonce_at = 1 + sealed[0]
        content_at = nonce_at + NONCE_BYTES
        try:
            key = keys.get(sealed[:nonce_at])
            if key is None:
                yield open_sealed(column, UUID(row_id), sealed)  # fails, and says in the log why
            else:
                place = f"{table}{row_id}|{key.id}".encode()
                yield key.cipher.decrypt(sealed[nonce_at:content_at], sealed[content_at:], place)
        except (SealedValueError, InvalidTag, ValueError):
            yield None


def seal_stored(column: SealedColumn, row_id: UUID, plaintext: bytes) -> str | bytes:
    """`seal`, as the column holds it: bytes, or base64url in a text column."""
    sealed = seal(column, row_id, plaintext)
    return sealed if column.is_bytes else as_text(sealed)


def open_stored(column: SealedColumn, row_id: UUID, stored: str | bytes) -> bytes:
    """What was sealed, from what the column holds. Raises SealedValueError."""
    if not isinstance(stored, str):
        return open_sealed(column, row_id, stored)
    try:
        sealed = from_text(stored)
    except ValueError as error:
        raise SealedValueError(f"{column} of row {row_id} is not a sealed value") from error
    return open_sealed(column, row_id, sealed)


def as_text(sealed: bytes) -> str:
    """A sealed value as text columns hold it."""
    return binascii.b2a_base64(sealed, newline=False).translate(_TO_URL_ALPHABET).decode("ascii")


def from_text(text: str) -> bytes:
    """The sealed value in a text column. Raises ValueError."""
    return binascii.a2b_base64(text.encode("ascii").translate(_FROM_URL_ALPHABET), strict_mode=True)


def key_id_in(sealed: bytes) -> str | None:
    """The id of the key that a value says it was sealed with; None where it says nothing of the kind.

    Never a part of a clear text that somebody wrote there: the first byte of one is greater than any length of an id.
    """
    length = sealed[0] if sealed else 0
    key_id = sealed[1 : 1 + length].decode("ascii", errors="replace")
    return key_id if len(key_id) == length and KEY_ID.fullmatch(key_id) else None


def begins_sealed(stored: str | bytes | memoryview) -> bool:
    """Whether a stored value is as long as a sealed one is at least, and begins as one does."""
    try:
        head = from_text(stored[:_HEAD_CHARACTERS]) if isinstance(stored, str) else bytes(stored[:_HEAD_BYTES])
    except ValueError:
        return False
    key_id = key_id_in(head)
    length = len(stored) * 3 // 4 if isinstance(stored, str) else len(stored)
    return key_id is not None and length >= 1 + len(key_id) + NONCE_BYTES + TAG_BYTES


def _keyring() -> Keyring:
    keyring: Keyring = settings.RESONA_KEYRING
    return keyring


def _place(column: SealedColumn, row_id: UUID, key_id: str) -> bytes:
    return f"{column.table}|{column.column}|{row_id}|{key_id}".encode()


def _key_of(column: SealedColumn, row_id: UUID, sealed: bytes) -> Key:
    key = _keyring().by_header.get(sealed[: 1 + sealed[0]]) if sealed else None
    if key is not None:
        return key
    key_id = key_id_in(sealed)
    if key_id is None:
        raise SealedValueError(f"{column} of row {row_id} is not a sealed value")
    # Whoever asked is told little; whoever runs the server has to know which key to bring back.
    logger.error("%s of row %s is sealed with key %s, which is not configured", column, row_id, key_id)
    raise KeyMissingError(
        f"{column} of row {row_id} is sealed with a key that is not configured ({key_id!r})", key_id=key_id
    )
