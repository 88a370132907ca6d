"""Finds people by what is sealed: opened in the process, of those whom the caller may see anyway, and compared there.

Nothing of what was sought is kept, nor handed to the database, but for keyed digests of identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from resona.accounts.models import PersonIdentifier, User, UserProfile
from resona.accounts.people.names import fold, is_named
from resona.accounts.people.profile import profile_of
from resona.accounts.people.telephones import digits_in
from resona.encryption.digest_fields import digest_content
from resona.encryption.digests import lookup_digests
from resona.site.search import read_search

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

_NAMES: Final = ("name", "given_name", "family_name", "preferred_name")
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
    fitting = (one for one in _opened(people) if any(_fits(way, one[0], one[2]) for way in ways))
    first = nsmallest(most, fitting, key=lambda one: (fold(_names_in(one[2])), one[0]))
    return [_found(*one) for one in first]


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


def _opened(people: QuerySet[User]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The id of each, why they are no longer in care, and what is known of them.

    One after the other: of four thousand who are kept at once, garbage collection takes longer than opening them. Nor
    is anything kept from search to search: what was opened would lie about in a process for whoever dumps it.
    """
    rows = people.annotate(shown_id=Cast("id", TextField())).values_list(
        "shown_id", "care_ended", "profile__encrypted_data"
    )
    sealed = ((row[0], bytes(row[2] or b"")) for row in rows)
    for row, content in zip(rows, UserProfile.encrypted_data.open_each(sealed), strict=True):
        yield row[0], row[1], _read(content)


def _read(content: bytes | None) -> dict[str, Any]:
    """What is known of a person; nothing where it cannot be opened. Its shape is not built: there are thousands."""
    if content is None:
        return {}
    try:
        kept = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _fits(way: Sought, person_id: str, kept: dict[str, Any]) -> bool:
    return (
        (way.ids is None or UUID(person_id) in way.ids)
        and (way.birth_date is None or kept.get("birth_date") == way.birth_date.isoformat())
        and (not way.words or is_named(way.words, fold(_names_in(kept))))
        and (not way.digits or any(way.digits in digits_in(number) for number in _numbers_in(kept)))
    )


def _names_in(kept: dict[str, Any]) -> str:
    return " ".join([str(kept[part]) for part in _NAMES if part in kept])


def _numbers_in(kept: dict[str, Any]) -> Iterator[str]:
    for one in kept.get("telecom") or ():
        if one.get("kind", "phone") == "phone":
            yield one["value"]


def _found(person_id: str, care_ended: str, kept: dict[str, Any]) -> FoundPerson:
    profile = profile_of(kept)
    return FoundPerson(
        id=UUID(person_id),
        code=User(id=UUID(person_id)).code,
        name=profile.shown_name,
        birth_date=profile.birth_date,
        care_ended=care_ended,
    )
