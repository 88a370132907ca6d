"""Who else may be called about a person, and when: kept, replaced, read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from resona.accounts.models import PersonContact
from resona.accounts.people.person_bodies import Contact, ContactDetails
from resona.encryption.sealing import SealedValueError
from resona.postgres.models import new_id

logger = logging.getLogger(__name__)


def contact_row(user_id: UUID, contact: Contact) -> dict[str, Any]:
    """A row for it."""
    row_id = new_id()
    details = contact.model_dump(mode="json", include=set(ContactDetails.model_fields), exclude_none=True)
    return {
        "id": row_id,
        "user_id": user_id,
        "kind": contact.kind.value,
        "relation": contact.relation or "",
        "details": PersonContact.details.seal(row_id, orjson.dumps(details).decode()),
        "may_be_contacted": contact.may_be_contacted.value,
        "priority": contact.priority,
    }


def contacts_of(user_id: UUID) -> list[Contact]:
    """Whom else one may call about a person, whom first first. Raises SealedValueError."""
    return [read_contact(row) for row in PersonContact.objects.filter(user_id=user_id, ended_at=None)]


def read_contact(row: PersonContact) -> Contact:
    """The row opened. Raises SealedValueError."""
    try:
        details: Any = orjson.loads(PersonContact.details.open(row.id, row.details))
    except orjson.JSONDecodeError as error:
        raise SealedValueError(f"the contact {row.id} holds no details") from error
    return _contact(row, details if isinstance(details, dict) else {})


def open_contact(row: PersonContact) -> Contact:
    """The same for a page; what is lost of one contact hides nothing else of how a person is reached."""
    try:
        return read_contact(row)
    except SealedValueError:
        logger.warning("the contact %s cannot be opened", row.id)
        return _contact(row, {"name": "cannot be opened"})


def _contact(row: PersonContact, details: Mapping[str, Any]) -> Contact:
    known = {key: value for key, value in details.items() if key in ContactDetails.model_fields}
    return Contact.model_construct(
        **known,
        kind=PersonContact.Kind(row.kind),
        relation=row.relation or None,
        may_be_contacted=PersonContact.MayBeContacted(row.may_be_contacted),
        priority=row.priority,
    )
