"""People who have gone quiet: silent for longer than their own rhythm, as far as one is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
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
    is_named: bool  # something more urgent names them already

    @property
    def user_id(self) -> UUID:
        return self.user.id


def find_quiet(caller: Caller, *, now: datetime, named: Iterable[RawSQL] = ()) -> list[QuietPerson]:
    """Those of the caller's people who have gone quiet, one statement; `named` are the ids of those named already.

    Who consents to being recorded and came within LONGEST_SILENCE. Without anyone responsible first, then the silence
    that is least like them.
    """
    people = _silent_people(caller, now).annotate(is_named=_is_named(named))
    found = [
        QuietPerson(user=person, silence=silence, is_covered=person.is_covered, is_named=person.is_named)
        for person in people[:MOST_PEOPLE]
        if (silence := _unusual(person.contacts, now)) is not None
    ]
    return sorted(found, key=lambda one: (one.is_covered, one.silence.p, one.silence.last_contact_at, one.user_id))


def find_silence(person_id: UUID, *, now: datetime) -> Silence | None:
    """The silence of one person, whoever they are and however long it is; None where it is within their rhythm."""
    contacts = Conversation.objects.filter(user_id=person_id, started_at__lte=now).order_by("-started_at")
    return _unusual(list(contacts.values_list("started_at", flat=True)[:CONTACTS_READ]), now)


def _unusual(contacts: Sequence[datetime], now: datetime) -> Silence | None:
    """Contacts are given latest first. A silence not beyond the longest before is none, which is quicker to tell."""
    longest = max((later - earlier for later, earlier in pairwise(contacts)), default=timedelta())
    if not contacts or now - contacts[0] < POLICY.patterns.silence_over_longest * longest:
        return None
    silence = measure_silence(contacts, now)
    return silence if silence is not None and silence.is_unusual else None


def _is_named(named: Iterable[RawSQL]) -> Case:
    naming = Q(pk__in=())
    for people in named:
        naming |= Q(id__in=people)
    return Case(When(naming, then=Value(True)), default=Value(False))


def _silent_people(caller: Caller, now: datetime) -> QuerySet[Any]:
    """With their latest contacts; whoever came since the shortest silence that counts is not even read."""
    own = Conversation.objects.filter(user_id=OuterRef("id"), started_at__lte=now).order_by()
    came = own.filter(started_at__gt=now - LONGEST_SILENCE)
    lately = Conversation.objects.filter(user_id=OuterRef("id"), started_at__gt=now - POLICY.patterns.shortest_silence)
    return (
        User.objects.visible_to(caller)
        .people()
        .filter(is_active=True)
        .filter(consents_given__contains=[Purpose.RECORDING])
        .filter(Exists(came), ~Exists(lately.order_by()))
        .annotate(
            contacts=ArraySubquery(own.order_by("-started_at").values("started_at")[:CONTACTS_READ]),
            is_covered=has_responsible_staff("id"),
        )
        .only("id", "role")
        .order_by(F("last_active").desc(nulls_last=True), "id")
    )
