"""Who else may be called about a person, and when: kept, replaced, read."""

from __future__ import annotations

import logging
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


def open_contact(row: PersonContact) -> Contact:
    """The row opened; one that cannot be opened stands without name and number."""
    try:
        details: Any = orjson.loads(PersonContact.details.open(row.id, row.details))
    except (SealedValueError, orjson.JSONDecodeError):
        # What is lost of one contact must hide nothing else of how a person is reached.
        logger.warning("the contact %s cannot be opened", row.id)
        details = {"name": "cannot be opened"}
    if not isinstance(details, dict):
        details = {}
    known = {key: value for key, value in details.items() if key in ContactDetails.model_fields}
    return Contact.model_construct(
        **known,
        kind=PersonContact.Kind(row.kind),
        relation=row.relation or None,
        may_be_contacted=PersonContact.MayBeContacted(row.may_be_contacted),
        priority=row.priority,
    )
