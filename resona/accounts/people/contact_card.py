"""What a page shows of how a person is reached. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A telephone number, as it is read and as a telephone dials it."""

    shown: str
    dialled: str
    about: str  # its use and the best times


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherPerson:
    """Who else may be called."""

    who: str
    name: str
    number: Number | None
    email: str
    may: str
    tone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactCard:
    """How one person is reached."""

    name: str  # the full name; empty: it is not known
    called: str
    pronouns: str
    born: str
    language: str
    interpreter: str
    numbers: tuple[Number, ...]
    emails: tuple[str, ...]
    others: tuple[OtherPerson, ...]
    consent: str
    consent_tone: str
    address: str
    area: str
    note: str
    care_ended: str  # in words; empty: they are in care
