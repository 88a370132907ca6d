"""What a person sees before their first interface is stored: nobody waits for a night to be told where to turn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from interfaces.builder import draft
from interfaces.config import InterfaceConfig, write_config
from interfaces.consent import may_personalise
from interfaces.evidence import Evidence
from interfaces.loading import Person, load_standings, primary_subtag
from interfaces.pattern import describe_pattern
from interfaces.services import preview
from interfaces.wording.loading import load_wordings
from resona.accounts.models import User
from resona.api.rows import Row
from resona.time_zones import read_zone

_ID_OF = "first interface"


def first_document(person: User, *, now: datetime) -> Row:
    """As a stored one is shown, with the version that the next build stores. Alike while nothing changes.

    It is what that build would make now. Without consent, while restricted, or where it would fail, it reads no record
    of the person's. Nothing is stored.
    """
    config = _built(person, now) or _plain(person, now)
    return {
        "id": _id_of(person.id),
        "user_id": person.id,
        "version": load_standings([person.id])[person.id].latest_version + 1,
        "generated_at": person.created_at,
        "interface_config": write_config(config),
    }


def _built(person: User, now: datetime) -> InterfaceConfig | None:
    if not may_personalise(person.consents_given):  # nor, then, while restricted
        return None
    return preview(_as_loaded(person), now=now)


def _plain(person: User, now: datetime) -> InterfaceConfig:
    wording = load_wordings([person.clinic_id])[person.clinic_id].wording.without_faults()
    nothing = Evidence(now=now, zone=read_zone(person.timezone), language=primary_subtag(person.language))
    return draft(describe_pattern(nothing), None, wording).config


def _as_loaded(person: User) -> Person:
    return Person(
        id=person.id,
        timezone=person.timezone,
        language=person.language,
        consents=frozenset(person.consents_given),
        clinic_id=person.clinic_id,
    )


def _id_of(user_id: UUID) -> UUID:
    """Of no row: the same at every reading, so that its ETag is."""
    return uuid5(user_id, _ID_OF)
