"""Keys as tests need them."""

from __future__ import annotations

import base64

from resona.encryption.keyring import Key, Keyring


def make_keyring(*ids: str, **secrets: str) -> Keyring:
    """Keys with two-letter ids, whose secrets follow from the ids, or from what is given for them."""
    return Keyring(keys={id_: Key(id=id_, secret=secrets.get(id_, id_).encode() * 16) for id_ in ids})


def as_environment(keyring: Keyring) -> str:
    """The value of RESONA_KEYS."""
    return " ".join(f"{key.id}:{base64.b64encode(key.secret).decode()}" for key in keyring.keys.values())
