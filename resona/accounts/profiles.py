"""The details of people in care, from their sealed profiles."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from resona.accounts.models import UserProfile
from resona.accounts.people.profile import EMPTY, Profile, UnreadableProfileError, profile_in
from resona.encryption.sealing import SealedValueError
from resona.postgres.compiled import CompiledQuery, any_of
from resona.site.pages import Page

logger = logging.getLogger(__name__)

_PROFILES: Final = CompiledQuery(
    lambda *, people: UserProfile.objects.filter(any_of("user_id", people)).values_list("user_id", "encrypted_data"),
    people=[UUID(int=1)],
)


def read_profiles(person_ids: Iterable[UUID]) -> dict[UUID, Profile]:
    """The details of these people, with one statement. Whose cannot be opened, or have none, is left out."""
    rows = _PROFILES.fetch(people=list(set(person_ids)))
    profiles = {person_id: open_profile(person_id, bytes(sealed)) for person_id, sealed in rows}
    return {person_id: profile for person_id, profile in profiles.items() if profile is not EMPTY}


def read_profile(person_id: UUID) -> Profile:
    """The details of one person, empty where there are none. Raises SealedValueError.

    For whoever will replace them: what cannot be opened must not be taken for nothing, and be overwritten.
    """
    for _, sealed in _PROFILES.fetch(people=[person_id]):
        try:
            return profile_in(UserProfile.encrypted_data.open(person_id, bytes(sealed)))
        except UnreadableProfileError as error:
            raise SealedValueError(f"the profile of {person_id} is no profile") from error
    return EMPTY


def read_names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, with one statement. Whoever has none, or one that cannot be opened, is left out."""
    profiles = read_profiles(person_ids)
    return {person_id: name for person_id, profile in profiles.items() if (name := profile.shown_name)}


def name_on(page: Page) -> str | None:
    """The name of whom a page is about: `page.once(name_on)`. Records that were shown have it already."""
    shown: str | None = getattr(page.record, "shown_name", None)
    return shown or None if shown is not None else read_names([page.person_id]).get(page.person_id)


def open_profile(person_id: UUID, sealed: bytes) -> Profile:
    """What was sealed; nothing where it cannot be opened."""
    try:
        return profile_in(UserProfile.encrypted_data.open(person_id, sealed))
    except (SealedValueError, UnreadableProfileError):
        # A lost key must not hide that a person needs help: they are shown by their code.
        logger.warning("the profile of %s cannot be opened", person_id)
        return EMPTY
