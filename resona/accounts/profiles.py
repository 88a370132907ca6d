"""The names of people in care, from their sealed profiles."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import orjson

from resona.accounts.models import UserProfile
from resona.encryption.sealing import SealedValueError
from resona.postgres.compiled import CompiledQuery, any_of
from resona.site.pages import Page

logger = logging.getLogger(__name__)

_PROFILES: Final = CompiledQuery(
    lambda *, people: UserProfile.objects.filter(any_of("user_id", people)).values_list("user_id", "encrypted_data"),
    people=[UUID(int=1)],
)


def read_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, with one statement. Whoever has none, or one that cannot be opened, is left out."""
    rows = _PROFILES.fetch(people=list(set(person_ids)))
    names = {person_id: _name_in(person_id, bytes(sealed)) for person_id, sealed in rows}
    return {person_id: name for person_id, name in names.items() if name}


def name_on(page: Page) -> str | None:
    """The name of whom a page is about: `page.once(name_on)`."""
    return read_names([page.person_id]).get(page.person_id)


def _name_in(person_id: UUID, sealed: bytes) -> str:
    try:
        profile = orjson.loads(UserProfile.encrypted_data.open(person_id, sealed))
    except (SealedValueError, orjson.JSONDecodeError):
        # A lost key must not hide that a person needs help: they are shown by their code.
        logger.warning("the profile of %s cannot be opened", person_id)
        return ""
    name = profile.get("name") if isinstance(profile, dict) else None
    return name.strip() if isinstance(name, str) else ""
