"""What the toy app's model brings about, with nothing written elsewhere. Run by test_toy, in a process of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from django.core.checks import run_checks
from django.db import ProgrammingError, connection, transaction

from resona.accounts.models import Clinic, User
from resona.audit.triggers import find_unwatched
from resona.compliance.anonymising import anonymise
from resona.compliance.erasure import erase_person
from resona.compliance.export import write_archive
from resona.compliance.person_tables import Names
from resona.compliance.retention import purge_expired
from resona.compliance.rotation import rotate_keys
from resona.encryption.sealing import KeyMissingError
from resona.postgres.models import new_id
from resona.postgres.roles import APP, ROTATOR
from tests.access.scene import models_of_people
from tests.accounts.test_visibility import CALLERS, PEOPLE
from tests.audit.log import execute, watched
from tests.audit.test_rights import acting_as, held
from tests.compliance.cases import ask
from tests.conftest import Cast
from tests.duties.toy.models import Wish
from tests.encryption.keys import make_keyring
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows
from tests.sessions import LATEST

pytestmark = pytest.mark.django_db

WORDS = "to see the lake again"
TABLE = "toy_wishes"


@pytest.fixture
def rows(db: None) -> Iterator[Rows]:
    with connection.cursor() as cursor:
        yield Rows(cursor, read_catalogue(cursor))


def wish(person: User, days_ago: int = 1) -> Wish:
    wish_id = new_id()
    made: Wish = Wish.objects.create(
        id=wish_id,
        user=person,
        content=Wish.content.seal(wish_id, WORDS),
        mood="hopeful",
        note="calm",
        wished_at=LATEST - timedelta(days=days_ago),
        due_on=date(2026, 3, 5),
    )
    return made


def test_the_checks_find_nothing_to_say() -> None:
    assert run_checks() == []


def test_the_application_may_add_and_neither_change_nor_delete(cast: Cast) -> None:
    assert held()[TABLE] == ({"SELECT", "INSERT"}, {"SELECT", "INSERT"})
    with acting_as(APP):
        wish(cast.person)
    for statement in (f"UPDATE {TABLE} SET mood = ''", f"DELETE FROM {TABLE}"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(APP):
            execute(statement)


def test_the_log_tells_of_every_change_and_keeps_what_is_declared(cast: Cast, rows: Rows) -> None:
    with watched(rows) as happened:
        wish(cast.person)
        Wish.objects.update(mood="resigned", note="sad")
        execute("DELETE FROM users WHERE id = %s", cast.person.id)
    told = happened.of(TABLE)
    assert [entry.operation for entry in told] == ["INSERT", "UPDATE", "DELETE"]
    assert {entry.subject for entry in told} == {cast.person.pseudonym}
    assert {entry.clinic_uuid for entry in told} == {cast.clinic.id}
    assert [entry.kept for entry in told] == [
        {"mood": [None, "hopeful"]}, {"mood": ["hopeful", "resigned"]}, {"mood": ["resigned", None]},
    ]  # fmt: skip
    assert told[1].changed == ["mood", "note"]
    assert find_unwatched(connection) == []


@pytest.mark.parametrize("name", CALLERS)
def test_it_is_seen_by_those_who_see_the_person_and_by_nobody_else(cast: Cast, name: str) -> None:
    make_caller, people = CALLERS[name]
    owners = {wish(getattr(cast, person)).id: person for person in PEOPLE}
    caller = make_caller(cast)
    assert {owners[seen.id] for seen in Wish.objects.visible_to(caller)} == people
    assert models_of_people()[Wish] == "user_id"


def test_words_are_sealed_and_a_change_of_keys_seals_them_anew(cast: Cast, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")
    before = wish(cast.person)
    with pytest.raises(ValueError, match="takes sealed values alone"), transaction.atomic():
        Wish.objects.filter(id=before.id).update(content=WORDS)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    with acting_as(ROTATOR):
        rotated = rotate_keys()
    after = Wish.objects.get()
    settings.RESONA_KEYRING = make_keyring("k2")
    assert (rotated.resealed, rotated.unreadable) == (1, {})
    assert Wish.content.open(after.id, after.content) == WORDS
    with pytest.raises(KeyMissingError):
        Wish.content.open(before.id, before.content)


def test_an_archive_shows_it_in_clear_but_for_what_is_not_shown(cast: Cast) -> None:
    wish(cast.person)
    wish(cast.other_person)
    file = io.BytesIO()
    names = Names(id=cast.person.id, pseudonym=cast.person.pseudonym)
    contents = write_archive(names, file, now=LATEST, on_step=lambda done, total: None)
    archive = zipfile.ZipFile(file)
    (told,) = orjson.loads(archive.read(f"records/{TABLE}.json"))
    assert (contents.unreadable, told["content"], told["mood"]) == (0, WORDS, "hopeful")
    assert "note" not in told
    left_out = orjson.loads(archive.read("manifest.json"))["left_out"]
    assert left_out[f"{TABLE}.note"] == "is about what staff think"


def test_erasure_takes_it_and_counts_it(cast: Cast) -> None:
    wish(cast.person)
    kept = wish(cast.other_person)
    receipt = erase_person(ask(cast.person, "erasure", cast.administrator).id, now=LATEST)
    assert receipt is not None
    assert receipt.rows[TABLE] == 1
    assert list(Wish.objects.all()) == [kept]


def test_it_expires_with_the_time_that_the_clinic_keeps_records(cast: Cast) -> None:
    wish(cast.person, days_ago=5)
    young, elsewhere = wish(cast.person, days_ago=2), wish(cast.strange_person, days_ago=5)
    endless = wish(cast.person, days_ago=5)
    Wish.objects.filter(id=endless.id).update(due_on=None)
    Clinic.objects.filter(id=cast.clinic.id).update(retention_days=3)
    purged = purge_expired(now=LATEST)
    assert (purged.people, purged.rows) == (1, {TABLE: 1})
    assert set(Wish.objects.all()) == {young, elsewhere, endless}


def test_a_copy_for_development_tells_of_nobody(cast: Cast) -> None:
    before = wish(cast.person)
    counts = anonymise()
    after = Wish.objects.get()
    assert counts[TABLE] == 1
    assert after.id != before.id
    assert after.user.id != before.user.id
    words = Wish.content.open(after.id, after.content)
    assert (len(words), words == WORDS) == (len(WORDS), False)
    assert (after.mood, after.note) == ("hopeful", "Thes")  # as long as before
    moved = before.wished_at - after.wished_at
    assert moved >= timedelta(weeks=1)
    assert before.due_on is not None
    assert after.due_on == before.due_on - moved
