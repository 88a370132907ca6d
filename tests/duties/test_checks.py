"""What a model forgot is an error of `manage.py check`, which says what to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import registry
from django.db import models

from conversations.models import Conversation
from resona.accounts.models import Clinic, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import EMPTIED, Duties, Expiring, Treatment, WholeTable
from resona.postgres.duties_checks import check_duties, faults_of
from resona.postgres.foreign_keys import OnDelete
from resona.postgres.indexes import NamedIndex
from tests.duties.models import key, make_model, unknown_models


@pytest.fixture(autouse=True)
def unknown() -> Iterator[None]:
    with unknown_models():
        yield


def faults(duties: Duties | None, **attributes: Any) -> list[tuple[str, str]]:
    """Number and whole text of each error."""
    found = faults_of(make_model(duties, **attributes))
    assert all(error.hint for error in found)
    return [(str(error.id), f"{error.msg} {error.hint}") for error in found]


def text() -> Any:
    return models.CharField(max_length=200)


def test_the_project_has_no_faults_and_is_asked_for_them() -> None:
    assert check_duties(None) == []
    assert check_duties in set[Any](registry.registry.registered_checks)


def test_a_model_of_a_person_with_nothing_unusual_needs_no_word() -> None:
    assert faults(Duties(), user=key(), said=text(), at=models.DateTimeField()) == []


def test_a_model_without_duties_is_told_to_declare_them() -> None:
    ((number, told),) = faults(None, user=key())
    assert number == "resona.E101"
    assert "It declares no duties" in told
    assert "`duties = Duties()`, from resona.postgres.duties" in told
    assert "resona/postgres/foreign_tables.py" in told


def test_duties_are_not_inherited() -> None:
    parent = make_model(Duties(), user=key())
    meta = type("Meta", (), {"app_label": "toys", "proxy": False})
    child = type("Child", (parent,), {"__module__": __name__, "Meta": meta})
    assert [error.id for error in faults_of(child)] == ["resona.E101"]


def test_a_table_that_a_field_makes_is_told_to_become_a_model() -> None:
    make_model(Duties(), name="Tag", user=key())
    many = make_model(Duties(), user=key(), tags=models.ManyToManyField("toys.Tag", related_name="+"))
    through = many._meta.get_field("tags").remote_field.through  # type: ignore[union-attr]
    ((number, told),) = [(error.id, str(error.hint)) for error in faults_of(through)]
    assert (number, "`through` of toys.Toy" in told) == ("resona.E101", True)


@pytest.mark.parametrize(
    ("duties", "attributes", "number", "expected"),
    [
        (Duties(), {}, "E102", 'nobody="<why no row is about anybody>"'),
        (Duties(subject="team"), {"team": key(Clinic, OnDelete.RESTRICT)}, "E102", 'subject="team"'),
        (Duties(subject="said"), {"said": text()}, "E102", "leads to no person"),
        (Duties(subject="session__user"), {"session": key(Conversation)}, "E103", "over session alone, in two hops"),
        (Duties(), {"user": key(User, OnDelete.SET_NULL, null=True)}, "E103", "`user = DatabaseForeignKey(User, …)`"),
        (
            Duties(),
            {"user": models.ForeignKey(User, models.CASCADE, related_name="+")},
            "E103",
            "toys.Toy.user does not take its rows along in the database",
        ),
        (
            Duties(subject="session__user", two_hops="why"),
            {"session": key(Conversation, OnDelete.SET_NULL, null=True)},
            "E103",
            "`session = DatabaseForeignKey(Conversation, …)`",
        ),
        (
            Duties(nobody="why"),
            {"session": key(Conversation, OnDelete.RESTRICT)},
            "E103",
            "`clinic = DatabaseForeignKe",
        ),
        (Duties(kept=("level",)), {"user": key()}, "E104", 'Its duties name "level" in kept'),
        (Duties(may_change=("at",)), {"user": key()}, "E104", "Its fields are id, user."),
        (Duties(not_shown={"at": "why"}), {"user": key()}, "E104", "not_shown"),
        (Duties(copies={"at": Treatment.KEEP}), {"user": key()}, "E104", "copies"),
        (Duties(expires=Expiring(dated_by="at")), {"user": key()}, "E104", "expires"),
        (Duties(keeps_from_expiry={"at": "true"}), {"user": key()}, "E104", "keeps_from_expiry"),
        (Duties(clinic="house", nobody="why"), {}, "E104", 'Its duties name "house" in clinic'),
        (Duties(pseudonym="name"), {}, "E104", "pseudonym"),
        (Duties(subject="person"), {}, "E104", 'Its duties name "person" in subject'),
        (
            Duties(subject="session__person"),
            {"session": key(Conversation)},
            "E104",
            'conversations.Conversation has no field "person"',
        ),
        (Duties(subject="said__user"), {"said": text()}, "E104", "Name a key to another model first."),
        (Duties(), {"user": key(), "raw": models.BinaryField()}, "E105", 'copies={"raw": Treatment.…}'),
        (Duties(), {"user": key(), "state": models.JSONField()}, "E105", "becomes of state"),
        (Duties(), {"user": key(), "code": models.CharField(max_length=9, unique=True)}, "E105", "becomes of code"),
        (Duties(), {"user": key(is_indexed=False)}, "E106", 'NamedIndex(name="idx_toys_user_id", fields=("user",))'),
        (Duties(kept=("said",)), {"user": key(), "said": text()}, "E107", 'Take "said" out of kept.'),
        (Duties(kept=("word",)), {"user": key(), "word": models.CharField(max_length=9)}, "E107", "give it choices"),
        (Duties(kept=("beats",)), {"user": key(), "beats": models.IntegerField()}, "E107", 'kept_codes={"beats": '),
        (Duties(kept=("session",)), {"user": key(), "session": key(Conversation)}, "E107", "anybody's id"),
        (
            Duties(kept=("size",), kept_codes={"size": "a code"}),
            {"user": key(), "size": models.FloatField()},
            "E107",
            "a measurement",
        ),
        (
            Duties(kept=("word",), kept_codes={"word": "a code"}),
            {"user": key(), "word": models.CharField(max_length=51)},
            "E107",
            "never a text",
        ),
        (Duties(kept_codes={"kind": "a code"}), {"user": key()}, "E104", "kept_codes"),
        (Duties(kept=("at",)), {"user": key(), "at": models.DateTimeField()}, "E107", "a time"),
        (Duties(kept=("whose",)), {"user": key(), "whose": models.UUIDField()}, "E107", "anybody's id"),
        (Duties(kept=("size",)), {"user": key(), "size": models.FloatField()}, "E107", "a measurement"),
        (Duties(kept=("by",)), {"user": key(), "by": key(User, OnDelete.SET_NULL, null=True)}, "E107", "anybody's id"),
        (Duties(nobody="why", clinic="id"), {"user": key()}, "E108", "its rows go with their user"),
        (
            Duties(nobody="why", two_hops="why"),
            {"session": key(Conversation)},
            "E108",
            "its rows go with their session",
        ),
        (Duties(rights=("TRUNCATE",)), {"user": key()}, "E109", "TRUNCATE"),
        (Duties(expires=Expiring(dated_by="said")), {"user": key(), "said": text()}, "E109", "no time"),
        (Duties(pseudonym="whose", copies=EMPTIED), {"whose": models.UUIDField()}, "E109", "how an export finds"),
        (Duties(copies=WholeTable.KEPT), {"user": key()}, "E109", "stay as they are"),
        (
            Duties(copies={"said": Treatment.KEEP}),
            {"user": key(), "said": SealedTextField(db_comment="words")},
            "E109",
            "cannot become",
        ),
        (Duties(copies={"said": Treatment.SEALED}), {"user": key(), "said": text()}, "E109", "cannot become"),
        (
            Duties(kept=("many",)),
            {"user": key(), "many": models.ManyToManyField(Conversation, related_name="+")},
            "E104",
            "kept",
        ),
        (Duties(kept=("on",), not_audited="why"), {"user": key(), "on": models.BooleanField()}, "E108", "not audited"),
        (
            Duties(nobody="why", expires=Expiring(dated_by="at")),
            {"at": models.DateTimeField()},
            "E108",
            "no own key to whoever they are about",
        ),
        (Duties(keeps_from_expiry={"said": "true"}), {"user": key(), "said": text()}, "E108", "which is no key"),
    ],
)
def test_what_is_missing_or_wrong_is_named_with_what_to_write(
    duties: Duties, attributes: dict[str, Any], number: str, expected: str
) -> None:
    ((found, told),) = faults(duties, **attributes)
    assert found == f"resona.{number}"
    assert expected in told


@pytest.mark.parametrize(
    ("duties", "attributes"),
    [
        (Duties(subject="person"), {"person": key()}),
        (Duties(subject="session__user", two_hops="why"), {"session": key(Conversation)}),
        (Duties(pseudonym="whose", copies=EMPTIED, not_exported="why"), {"whose": models.UUIDField()}),
        (Duties(found_by="whose = %(pseudonym)s"), {"whose": models.UUIDField()}),
        (Duties(nobody="why"), {"clinic": key(Clinic, OnDelete.RESTRICT)}),
        (Duties(nobody="why", two_hops="why"), {"session": key(Conversation, OnDelete.RESTRICT)}),
        (Duties(nobody="why", copies=EMPTIED), {"raw": models.BinaryField()}),
        (Duties(copies={"raw": Treatment.SEALED}), {"user": key(), "raw": models.BinaryField()}),
        (
            Duties(kept=("level", "number"), kept_codes={"level": "a code", "number": "of the version"}),
            {"user": key(), "level": models.CharField(max_length=50), "number": models.IntegerField()},
        ),
        (Duties(kept=("level",)), {"user": key(), "level": models.CharField(max_length=99, choices=[("a", "a")])}),
        (Duties(kept=("level",)), {"user": key(), "level": models.IntegerField(choices=[(1, "one")])}),
        (Duties(kept=("clinic",)), {"user": key(), "clinic": key(Clinic, OnDelete.RESTRICT)}),
    ],
)
def test_what_is_said_with_its_reason_is_no_fault(duties: Duties, attributes: dict[str, Any]) -> None:
    assert faults(duties, **attributes) == []


@pytest.mark.parametrize(
    ("entry", "is_enough"),
    [
        ({"fields": ("user", "at")}, True),
        ({"fields": ("-user", "at")}, True),
        ({"fields": ("at", "user")}, False),
        ({"fields": ("user",), "condition": models.Q(user__isnull=False)}, True),
        ({"fields": ("user",), "condition": models.Q(at__isnull=False)}, False),
    ],
)
@pytest.mark.parametrize("kind", [NamedIndex, models.UniqueConstraint])
def test_an_index_that_begins_with_the_key_serves_it(kind: Any, entry: dict[str, Any], is_enough: bool) -> None:
    if kind is models.UniqueConstraint and entry["fields"][0].startswith("-"):
        return
    model = make_model(Duties(), user=key(is_indexed=False), at=models.DateTimeField())
    setattr(model._meta, "indexes" if kind is NamedIndex else "constraints", [kind(name="i", **entry)])
    assert [error.id for error in faults_of(model)] == ([] if is_enough else ["resona.E106"])
