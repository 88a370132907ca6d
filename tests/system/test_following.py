"""A follower that is stopped and killed at random ends with what the database has, whatever eight writers did."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from conversations.models import Conversation
from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import Clinic, User
from resona.audit.changes.places import Place
from resona.audit.changes.reading import Change, Follower, place_now, read_changes
from resona.compliance.holds import lift_hold, place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.postgres.models import new_id
from risk.models import CrisisEvent
from tests.factories import ClinicFactory, PersonFactory, StaffFactory

# Changes in all. With 20,000 it takes some minutes: RESONA_CHANGES=20000.
CHANGES: Final = int(os.environ.get("RESONA_CHANGES", "1500"))
WRITERS: Final = 8
PEOPLE: Final = 24
ERASED: Final = 5
RESTRICTION: Final = PrivacyHold.Kind.RESTRICTION
# How long the feed may stand still at the end: other databases of the same server hold it back too.
PATIENCE_SECONDS: Final = 300
# Of dying at a change, and after a page. The largest of pages are read to their end once in a while too.
DIES_AT_CHANGE, DIES_AFTER_PAGE = 0.002, 0.05

# What a follower keeps of each kind, as it reads it over the API.
KEPT: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "person": (User, ("id", "language", "timezone")),
    "session": (Conversation, ("user_id", "language", "crisis_detected")),
    "crisis_event": (CrisisEvent, ("user_id", "risk_level", "human_reviewed")),
}
Kept = dict[tuple[str, UUID], tuple[Any, ...]]


class KilledError(Exception):
    """The follower ended in the middle of something."""


@dataclass(kw_only=True)
class Mirror:
    """Another system: what it keeps is written as it goes, its cursor only after a page."""

    clinic: Clinic
    kept: Kept = field(default_factory=dict)
    cursor: str
    told: int = 0
    deaths: int = 0
    caught_up: int = 0  # pages after which there was nothing more to read: only there what is under way matters

    def follow(self, rng: random.Random, until: Callable[[Place], bool]) -> None:
        while True:
            try:
                if until(self._one_page(rng)):
                    return
            except KilledError:
                self.deaths += 1

    def _one_page(self, rng: random.Random) -> Place:
        follower = Follower(clinic_id=self.clinic.id, kinds=frozenset(KEPT))
        page = read_changes(Place.read(self.cursor), follower=follower, limit=rng.choice((3, 50, 400, 1000)))
        for change in page.found:
            self._apply(change)
            self.told += 1
            if rng.random() < DIES_AT_CHANGE:
                raise KilledError
        if rng.random() < DIES_AFTER_PAGE:
            raise KilledError
        self.cursor = page.after.write()
        self.caught_up += page.is_all
        return page.after

    def _apply(self, change: Change) -> None:
        if change.user_id_sha256 is not None:
            self._forget(lambda person: hashlib.sha256(str(person).encode()).hexdigest() == change.user_id_sha256)
        elif change.operation == "read_again":
            self._forget(lambda person: person == change.user_id)
            for kind in KEPT:
                self.kept |= visible(self.clinic, kind, user_id=change.user_id)
        else:
            assert change.id is not None
            self.kept.pop((change.kind, change.id), None)
            self.kept |= visible(self.clinic, change.kind, id=change.id)

    def _forget(self, is_who: Callable[[UUID], bool]) -> None:
        self.kept = {key: row for key, row in self.kept.items() if not is_who(row[0])}


def visible(clinic: Clinic, kind: str, **which: Any) -> Kept:
    """What the clinic's systems read of this kind now."""
    model, columns = KEPT[kind]
    if kind == "person" and "user_id" in which:
        which = {"id": which["user_id"]}
    caller = ApiKeyCaller(id=clinic.id, clinic_id=clinic.id, scopes=frozenset())
    rows = model.objects.visible_to(caller).filter(**which).values_list("id", *columns)
    return {(kind, row[0]): row[1:] for row in rows}


def everything(clinic: Clinic) -> Kept:
    return {key: row for kind in KEPT for key, row in visible(clinic, kind).items()}


