"""What collecting makes of a model's duties: columns, defaults by the class of a field, and every table there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from conversations.models import Conversation
from resona.accounts.models import Clinic, User
from resona.postgres.collected import collect, collect_from, duties_of, resolve
from resona.postgres.duties import APPEND, EMPTIED, READ, WRITE, Duties, Expiring, Treatment, WholeTable
from resona.postgres.foreign_keys import OnDelete
from resona.postgres.foreign_tables import FOREIGN_TABLES
from resona.postgres.table_duties import Subject, TableDuties, Way
from resona.postgres.treatments import default_treatment
from tests.duties.models import key, make_model, unknown_models


@pytest.fixture(autouse=True)
def unknown() -> Iterator[None]:
    with unknown_models():
        yield


def resolved(duties: Duties, **attributes: Any) -> TableDuties:
    return resolve(make_model(duties, **attributes), duties)


def test_what_a_model_leaves_out_is_as_most_tables_have_it() -> None:
    toy = resolved(Duties(), user=key(), clinic=key(Clinic, OnDelete.RESTRICT))
    assert (toy.table, toy.key, toy.subject, toy.rights) == ("toys", "id", Subject(column="user_id"), APPEND)
    assert (toy.kept, toy.not_audited, toy.not_exported, toy.not_shown, toy.expires) == ((), "", "", {}, None)
    assert toy.clinic is None  # it is the person's
    assert toy.treatments == dict.fromkeys(("id", "user_id", "clinic_id"), Treatment.RENAME)


def test_fields_are_named_and_columns_are_meant() -> None:
    toy = resolved(
        Duties(
            subject="whom",
            rights=APPEND,
            may_change=("ended",),
            kept=("state",),
            copies={"state": Treatment.NONE},
            not_shown={"state": "why"},
            expires=Expiring(dated_by="ended", only_where="state = 'over'"),
            keeps_from_expiry={"session": "ended IS NULL"},
        ),
        whom=key(db_column="person"),
        session=key(Conversation, OnDelete.SET_NULL, null=True),
        ended=models.DateTimeField(db_column="ended_at"),
        state=models.CharField(max_length=9, db_column="status"),
    )
    assert toy.subject == Subject(column="person")
    assert (toy.rights, toy.may_change) == (APPEND, ("ended_at",))
    assert (toy.kept, toy.not_shown, toy.treatments["status"]) == (("status",), {"status": "why"}, Treatment.NONE)
    assert toy.expires == Expiring(dated_by="ended_at", only_where="state = 'over'")
    assert toy.keeps_from_expiry == {
        "conversations": 'EXISTS (SELECT FROM "toys" AS keeping WHERE keeping."session_id" = "conversations"."id" '
        "AND (ended IS NULL))"
    }


def test_what_is_nobodys_has_a_clinic_and_its_times_stay() -> None:
    fields: dict[str, Any] = {"clinic": key(Clinic, OnDelete.RESTRICT), "at": models.DateTimeField()}
    toy = resolved(Duties(nobody="why"), **fields, on=models.DateField())
    assert (toy.subject, toy.clinic) == (None, "clinic_id")
    assert (toy.treatments["at"], toy.treatments["on"]) == (Treatment.KEEP, Treatment.KEEP)


def test_a_person_is_found_over_another_table() -> None:
    toy = resolved(Duties(subject="session__user", two_hops="why"), session=key(Conversation))
    assert toy.subject == Subject(column="session_id", way=Way(table="conversations", key="id", person="user_id"))


def test_a_person_is_found_by_their_pseudonym() -> None:
    toy = resolved(Duties(pseudonym="whose"), whose=models.UUIDField(), clinic=key(Clinic, OnDelete.RESTRICT))
    assert toy.subject == Subject(column="whose", is_pseudonym=True)
    assert toy.clinic == "clinic_id"  # the person may be gone
    assert "whose" not in toy.treatments


def test_a_table_may_be_treated_as_a_whole() -> None:
    toy = resolved(Duties(copies=EMPTIED), user=key())
    assert (toy.copies, toy.treatments) == (EMPTIED, {})


def test_what_is_no_field_is_an_error() -> None:
    with pytest.raises(FieldDoesNotExist, match="level"):
        resolved(Duties(kept=("level",)), user=key())


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (models.UUIDField(), Treatment.RENAME),
        (models.UUIDField(unique=True), Treatment.RENAME),
        (models.DateTimeField(), Treatment.MOVE),
        (models.DateField(), Treatment.DAY),
        (models.JSONField(), None),
        (models.BooleanField(), Treatment.KEEP),
        (models.SmallIntegerField(), Treatment.KEEP),
        (models.BigAutoField(primary_key=True), Treatment.KEEP),
        (models.FloatField(), Treatment.KEEP),
        (models.DecimalField(max_digits=3, decimal_places=1), Treatment.KEEP),
        (models.EmailField(), Treatment.EMAIL),
        (models.EmailField(unique=True), Treatment.EMAIL),
        (models.CharField(max_length=9), Treatment.TEXT),
        (models.TextField(), Treatment.TEXT),
        (models.CharField(max_length=9, choices=[("a", "a")]), Treatment.KEEP),
        (models.CharField(max_length=9, unique=True), None),
        (models.BinaryField(), None),
        (models.GenericIPAddressField(), None),
        (ArrayField(models.CharField(max_length=9)), None),
        (type("OwnField", (models.BinaryField,), {"copied_as": Treatment.SEALED})(), Treatment.SEALED),
    ],
    ids=repr,
)
def test_the_class_of_a_field_tells_what_becomes_of_it(field: Any, expected: Treatment | None) -> None:
    assert default_treatment(field) is expected


def test_a_key_is_treated_as_what_it_refers_to() -> None:
    numbered = make_model(Duties(), name="Numbered", id=models.BigAutoField(primary_key=True))
    toy = resolved(Duties(), user=key(), other=key(numbered), same=key("self", null=True))
    assert toy.treatments["other_id"] is Treatment.KEEP
    assert (toy.treatments["same_id"], toy.treatments["user_id"]) == (Treatment.RENAME, Treatment.RENAME)


def derived(parent: type[models.Model], duties: Duties, **meta: Any) -> type[models.Model]:
    meta_class = type("Meta", (), {"app_label": "toys", **meta})
    return type("Derived", (parent,), {"__module__": __name__, "Meta": meta_class, "duties": duties})


def test_what_a_proxy_declares_counts_for_nothing() -> None:
    toy = make_model(Duties(rights=READ), user=key())
    proxy = derived(toy, Duties(rights=WRITE), proxy=True)
    assert collect_from([toy, proxy])["toys"].rights == READ


def test_a_column_of_a_parent_is_none_of_the_table() -> None:
    parent = make_model(Duties(), user=key(), said=models.TextField())
    child = derived(parent, Duties(kept=("said",)), db_table="derived_toys")
    with pytest.raises(FieldDoesNotExist, match="said has no column in its own table"):
        resolve(child, Duties(kept=("said",)))
    own = resolve(child, Duties())
    assert (own.subject, own.key, set(own.treatments)) == (None, "toy_ptr_id", {"toy_ptr_id"})


def test_a_table_is_declared_once() -> None:
    toy, again = make_model(Duties(), user=key()), make_model(Duties(), name="Again", user=key())
    again._meta.db_table = toy._meta.db_table
    with pytest.raises(ImproperlyConfigured, match="duties of toys are declared twice"):
        collect_from([toy, again])


def test_every_table_is_collected_once_and_kept() -> None:
    tables = collect()
    assert tables is collect()
    assert tables["users"].subject == Subject(column="id")
    assert tables["conversations"].rights == WRITE
    assert tables["auth_group"].copies is WholeTable.KEPT
    assert duties_of(User) is User.duties
    names = [one.table for one in FOREIGN_TABLES]
    assert len(set(names)) == len(names)
    assert list(tables)[-len(names) :] == names  # no model of ours is in the list too
