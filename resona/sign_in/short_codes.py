"""Codes that people type: eight characters that nobody takes for one another."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import quote

# Without 0 and O, 1 and I and L, and U, which is read as V: 30 characters, 39 bits in eight.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CHARACTERS: Final = 8
_HALF: Final = 4
_SCHEME: Final = "resona-enrolment"  # of what the QR code holds: the camera opens no web page with it


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CHARACTERS))


def is_code(text: str) -> bool:
    """Whether the text, in upper case and without hyphens and spaces, has the form of a code."""
    return len(text) == CHARACTERS and all(character in ALPHABET for character in text)


def in_halves(code: str) -> str:
    """As it is shown: `ABCD-EFGH`."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def code_uri(code: str, *, at: str) -> str:
    """What the QR code holds: the code, and the address where it is exchanged."""
    return f"{_SCHEME}:{code}?at={quote(at, safe='')}"
