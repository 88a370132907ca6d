"""People who have gone quiet: silent for longer than their own rhythm, as far as one is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, F, OuterRef, QuerySet

from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.accounts.seen import SEEN, fetch_seen_by
from resona.postgres.compiled import CompiledQuery
from risk.open_findings import has_responsible_staff
from risk.policy import POLICY
from risk.rhythm import Silence, measure_silence

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Their latest gaps tell a person's rhythm of today: a dozen, as patterns over time look back on.
CONTACTS_READ: Final = 13
# Who was silent for half a year has left, as far as anyone can tell from here; saying so every day helps nobody.
LONGEST_SILENCE: Final = timedelta(days=180)
# At most so many people are looked at, the latest heard first: more than a clinic in which anyone reads such a list.
MOST_PEOPLE: Final = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietPerson:
    """Someone who is silent, and how that compares with their rhythm."""

    user: User
    silence: Silence
    is_covered: bool  # someone is responsible
    last_session_id: UUID | None = None

    @property
    def user_id(self) -> UUID:
        return self.user.id


def find_quiet(caller: Caller, *, now: datetime) -> list[QuietPerson]:
    """Those of the caller's people who have gone quiet, one statement.

    Who consents to being recorded and came within LONGEST_SILENCE. Without anyone responsible first, then the silence
    that is least like them.
    """
    since, lately = now - LONGEST_SILENCE, now - POLICY.patterns.shortest_silence
    rows = fetch_seen_by(caller, *_SILENT_PEOPLE.statement(now=now, since=since, lately=lately))
    found = [
        QuietPerson(user=_person(user_id), silence=silence, is_covered=is_covered, last_session_id=last_session_id)
        for user_id, contacts, is_covered, last_session_id in rows
        if (silence := _unusual(contacts, now)) is not None
    ]
    return sorted(found, key=lambda one: (one.is_covered, one.silence.p, one.silence.last_contact_at, one.user_id))


def find_silence(person_id: UUID, *, now: datetime) -> Silence | None:
    """The silence of one person, whoever they are and however long it is; None where it is within their rhythm."""
    own = Conversation.objects.filter(user_id=person_id, is_untimed=False, started_at__lte=now)
    contacts = own.order_by("-started_at").values_list("started_at", flat=True)
    return _unusual(list(contacts[:CONTACTS_READ]), now)


def _unusual(contacts: Sequence[datetime], now: datetime) -> Silence | None:
    """Contacts are given latest first. A silence not beyond the longest before is none, which is quicker to tell."""
    longest = max((later - earlier for later, earlier in pairwise(contacts)), default=timedelta())
    if not contacts or now - contacts[0] < POLICY.patterns.silence_over_longest * longest:
        return None
    silence = measure_silence(contacts, now)
    return silence if silence is not None and silence.is_unusual else None


def _person(user_id: UUID) -> User:
    """With nothing but what their code is made of; the rest is read when it is asked for."""
    return User.from_db(DEFAULT_DB_ALIAS, ("id", "role"), (user_id, User.Role.PERSON))


def _silent_people(*, now: datetime, since: datetime, lately: datetime) -> QuerySet[Any, Any]:
    """With their latest contacts; whoever came since the shortest silence that counts is not even read."""
    own = Conversation.objects.filter(user_id=OuterRef("id"), is_untimed=False, started_at__lte=now).order_by()
    came_lately = Conversation.objects.filter(user_id=OuterRef("id"), started_at__gt=lately).order_by()
    came_lately = came_lately.filter(wrong_person_at__isnull=True)
    return (
        User.objects.people()
        .filter(id__in=SEEN, is_active=True, care_ended="", consents_given__contains=[Purpose.RECORDING])
        .filter(Exists(own.filter(started_at__gt=since)), ~Exists(came_lately))
        .annotate(
            contacts=ArraySubquery(own.order_by("-started_at").values("started_at")[:CONTACTS_READ]),
            is_covered=has_responsible_staff("id"),
            last_session_id=own.order_by("-started_at", "-id").values("id")[:1],
        )
        .order_by(F("last_active").desc(nulls_last=True), "id")
        .values_list("id", "contacts", "is_covered", "last_session_id")[:MOST_PEOPLE]
    )


_SILENT_PEOPLE: Final = CompiledQuery(
    _silent_people,
    now=datetime(1903, 1, 1, tzinfo=UTC),
    since=datetime(1901, 1, 1, tzinfo=UTC),
    lately=datetime(1902, 1, 1, tzinfo=UTC),
)
