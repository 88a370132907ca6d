"""Finds people by what is sealed: opened in the process, of those whom the caller may see anyway, and compared there.

Nothing of what was sought is kept, nor handed to the database, but for keyed digests of identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson

from resona.accounts.models import PersonIdentifier, User, UserProfile
from resona.accounts.people.names import fold, is_named
from resona.accounts.people.profile import profile_of
from resona.accounts.people.telephones import digits_in
from resona.encryption.digest_fields import digest_content
from resona.encryption.digests import lookup_digests
from resona.encryption.sealing import SealedValueError
from resona.site.search import read_search

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MOST_FOUND: Final = 50
MAX_CHARACTERS: Final = 200
LEAST_DIGITS: Final = 5  # of a part of a telephone number
_TELEPHONE: Final = re.compile(r"\+?[\d\s()./-]+")
_DAYS: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPerson:
    """Somebody who may be meant."""

    id: UUID
    code: str
    name: str  # empty: it is not known
    birth_date: date | None
    care_ended: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What is looked for: whoever fits all that is not empty."""

    words: tuple[str, ...] = ()  # of a name, folded
    digits: str = ""  # of a telephone number
    birth_date: date | None = None
    ids: frozenset[UUID] | None = None  # those whom an identifier or a code names


def sought_in(text: str, caller: Caller) -> list[Sought]:
    """The ways in which a text from one box may be meant; none for an empty one."""
    given = text.strip()[:MAX_CHARACTERS]
    if not given:
        return []
    ways = [Sought(words=words)] if (words := tuple(fold(given).split())) else []
    digits = digits_in(given) if _TELEPHONE.fullmatch(given) else ""
    if len(digits) >= LEAST_DIGITS:
        ways.append(Sought(digits=digits))
    if (day := read_day(given)) is not None:
        ways.append(Sought(birth_date=day))
    if named := named_by_identifier(given, None, caller) | _named_by_code(given, caller):
        ways.append(Sought(ids=named))
    return ways


def find_people(ways: Sequence[Sought], caller: Caller, *, most: int = MOST_FOUND) -> list[FoundPerson]:
    """Those whom the caller may see and who fit one of the ways, sorted by name. One statement."""
    if not ways:
        return []
    people = User.objects.visible_to(caller).people().order_by()
    if all(way.ids is not None for way in ways):
        people = people.filter(id__in=frozenset().union(*(way.ids or () for way in ways)))
    rows = people.values_list("id", "care_ended", "profile__encrypted_data")
    found = []
    for person_id, care_ended, sealed in rows:
        kept = _open(person_id, sealed)
        if any(_fits(way, person_id, kept) for way in ways):
            found.append(_found(person_id, care_ended, kept))
    return sorted(found, key=lambda one: (fold(one.name), one.id))[:most]


def named_by_identifier(value: str, system: str | None, caller: Caller) -> frozenset[UUID]:
    """Whom an identifier names among those the caller may see; of any system where none is given."""
    known = PersonIdentifier.objects.visible_to(caller)
    if system is not None:
        known = known.filter(system=system)
    places = known.order_by().values_list("clinic_id", "system").distinct()
    digests = [digest for place in places for digest in lookup_digests(digest_content(value, *place))]
    return (
        frozenset(known.filter(value_digest__in=digests).values_list("user_id", flat=True)) if digests else frozenset()
    )


def read_day(text: str) -> date | None:
    """A day as people write it, the day before the month; None for anything else."""
    for pattern in _DAYS:
        if match := pattern.fullmatch(text):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                return None
    return None


def _named_by_code(text: str, caller: Caller) -> frozenset[UUID]:
    sought = read_search(text)
    if sought.id is not None:
        return frozenset({sought.id})
    if sought.code_tail is None:
        return frozenset()
    people = User.objects.visible_to(caller).people().called(sought.code_tail)
    return frozenset(people.values_list("id", flat=True))


def _open(person_id: UUID, sealed: Any) -> dict[str, Any]:
    """What is known of a person; nothing where it cannot be opened. Its shape is not built: there are thousands."""
    try:
        kept = orjson.loads(UserProfile.encrypted_data.open(person_id, sealed)) if sealed is not None else {}
    except (SealedValueError, orjson.JSONDecodeError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _fits(way: Sought, person_id: UUID, kept: dict[str, Any]) -> bool:
    return (
        (way.ids is None or person_id in way.ids)
        and (way.birth_date is None or kept.get("birth_date") == way.birth_date.isoformat())
        and (not way.words or is_named(way.words, fold(" ".join(_names_in(kept)))))
        and (not way.digits or any(way.digits in digits_in(number) for number in _numbers_in(kept)))
    )


def _names_in(kept: dict[str, Any]) -> Iterator[str]:
    for part in ("name", "given_name", "family_name", "preferred_name"):
        if isinstance(name := kept.get(part), str):
            yield name


def _numbers_in(kept: dict[str, Any]) -> Iterator[str]:
    for one in kept.get("telecom") or ():
        if one.get("kind", "phone") == "phone":
            yield one["value"]


def _found(person_id: UUID, care_ended: str, kept: dict[str, Any]) -> FoundPerson:
    profile = profile_of(kept)
    return FoundPerson(
        id=person_id,
        code=User(id=person_id).code,
        name=profile.shown_name,
        birth_date=profile.birth_date,
        care_ended=care_ended,
    )