@dataclass(kw_only=True)
class Writer:
    """Does what clinics do to the records of some people; others do the same at the same time, to the same."""

    people: Sequence[User]
    staff: User
    rng: random.Random

    def write(self, number: int) -> None:
        with closing(connection):
            while number > 0:
                with suppress(_TakenBackError), transaction.atomic():
                    person = self.rng.choice(self.people).id  # one, or two writers would wait for each other
                    number -= sum(self._one_thing(person) for _ in range(self.rng.choice((1, 1, 2, 6))))
                    if self.rng.random() < 0.1:
                        time.sleep(self.rng.random() * 0.1)  # what comes after is held back
                    if self.rng.random() < 0.03:
                        raise _TakenBackError

    def _one_thing(self, person: UUID) -> int:
        """Returns how many changes there are."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM users WHERE id = %s FOR KEY SHARE", [person])
            if cursor.fetchone() is None:
                return 1  # erased meanwhile
            statement, values = self._statement(person)
            cursor.execute(statement, values)
            changed: int = cursor.rowcount
            return max(changed, 1)

    def _statement(self, person: UUID) -> tuple[str, list[Any]]:
        some = "(SELECT id FROM {} WHERE user_id = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
        sessions, events = some.format("conversations"), some.format("crisis_events")
        few, language = self.rng.choice((1, 1, 4)), self.rng.choice(("en", "sw", "fr"))
        statements: list[tuple[str, list[Any]]] = [
            ("INSERT INTO conversations (id, user_id, language) VALUES (%s, %s, %s)", [new_id(), person, language]),
            (
                "INSERT INTO conversations (id, user_id) SELECT gen_random_uuid(), %s FROM generate_series(1, %s)",
                [person, few],
            ),
            (
                "INSERT INTO crisis_events (user_id, risk_level, detection_method) VALUES (%s, 'high', 'words')",
                [person],
            ),
            (
                f"UPDATE conversations SET crisis_detected = NOT crisis_detected WHERE id IN {sessions}",
                [person, few],
            ),
            (f"UPDATE crisis_events SET human_reviewed = NOT human_reviewed WHERE id IN {events}", [person, few]),
            (f"DELETE FROM conversations WHERE id IN {sessions}", [person, few]),
            # As a change of keys does it.
            (f"UPDATE crisis_events SET resolution_note = md5(random()::text) WHERE id IN {events}", [person, few]),
            ("UPDATE users SET last_active = now() WHERE id = %s", [person]),
            ("UPDATE users SET language = %s WHERE id = %s", [language, person]),
        ]
        return self.rng.choice(statements)


class _TakenBackError(Exception):
    """A transaction is taken back."""


def restrict_and_erase(people: Sequence[User], staff: User, rng: random.Random, is_over: Callable[[], bool]) -> None:
    """Restricts some and lets it go, and erases the first few, while the others write."""
    waiting = list(people[:ERASED])
    while not is_over() or waiting:
        who: dict[str, Any] = {"kind": RESTRICTION, "caller": staff, "now": timezone.now()}
        person = rng.choice(people[ERASED:])
        place_hold(user_id=person.id, reason="contested", **who)
        time.sleep(rng.random() * 0.1)
        if rng.random() < 0.8:
            lift_hold(user_id=person.id, **who)
        if waiting and (rng.random() < 0.2 or is_over()):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM users WHERE id = %s", [waiting.pop().id])


def test_a_follower_that_is_killed_ends_with_what_the_database_has(shared_database: None) -> None:
    rng = random.Random(11)
    clinic, elsewhere = ClinicFactory.create_batch(2)
    people, staff = PersonFactory.create_batch(PEOPLE, clinic=clinic), StaffFactory.create(is_superuser=True)
    strangers = PersonFactory.create_batch(3, clinic=elsewhere)
    mirror = Mirror(clinic=clinic, cursor=place_now().write())
    mirror.kept |= everything(clinic)

    with ThreadPoolExecutor(WRITERS + 1) as threads:  # a connection each, of the ten there are
        writers = [
            Writer(people=[*people, *strangers], staff=staff, rng=random.Random(seed)) for seed in range(WRITERS)
        ]
        writing = [threads.submit(each.write, CHANGES // WRITERS) for each in writers]
        is_over = Event()

        def is_written() -> bool:
            return all(each.done() for each in writing)

        follower = threads.submit(_follow, mirror, rng, lambda place: is_over.is_set())
        try:
            restrict_and_erase(people, staff, random.Random(5), is_written)
        finally:
            is_over.set()
        for each in (*writing, follower):
            each.result()

    assert mirror.caught_up >= 3
    mirror.follow(rng, _Until(_last_transaction()))
    restricted = set(User.objects.filter(is_restricted=True).values_list("id", flat=True))
    seen = {key: row for key, row in mirror.kept.items() if row[0] not in restricted}
    assert seen == everything(clinic)
    assert mirror.deaths >= 2
    assert mirror.told >= CHANGES / 2
    assert User.objects.filter(id__in=[each.id for each in people[:ERASED]]).count() == 0


def _follow(mirror: Mirror, rng: random.Random, until: Callable[[Place], bool]) -> None:
    with closing(connection):
        mirror.follow(rng, until)


class _Until:
    """Whether a place is behind this transaction. Raises TimeoutError where places do not move on."""

    def __init__(self, last: int) -> None:
        self._last, self._moved = last, time.monotonic()
        self._place: tuple[int, int, int] | None = None

    def __call__(self, place: Place) -> bool:
        order = (place.xid, place.number, place.ordinal)
        if order != self._place:
            self._place, self._moved = order, time.monotonic()
        elif time.monotonic() - self._moved > PATIENCE_SECONDS:
            raise TimeoutError
        return place.xid > self._last


def _last_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return int(cursor.fetchone()[0]) - 1
