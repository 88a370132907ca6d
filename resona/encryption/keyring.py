"""The keys that seal personal content: where they come from, and what is wrong with them. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32  # AES-256
NO_KEY = "no encryption key is configured"
MAX_KEY_ID_CHARACTERS = 16
KEY_ID = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MAX_KEY_ID_CHARACTERS - 1}}}")


class KeyringError(ValueError):
    """The configured encryption keys cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """One master key; sealing and digests each use a key derived from it (HKDF, RFC 5869)."""

    id: str
    secret: bytes = field(repr=False)  # never in a traceback or a log

    @cached_property
    def header(self) -> bytes:
        """How every value that this key has sealed begins."""
        return bytes((len(self.id),)) + self.id.encode()

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self._derive(b"resona seal"))

    @cached_property
    def digest_key(self) -> bytes:
        return self._derive(b"resona digest")

    @cached_property
    def lookup_key(self) -> bytes:
        """Of digests by which sealed values are found: another one than that of bodies, which nobody looks for."""
        return self._derive(b"resona lookup")

    @cached_property
    def check_value(self) -> str:
        """By which the key is known again. Whoever has it learns nothing of the key, nor of what the key seals."""
        return self._derive(b"resona check").hex()

    def _derive(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(self.secret)


@dataclass(frozen=True, kw_only=True)
class Keyring:
    """All known keys by id; the first one seals, every one opens."""

    keys: dict[str, Key]

    @cached_property
    def by_header(self) -> dict[bytes, Key]:
        """Each key by how the values begin that it has sealed."""
        return {key.header: key for key in self.keys.values()}

    @cached_property
    def primary(self) -> Key:
        for key in self.keys.values():
            return key
        raise KeyringError(NO_KEY)


def parse_keyring(text: str) -> Keyring:
    """Reads `id:base64` entries, separated by commas or white space, the sealing key first.

    Raises KeyringError, which names the fault but never the key.
    """
    keys: dict[str, Key] = {}
    for position, entry in enumerate(text.replace(",", " ").split(), 1):
        key = _parse_key(entry, position)
        if key.id in keys:
            raise KeyringError(f"two encryption keys are called {key.id!r}")
        keys[key.id] = key
    if not keys:
        raise KeyringError(NO_KEY)
    return Keyring(keys=keys)


def _parse_key(entry: str, position: int) -> Key:
    key_id, _, encoded = entry.partition(":")
    if not KEY_ID.fullmatch(key_id) or not encoded:
        raise KeyringError(f"encryption key number {position} is not of the form id:base64")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except ValueError as error:  # binascii.Error, and characters that are not ASCII
        raise KeyringError(f"encryption key {key_id!r} is not valid base64") from error
    if len(secret) != KEY_BYTES:
        raise KeyringError(f"encryption key {key_id!r} has {len(secret)} bytes instead of {KEY_BYTES}")
    return Key(id=key_id, secret=secret)
