"""Rotation seals anew all that there is, overwrites nothing that it cannot open, and can be stopped anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from resona.compliance.rotation import UNSEALED, Rotated, count_by_key, rotate_keys
from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import NONCE_BYTES, TAG_BYTES, as_text, key_id_in
from resona.postgres.roles import APP, ROTATOR
from tests.audit.test_rights import acting_as
from tests.compliance.sealed_rows import insert_everywhere, insert_sealed, read_content, read_value
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.factories import PersonFactory
from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows

SEALED = sealed_columns()
MESSAGES = SEALED["messages", "content"]
PROFILES = SEALED["user_profiles", "encrypted_data"]
SHORTEST = 2 + NONCE_BYTES + TAG_BYTES  # bytes of a sealed value: an id of one letter, and no content


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1")


def rotate(**arguments: Any) -> Rotated:
    with acting_as(ROTATOR):
        return rotate_keys(**arguments)


def test_all_that_is_sealed_is_sealed_anew_and_reads_as_before(rows: Rows, cast: Cast, settings: Any) -> None:
    keys = insert_everywhere(rows, cast.person.id)
    with acting_as(APP):
        sealed_rows = {sealed: by_key["k1"] for sealed, by_key in count_by_key().items()}
    assert set(sealed_rows) == set(SEALED.values())
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    told: list[int] = []
    rotated = rotate(done=told.append)
    everything = sum(sealed_rows.values())
    assert (rotated.resealed, rotated.unreadable, told[-1]) == (everything, {}, everything)
    assert count_by_key() == {sealed: {"k2": number} for sealed, number in sealed_rows.items()}
    settings.RESONA_KEYRING = make_keyring("k2")
    for sealed, key in keys.items():
        assert read_content(rows.cursor, sealed, key) == str(sealed).encode()
    assert rotate().resealed == 0


@pytest.mark.parametrize("batch_rows", [1, 2, 3, 7, 100])
def test_every_row_of_many_is_reached_whatever_the_batch(
    rows: Rows, cast: Cast, settings: Any, batch_rows: int
) -> None:
    for number in range(7):
        insert_sealed(rows, MESSAGES, cast.person.id, f"{number}".encode())
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert rotate(batch_rows=batch_rows).resealed == 7
    assert count_by_key()[MESSAGES] == {"k2": 7}


def test_long_values_go_in_batches_of_their_own(rows: Rows, cast: Cast, settings: Any) -> None:
    for person in (cast.person, cast.other_person, cast.strange_person):
        insert_sealed(rows, PROFILES, person.id, bytes(3_000_000))
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    told: list[int] = []
    assert rotate(done=told.append).resealed == 3
    assert told == [2, 3]


def test_what_was_done_before_an_interruption_is_not_done_again(rows: Rows, cast: Cast, settings: Any) -> None:
    keys = [insert_sealed(rows, MESSAGES, cast.person.id) for _ in range(6)]
    settings.RESONA_KEYRING = make_keyring("k2", "k1")

    def stop(resealed: int) -> None:
        if resealed >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_as_committed(rows, done=stop, batch_rows=2)
    assert count_by_key()[MESSAGES] == {"k1": 2, "k2": 4}
    done = {key: read_value(rows.cursor, MESSAGES, key) for key in keys}
    assert rotate(batch_rows=2).resealed == 2
    assert count_by_key()[MESSAGES] == {"k2": 6}
    assert sum(read_value(rows.cursor, MESSAGES, key) == value for key, value in done.items()) == 4


@pytest.mark.parametrize("sealed", [MESSAGES, PROFILES], ids=str)
def test_what_does_not_open_is_named_by_its_key_and_left_as_it_is(
    rows: Rows, cast: Cast, settings: Any, sealed: SealedColumn
) -> None:
    """A key that is gone, one that is another by the same name, and what was never sealed."""
    people = [cast.person, cast.other_person, cast.strange_person, cast.unassigned_person]
    keys = []
    for person, key_id in zip(people, ("k1", "k3", "k4", "k1"), strict=True):
        settings.RESONA_KEYRING = make_keyring(key_id)
        keys.append(insert_sealed(rows, sealed, person.id))
    if not sealed.is_bytes:
        rows.insert("messages", cast.person.id, content="Jina langu ni Achieng")
    before = [read_value(rows.cursor, sealed, key) for key in keys]
    settings.RESONA_KEYRING = make_keyring("k2", "k1", "k3", k3="zz")
    rotated = rotate()
    unsealed = {} if sealed.is_bytes else {"": 1}
    assert rotated.resealed == 2
    assert rotated.unreadable == {sealed: Counter({"k3": 1, "k4": 1} | unsealed)}
    assert count_by_key()[sealed] == {"k2": 2, "k3": 1, "k4": 1} | unsealed
    after = [read_value(rows.cursor, sealed, key) for key in keys]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, True, False]


def test_empty_columns_are_left_empty(rows: Rows, cast: Cast, settings: Any) -> None:
    rows.insert("crisis_events", cast.person.id)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    assert rotate().resealed == 0


# What may stand in a column: values that keys with ids of any length have sealed, some of them cut, and anything else.
HEADED = st.builds(
    lambda key_id, rest: bytes((len(key_id),)) + key_id.encode() + rest,
    st.from_regex(r"\A[a-z0-9][a-z0-9_-]{0,15}\Z"),
    st.binary(min_size=28, max_size=60),
)
VALUES = st.lists(HEADED | st.binary(max_size=60), min_size=30, max_size=30)


@given(values=VALUES)
@hypothesis.settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_reads_the_key_of_a_value_as_we_do(rows: Rows, cast: Cast, values: list[bytes]) -> None:
    for sealed in (MESSAGES, SEALED["sync_queue", "encrypted_data"]):
        with transaction.atomic():
            for value in values:
                rows.insert(
                    sealed.table, cast.person.id, **{sealed.column: value if sealed.is_bytes else as_text(value)}
                )
            expected = Counter(key_id_in(value) or UNSEALED for value in values if len(value) >= SHORTEST)
            counted = Counter(count_by_key()[sealed])
            short = Counter({UNSEALED: sum(len(value) < SHORTEST for value in values)})
            assert counted == expected + short
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    "text", ["", "Habari", "a" * 24, "-" * 100, "é" * 30, "AmsxAmsxAmsxAmsxAmsxAms\n", "Am sx" * 20]
)
def test_clear_text_is_counted_as_what_it_is(rows: Rows, cast: Cast, text: str) -> None:
    rows.insert("messages", cast.person.id, content=text)
    assert count_by_key()[MESSAGES] == {UNSEALED: 1}


def rotate_as_committed(rows: Rows, **arguments: Any) -> None:
    """What batches did stays, as it does outside of a test's own transaction."""
    rows.cursor.execute(f"SET LOCAL ROLE {ROTATOR}")
    try:
        rotate_keys(**arguments)
    finally:
        rows.cursor.execute("RESET ROLE")


def test_a_row_that_somebody_holds_is_not_waited_for(transactional_db: None, settings: Any) -> None:
    """The rest is done; what was held is left for the next time, and told of by the counts."""
    person = PersonFactory.create()
    with connection.cursor() as cursor:
        rows = Rows(cursor, read_catalogue(cursor))
        keys = [insert_sealed(rows, MESSAGES, person.id) for _ in range(3)]
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    other = connection.copy()
    with transaction_of(other) as holding:
        holding.execute("SELECT FROM messages WHERE id = %s FOR UPDATE", [keys[1]])
        assert rotate_keys(batch_rows=2).resealed == 2
        assert count_by_key()[MESSAGES] == {"k1": 1, "k2": 2}
    assert rotate_keys().resealed == 1


@contextmanager
def transaction_of(other: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """On a connection of its own, taken back at the end."""
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.rollback()
        other.close()
