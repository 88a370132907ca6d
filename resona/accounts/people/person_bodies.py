"""What is told of somebody who is enrolled, or changed of somebody who is in care."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from resona.accounts.models.people import (
    MAX_IDENTIFIER_CHARACTERS,
    MAX_RELATION_CHARACTERS,
    MAX_SYSTEM_CHARACTERS,
    PersonContact,
)
from resona.accounts.people.bodies import Language, Line, Mail, Telephone, ZoneName
from resona.accounts.people.profile import EMPTY, MAX_NAME_CHARACTERS, Profile

MAX_IDENTIFIERS: Final = 10
MAX_CONTACTS: Final = 10
MAX_TEAMS: Final = 20


SearchText = Annotated[Line, Field(max_length=MAX_NAME_CHARACTERS)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identifier(_Body):
    """How another system knows the person."""

    system: Annotated[Line, Field(max_length=MAX_SYSTEM_CHARACTERS, description="Who gave it: a URI, or a name")]
    value: Annotated[Line, Field(max_length=MAX_IDENTIFIER_CHARACTERS)]


class ContactDetails(_Body):
    """What of a contact is sealed."""

    name: Annotated[Line, Field(max_length=MAX_NAME_CHARACTERS)] | None = None
    telephone: Telephone | None = None
    email: Mail | None = None
    times: Annotated[Line, Field(max_length=100, description="When it is best")] | None = None


class Contact(ContactDetails):
    """Who else may be called."""

    kind: PersonContact.Kind
    relation: Annotated[Line, Field(max_length=MAX_RELATION_CHARACTERS, description="Such as mother")] | None = None
    may_be_contacted: PersonContact.MayBeContacted
    priority: Annotated[int, Field(ge=1, le=99, strict=True, description="Whom to call first: 1")] = 1


class DetailsBody(_Body):
    """What is known of somebody in care, whole."""

    language: Language = "en"
    timezone: ZoneName | None = None
    profile: Profile = EMPTY
    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=MAX_IDENTIFIERS)] = ()
    contacts: Annotated[tuple[Contact, ...], Field(max_length=MAX_CONTACTS)] = ()


class PersonBody(DetailsBody):
    """Somebody who comes into care."""

    id: UUID | None = None
    care_teams: Annotated[tuple[UUID, ...], Field(max_length=MAX_TEAMS, description="Who cares for them")] = ()


class IdentifiersBody(_Body):
    """All identifiers of a person."""

    identifiers: Annotated[tuple[Identifier, ...], Field(max_length=MAX_IDENTIFIERS)]


class ContactsBody(_Body):
    """Everybody else who may be called about a person."""

    contacts: Annotated[tuple[Contact, ...], Field(max_length=MAX_CONTACTS)]


class TeamsBody(_Body):
    """All care teams of a person."""

    care_teams: Annotated[tuple[UUID, ...], Field(max_length=MAX_TEAMS)]


class SearchBody(_Body):
    """Whom is looked for."""

    text: Annotated[SearchText | None, Field(description="Any one of the others, as it is typed into one box")] = None
    name: SearchText | None = None
    telephone: SearchText | None = None
    identifier: Identifier | None = None
    birth_date: date | None = None


class PersonChange(_Body):
    """What is to change of a person; what is left out stays."""

    language: Language | None = None
    timezone: ZoneName | None = None
