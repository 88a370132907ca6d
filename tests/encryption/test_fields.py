"""What a model says of its sealed fields, and what follows from it: registry, comment, limit, triggers, refusals."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import connection, models
from django.test.utils import isolate_apps

from conversations.models import Conversation, Message
from resona.accounts.models import UserProfile
from resona.compliance.models import ArchivePart, ConsentRecord
from resona.encryption.fields import SealedBinaryField, SealedTextField, sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import NONCE_BYTES, SealedValueError, as_text, open_stored, seal_stored
from resona.postgres.bulk import Insertion
from resona.postgres.foreign_keys import DatabaseOneToOneField
from resona.postgres.models import Record, new_id
from resona.postgres.triggers import Trigger, keeps_updated_at, refuses_delete, refuses_update
from tests.conftest import Cast
from tests.records.catalogue import Catalogue, read_catalogue

ROW = UUID("01920000-0000-7000-8000-000000000001")
CLEAR = "Nothing of this may be stored as it is, nor be told of."
APP = "resona_postgres"


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    with connection.cursor() as cursor:
        return read_catalogue(cursor)


def test_every_column_that_says_it_is_sealed_is_a_sealed_field_and_no_other(catalogue: Catalogue) -> None:
    columns = (column for columns in catalogue.columns.values() for column in columns)
    says_so = {(column.table, column.name) for column in columns if "sealed" in (column.comment or "").lower()}
    assert says_so == set(sealed_columns())
    assert len(says_so) > 10


def test_each_is_known_with_its_type_and_the_key_of_its_row(catalogue: Catalogue) -> None:
    for (table, name), sealed in sealed_columns().items():
        (column,) = (column for column in catalogue.columns[table] if column.name == name)
        assert column.type == ("bytea" if sealed.is_bytes else "text")
        (key,) = (index for index in catalogue.indexes[table] if index.name.endswith("_pkey"))
        assert key.columns == (sealed.row_key,)


def test_a_value_of_one_field_opens_in_no_other() -> None:
    for one, other in permutations(sealed_columns().values(), 2):
        sealed = seal_stored(one, ROW, b"words")
        moved = sealed if one.is_bytes == other.is_bytes else _as_the_other(sealed)
        assert open_stored(one, ROW, sealed) == b"words"
        with pytest.raises(SealedValueError):
            open_stored(other, ROW, moved)


def test_what_table_column_and_id_bound_before_there_were_fields_opens() -> None:
    """The associated data stay as they are, byte for byte: records that are sealed already must open."""
    key, nonce = settings.RESONA_KEYRING.primary, os.urandom(NONCE_BYTES)
    place = f"messages|content|{ROW}|{key.id}".encode()
    sealed = bytes((len(key.id),)) + key.id.encode() + nonce + key.cipher.encrypt(nonce, b"si sawa", place)
    assert Message.content.open(ROW, as_text(sealed)) == "si sawa"
    place = f"user_profiles|encrypted_data|{ROW}|{key.id}".encode()
    sealed = bytes((len(key.id),)) + key.id.encode() + nonce + key.cipher.encrypt(nonce, b"{}", place)
    assert UserProfile.encrypted_data.open(ROW, memoryview(sealed)) == b"{}"


def test_a_text_longer_than_the_model_states_is_not_sealed() -> None:
    most = "ĩ" * ConsentRecord.reason.max_characters
    assert ConsentRecord.reason.open(ROW, ConsentRecord.reason.seal(ROW, most)) == most
    with pytest.raises(ValueError, match=r"consent_records\.reason takes at most 500 characters, not 501") as raised:
        ConsentRecord.reason.seal(ROW, f"{most}x")
    assert most not in str(raised.value)


@isolate_apps("resona.postgres")
def test_without_a_stated_limit_any_length_is_sealed_and_nobody_is_told_one() -> None:
    class Note(Record):
        text = SealedTextField(db_comment="What was noted")

        class Meta:
            app_label = APP

    assert len(Note.text.open(ROW, Note.text.seal(ROW, "x" * 100_000))) == 100_000
    with pytest.raises(LookupError, match="states no max_characters"):
        _ = Note.text.max_characters


@pytest.mark.parametrize("given", [str(ROW), None, 7, Message(id=ROW)], ids=lambda given: type(given).__name__)
def test_nothing_is_sealed_for_what_is_no_id(given: Any) -> None:
    with pytest.raises(TypeError, match=r"messages\.content is sealed for the id of its row, a UUID"):
        Message.content.seal(given, "words")


@pytest.mark.parametrize("given", [b"words", None, 7], ids=lambda given: type(given).__name__)
def test_nothing_but_text_is_sealed_as_text(given: Any) -> None:
    with pytest.raises(TypeError, match=r"messages\.content takes text"):
        Message.content.seal(ROW, given)


def _create(session: Conversation) -> None:
    Message.objects.create(conversation=session, role="user", content=CLEAR)


def _create_many(session: Conversation) -> None:
    Message.objects.bulk_create([Message(conversation=session, role="user", content=CLEAR)])


def _insert_rows(session: Conversation) -> None:
    sealed = {"id": ROW, "conversation_id": session.id, "role": "user", "content": Message.content.seal(ROW, CLEAR)}
    Insertion(model=Message, rows=[sealed, sealed | {"content": CLEAR}])


def _save(session: Conversation) -> None:
    UserProfile(user=session.user, encrypted_data=CLEAR.encode()).save()


def _update(session: Conversation) -> None:
    UserProfile.objects.filter(user=session.user).update(encrypted_data=CLEAR.encode())


def _update_many(session: Conversation) -> None:
    profile = UserProfile(user=session.user, encrypted_data=CLEAR.encode())
    UserProfile.objects.bulk_update([profile], ["encrypted_data"])


def _look_for(session: Conversation) -> None:
    Message.objects.filter(content=CLEAR).exists()


@pytest.mark.parametrize("way", [_create, _create_many, _insert_rows, _save, _update, _update_many, _look_for])
def test_no_clear_text_is_stored_or_looked_for(way: Callable[[Conversation], None], cast: Cast) -> None:
    session = Conversation.objects.create(user=cast.person)
    with pytest.raises(ValueError, match="takes sealed values alone") as raised:
        way(session)
    assert CLEAR not in str(raised.value)


@pytest.mark.parametrize(
    "clear",
    [
        "",
        "a",
        "hello",
        "AAAA",
        "é" * 60,
        "A" * 60,
        "main" * 20,
        "=" * 60,
        CLEAR,
        f"{CLEAR}\n" * 9,
        '{"name": "Achieng"}',
    ],
)
def test_clear_text_of_any_kind_is_refused(clear: str) -> None:
    for field, value in ((Message.content.field, clear), (UserProfile.encrypted_data.field, clear.encode())):
        with pytest.raises(ValueError, match="takes sealed values alone"):
            field.get_prep_value(value)


def test_what_any_key_has_sealed_is_stored_and_so_is_nothing_at_all() -> None:
    for text in ("", "a", CLEAR):
        assert Message.content.field.get_prep_value(sealed := Message.content.seal(ROW, text)) == sealed
    assert ArchivePart.content.field.get_prep_value(part := ArchivePart.content.seal(ROW, b"")) == part
    assert ConsentRecord.reason.field.get_prep_value(None) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Why", "Why: AES-256-GCM sealed text, base64url"),
        ("Why; empty: nothing", "Why: AES-256-GCM sealed text, base64url; empty: nothing"),
        ("Sealed as it says itself", "Sealed as it says itself"),
    ],
)
def test_a_comment_is_completed_by_how_it_is_sealed(given: str, said: str) -> None:
    assert SealedTextField(db_comment=given).db_comment == said
    assert SealedTextField(db_comment=said).db_comment == said


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (SealedTextField(db_comment="Why", max_characters=9, null=True), models.TextField),
        (SealedBinaryField(db_comment="What", editable=False), models.BinaryField),
    ],
)
def test_to_migrations_it_is_a_field_of_django(
    field: models.Field[Any, Any], kind: type[models.Field[Any, Any]]
) -> None:
    _, path, arguments, details = field.deconstruct()
    assert path == f"django.db.models.{kind.__name__}"
    assert kind(*arguments, **details).deconstruct() == field.deconstruct()


@isolate_apps("resona.postgres")
def test_each_child_of_an_abstract_model_seals_for_its_own_table() -> None:
    class Written(Record):
        text = SealedTextField(db_comment="What was written")

        class Meta:
            abstract = True

    class Letter(Written):
        class Meta:
            app_label = APP
            db_table = "letters"

    class Draft(Written):
        class Meta:
            app_label = APP
            db_table = "drafts"

    assert [model.text.sealed_column for model in (Letter, Draft)] == [
        SealedColumn(table="letters", column="text"),
        SealedColumn(table="drafts", column="text"),
    ]
    with pytest.raises(SealedValueError):
        Draft.text.open(ROW, Letter.text.seal(ROW, "words"))


@isolate_apps("resona.postgres")
def test_triggers_let_each_sealed_field_be_sealed_anew_and_nothing_else() -> None:
    class Note(Record):
        title = SealedTextField(db_comment="What it is called")
        text = SealedTextField(db_comment="What was noted")

        class Meta:
            app_label = APP
            constraints = [
                keeps_updated_at("notes"),
                refuses_update("notes", unless="OLD.read_at IS NULL"),
                refuses_delete("notes"),
            ]

    title, text = (
        f"current_user = 'resona_sealer' AND to_jsonb(OLD) - '{name}' = to_jsonb(NEW) - '{name}'"
        for name in ("title", "text")
    )
    conditions = [each.condition for each in Note._meta.constraints if isinstance(each, Trigger)]
    assert conditions == [f"NOT ({title} OR {text})", f"NOT (OLD.read_at IS NULL OR {title} OR {text})", "true"]


@isolate_apps("resona.postgres")
def test_a_row_must_have_an_id_before_it_is_inserted() -> None:
    known = _make_model("Known", id=models.UUIDField(primary_key=True, default=new_id))
    faulty = [
        _make_model("Counted", id=models.BigAutoField(primary_key=True)),
        _make_model("Late", id=models.UUIDField(primary_key=True, db_default=RandomUUID())),
    ]
    refers = _make_model("Refers", known=DatabaseOneToOneField(known, primary_key=True))

    assert [_faults_of(model) for model in faulty] == [["resona.E121"], ["resona.E121"]]
    assert [_faults_of(model) for model in (known, refers)] == [[], []]
    assert refers.text.sealed_column.row_key == "known_id"


def _make_model(name: str, **fields: models.Field[Any, Any]) -> Any:
    meta = type("Meta", (), {"app_label": APP})
    text = SealedTextField(db_comment="What was noted")
    return type(name, (models.Model,), {**fields, "text": text, "Meta": meta, "__module__": __name__})


def _faults_of(model: type[models.Model]) -> list[str | None]:
    return [message.id for message in model.check() if (message.id or "").startswith("resona.E12")]


def _as_the_other(sealed: str | bytes) -> str | bytes:
    return as_text(sealed) if isinstance(sealed, bytes) else sealed.encode()
