"""How other systems know people: sealed, found by a keyed digest, the same number the same person of a clinic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from resona.accounts.models import PersonIdentifier
from resona.accounts.people.person_bodies import Identifier
from resona.encryption.digest_fields import digest_column_of, digest_content
from resona.encryption.digests import lookup_digest, lookup_digests
from resona.errors import ResonaError
from resona.postgres.models import new_id


class IdentifierTakenError(ResonaError):
    """An identifier belongs to somebody else of the clinic, or the person has another one of the same system."""

    status = 409
    problem = "identifier-taken"


def lock_identifiers() -> None:
    """Waits for whoever gives identifiers now, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(digest_column_of(PersonIdentifier).lock)


def find_by_identifiers(clinic_id: UUID, identifiers: Iterable[Identifier]) -> dict[Identifier, UUID]:
    """Whom of the clinic these name, whoever may see them; unknown ones are left out. One statement."""
    digests = {digest: each for each in set(identifiers) for digest in _digests(clinic_id, each)}
    rows = PersonIdentifier.objects.filter(clinic_id=clinic_id, value_digest__in=list(digests))
    return {
        digests[digest]: user_id
        for digest, system, user_id in rows.values_list("value_digest", "system", "user_id")
        if digests[digest].system == system
    }


def identifier_row(user_id: UUID, clinic_id: UUID, identifier: Identifier) -> dict[str, Any]:
    """A row for it."""
    row_id = new_id()
    return {
        "id": row_id,
        "user_id": user_id,
        "clinic_id": clinic_id,
        "system": identifier.system,
        "value": PersonIdentifier.value.seal(row_id, identifier.value),
        "value_digest": lookup_digest(digest_content(identifier.value, clinic_id, identifier.system)),
    }


def read_identifiers(user_ids: Iterable[UUID]) -> dict[UUID, list[Identifier]]:
    """Those of each of these people, in the order in which they were given. Raises SealedValueError."""
    found: dict[UUID, list[Identifier]] = {}
    rows = PersonIdentifier.objects.filter(user_id__in=set(user_ids)).order_by("created_at", "id")
    for row in rows:
        value = PersonIdentifier.value.open(row.id, row.value)
        found.setdefault(row.user_id, []).append(Identifier.model_construct(system=row.system, value=value))
    return found


def _digests(clinic_id: UUID, identifier: Identifier) -> list[str]:
    return lookup_digests(digest_content(identifier.value, clinic_id, identifier.system))
