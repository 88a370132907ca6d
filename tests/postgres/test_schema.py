"""Foreign keys and triggers as entries of a model's constraints: named, compared and carried into migrations."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from resona.accounts.models import CareTeamPerson, User
from resona.postgres.constraints import SqlConstraint
from resona.postgres.foreign_keys import DatabaseForeignKey, ForeignKeyConstraint, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.roles import OTHERS, find_roles_wanting, statements_to_make
from resona.postgres.triggers import (
    Trigger,
    keeps_updated_at,
    refuses_delete,
    refuses_direct_delete,
    refuses_truncate,
    refuses_update,
    remembers_actor,
)

TRIGGERS = {
    "updated at": keeps_updated_at("notes"),
    "updated at but": keeps_updated_at("notes").also_unless("OLD.read_at IS NULL"),
    "no update": refuses_update("notes"),
    "no update but": refuses_update("notes", unless="OLD.read_at IS NULL"),
    "no delete": refuses_delete("notes"),
    "no truncate": refuses_truncate("notes"),
    "no direct delete": refuses_direct_delete("notes", parent="users", key="user_id"),
    "actor": remembers_actor("notes", "written_by"),
}


def sql_of(constraint: SqlConstraint, method: str) -> str:
    """What the editor of the schema would send for the table of people's places in teams."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        made: str = getattr(constraint, method)(CareTeamPerson, editor)
        editor.deferred_sql.clear()
    return made


@pytest.mark.parametrize("name", TRIGGERS)
def test_a_trigger_is_the_same_after_a_migration_was_written_and_read(name: str) -> None:
    trigger = TRIGGERS[name]
    _, arguments, details = trigger.deconstruct()
    read = Trigger(*arguments, **details)

    assert read == trigger
    assert hash(read) == hash(trigger)
    assert sql_of(read, "sql_to_add") == sql_of(trigger, "sql_to_add")


def test_no_two_triggers_are_the_same_though_their_names_may_be() -> None:
    same_name = [TRIGGERS["no delete"], TRIGGERS["no direct delete"]]

    assert len({trigger.name for trigger in same_name}) == 1
    assert same_name[0] != same_name[1]
    assert TRIGGERS["updated at"] != TRIGGERS["updated at but"]
    assert TRIGGERS["no update"] != "notes_refuse_update"


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        (
            "no update",
            (
                'CREATE TRIGGER "notes_refuse_update" BEFORE UPDATE ON "care_team_people" '
                "FOR EACH ROW WHEN (true) EXECUTE FUNCTION resona_refuse_update()"
            ),
        ),
        (
            "no truncate",
            (
                'CREATE TRIGGER "notes_refuse_truncate" BEFORE TRUNCATE ON "care_team_people" '
                "FOR EACH STATEMENT WHEN (true) EXECUTE FUNCTION resona_refuse_truncate()"
            ),
        ),
        (
            "no direct delete",
            (
                'CREATE TRIGGER "notes_refuse_delete" BEFORE DELETE ON "care_team_people" '
                "FOR EACH ROW WHEN (true) EXECUTE FUNCTION resona_refuse_direct_delete('users', 'user_id')"
            ),
        ),
        (
            "actor",
            (
                'CREATE TRIGGER "notes_remember_written_by" BEFORE INSERT OR UPDATE OF written_by '
                'ON "care_team_people" '
                "FOR EACH ROW WHEN (NEW.written_by IS NOT NULL) "
                "EXECUTE FUNCTION resona_remember_actor('written_by', 'written_by_uuid')"
            ),
        ),
    ],
)
@pytest.mark.django_db
def test_a_trigger_is_made_as_postgresql_reads_it(name: str, sql: str) -> None:
    assert sql_of(TRIGGERS[name], "sql_to_add") == sql
    assert sql_of(TRIGGERS[name], "sql_in_table") == ""


def test_a_key_says_what_becomes_of_the_rows_that_refer_to_a_deleted_one() -> None:
    key = ForeignKeyConstraint(name="fk_places_user", field="person", on_delete="SET NULL")
    _, _, details = key.deconstruct()

    assert details == {"name": "fk_places_user", "field": "person", "on_delete": "SET NULL"}
    assert sql_of(key, "sql_to_add") == (
        'ALTER TABLE "care_team_people" ADD CONSTRAINT "fk_places_user" FOREIGN KEY ("person_id") '
        'REFERENCES "users" ("id") ON DELETE SET NULL'
    )
    assert sql_of(key, "sql_to_remove") == 'ALTER TABLE "care_team_people" DROP CONSTRAINT "fk_places_user"'
    with pytest.raises(ValueError, match="EVERYTHING"):
        ForeignKeyConstraint(name="fk", field="person", on_delete="EVERYTHING")


def test_a_key_without_a_table_or_an_editor_is_no_sql() -> None:
    key = ForeignKeyConstraint(name="fk_places_user", field="person", on_delete="CASCADE")
    for model, editor in ((None, None), (User, None)):
        with pytest.raises(TypeError):
            key.create_sql(model, editor)


def test_every_key_of_ours_has_a_constraint_of_its_own_that_no_other_bears() -> None:
    ours = [model for model in apps.get_models() if _keys_of(model)]
    names = [each.name for model in ours for each in model._meta.constraints if isinstance(each, ForeignKeyConstraint)]

    assert len(names) == len(set(names)) == sum(len(_keys_of(model)) for model in ours) > 20
    assert all(len(name) <= NamedIndex.max_name_length for name in names)
    assert {"fk_care_team_people_user", "fk_oauth_tokens_client"} <= set(names)


def _keys_of(model: type[models.Model]) -> list[Any]:
    return [
        field for field in model._meta.local_fields if isinstance(getattr(field, "database_on_delete", 0), OnDelete)
    ]


def test_a_key_that_migrations_carry_has_no_constraint_of_its_own() -> None:
    carried = DatabaseForeignKey(User, models.DO_NOTHING)
    _, path, _, details = carried.deconstruct()

    assert carried.database_on_delete is None
    assert (path, details["on_delete"], "db_constraint" in details) == (
        "resona.postgres.foreign_keys.DatabaseForeignKey",
        models.DO_NOTHING,
        False,
    )


def test_roles_that_are_missing_are_made_by_what_is_told(db: None) -> None:
    assert statements_to_make(["resona_app", "resona_sealer"], owner="the owner") == (
        "  CREATE ROLE resona_app LOGIN;\n"
        "  CREATE ROLE resona_sealer NOLOGIN;\n"
        '  GRANT resona_app, resona_sealer TO "the owner";'
    )
    with connection.cursor() as cursor:
        assert find_roles_wanting(cursor) == []
        cursor.execute("SET LOCAL ROLE resona_app")
        assert set(find_roles_wanting(cursor)) == set(OTHERS) - {"resona_app"}
        cursor.execute("RESET ROLE")
