"""A person's details, `resona-profile/1`: the one shape that is sealed in `user_profiles`.

A JSON object in which every key is optional: `given_name`, `family_name`, `preferred_name`, `birth_date`, `pronouns`,
`telecom` (a list of `kind`, `value`, `use`, `times`), `address`, `area`, `interpreter`, `note`. Profiles from before it
have `name` alone, which is read as a given name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from resona.accounts.people.bodies import Line, PastDay, TelephoneOrMail, Text

SHAPE: Final = "resona-profile/1"
MAX_NAME_CHARACTERS: Final = 200
MAX_TELECOM: Final = 10


class UnreadableProfileError(ValueError):
    """What was sealed is no profile."""


class Telecom(BaseModel):
    """One way to reach somebody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["phone", "email"] = "phone"
    value: TelephoneOrMail
    use: Literal["mobile", "home", "work", "other"] | None = None
    times: Annotated[Line, Field(max_length=100, description="When it is best")] | None = None


Name = Annotated[Line, Field(max_length=MAX_NAME_CHARACTERS)]
ShortText = Annotated[Line, Field(max_length=100)]


class Profile(BaseModel):
    """A person's details."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    given_name: Name | None = None
    family_name: Name | None = None
    preferred_name: Annotated[Name | None, Field(description="How they are called")] = None
    birth_date: PastDay | None = None
    pronouns: Annotated[Line, Field(max_length=50)] | None = None
    telecom: Annotated[tuple[Telecom, ...], Field(max_length=MAX_TELECOM)] = ()
    address: Annotated[Text, Field(max_length=500)] | None = None
    area: ShortText | None = None
    interpreter: Annotated[ShortText | None, Field(description="Into which language; empty: none is needed")] = None
    note: Annotated[Text, Field(max_length=1000)] | None = None

    @property
    def full_name(self) -> str:
        """Given and family name, as far as they are known."""
        return " ".join(name for name in (self.given_name, self.family_name) if name)

    @property
    def shown_name(self) -> str:
        """The full name and, where it is another, how they are called; empty: neither is known."""
        called = self.preferred_name or ""
        if not self.full_name or not called or called in (self.given_name, self.full_name):
            return self.full_name or called
        return f"{self.full_name} (“{called}”)"

    @property
    def called(self) -> str:
        """How they are spoken to."""
        return self.preferred_name or self.given_name or self.full_name

    def as_json(self) -> bytes:
        """What is sealed."""
        return orjson.dumps({"shape": SHAPE, **self.as_dict()})

    def as_dict(self) -> dict[str, Any]:
        """What is known, as JSON has it."""
        known = self.model_dump(mode="json", exclude_none=True, warnings=False)
        return {key: value for key, value in known.items() if value}


EMPTY: Final = Profile()


def profile_in(content: bytes) -> Profile:
    """The profile in what was sealed, of whichever shape. Raises UnreadableProfileError."""
    try:
        kept: Any = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise UnreadableProfileError from None
    if not isinstance(kept, Mapping):
        raise UnreadableProfileError
    return profile_of(kept)


def profile_of(kept: Mapping[str, Any]) -> Profile:
    """The same of what was read as JSON."""
    if isinstance(kept.get("name"), str) and "given_name" not in kept:
        kept = {**kept, "given_name": kept["name"].strip() or None}
    return _as_kept({key: value for key, value in kept.items() if key in Profile.model_fields})


def _as_kept(kept: Mapping[str, Any]) -> Profile:
    """It was checked when it came in, by the rules of then: no number is checked again against today's plans."""
    born = kept.get("birth_date")
    telecom = kept.get("telecom") or ()
    known = set(Telecom.model_fields)
    return Profile.model_construct(
        **{
            **kept,
            "birth_date": _day(born),
            "telecom": tuple(
                Telecom.model_construct(**{"kind": "phone", **{key: one[key] for key in one if key in known}})
                for one in telecom
            ),
        }
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
