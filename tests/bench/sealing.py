"""Sealing what was said, and opening it again, against the bare cipher: AES-GCM over the same bytes, in the same place.

The floor is what nobody can do without who seals so: a fresh nonce, the row's place as associated data, the cipher. The
key's choice, the layout and base64url are ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from conversations.models import Message
from resona.encryption.sealing import NONCE_BYTES
from resona.postgres.models import new_id
from tests.bench.figures import Figure
from tests.bench.session import FIXTURE
from tests.bench.timing import Work, in_turns

MESSAGES = 2_000
TURNS = 25
AT_MOST_TIMES = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One message, and both forms of it sealed."""

    id: UUID
    text: str
    sealed: str
    nonce: bytes
    ciphertext: bytes


def measure() -> Iterator[Figure]:
    messages = [_say(number) for number in range(MESSAGES)]
    key = settings.RESONA_KEYRING.primary
    cipher, key_id = key.cipher, key.id

    def place_of(row_id: UUID) -> bytes:
        return f"messages|content|{row_id}|{key_id}".encode()

    def seal_all() -> None:
        for message in messages:
            Message.content.seal(message.id, message.text)

    def encrypt_all() -> None:
        for message in messages:
            cipher.encrypt(os.urandom(NONCE_BYTES), message.text.encode(), place_of(message.id))

    def open_all() -> None:
        for message in messages:
            Message.content.open(message.id, message.sealed)

    def decrypt_all() -> None:
        for message in messages:
            cipher.decrypt(message.nonce, message.ciphertext, place_of(message.id)).decode()

    yield _figure(f"sealing {MESSAGES:,} messages, client CPU", [(seal_all, encrypt_all)] * TURNS, bar=AT_MOST_TIMES)
    yield _figure(f"opening {MESSAGES:,} messages, client CPU", [(open_all, decrypt_all)] * TURNS, bar=None)


def _figure(name: str, turns: Sequence[tuple[Work, Work]], *, bar: float | None) -> Figure:
    ours, floor = in_turns(turns)
    return Figure(name=name, value=ours.cpu_ms, floor=floor.cpu_ms, unit="ms", bar=bar)


def _say(number: int) -> Said:
    key = settings.RESONA_KEYRING.primary
    message_id, text = new_id(), FIXTURE["messages"][number % len(FIXTURE["messages"])]["content"]
    place = f"messages|content|{message_id}|{key.id}".encode()
    nonce = os.urandom(NONCE_BYTES)
    return Said(
        id=message_id,
        text=text,
        sealed=Message.content.seal(message_id, text),
        nonce=nonce,
        ciphertext=key.cipher.encrypt(nonce, text.encode(), place),
    )
