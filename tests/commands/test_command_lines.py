"""Every command: its help, what it refuses, and that it ends in words instead of a traceback."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.db import connection

COMMANDS = sorted(name for name, app in get_commands().items() if app == "resona")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_each_of_its_options(name: str) -> None:
    parser = load_command_class("resona", name).create_parser("manage.py", name)
    unexplained = [action.dest for action in parser._actions if action.option_strings and not action.help]
    text = parser.format_help()

    assert parser.description
    assert parser.description.endswith(".")
    assert unexplained == []
    assert f"manage.py {name}" in text


@pytest.mark.parametrize(
    "line",
    [
        ("demo", "--port", "http"),
        ("demo", "--no-such-option"),
        ("worker", "--concurrency", "many"),
        ("import_sessions",),
        ("import_sessions", "/nowhere/at/all.ndjson"),
        ("describe_records", "extra"),
    ],
    ids=" ".join,
)
def test_what_a_command_cannot_read_it_refuses_in_words(db: None, line: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command(*line, stdout=io.StringIO(), stderr=io.StringIO())

    assert str(caught.value)


@pytest.mark.django_db
def test_the_description_of_the_records_is_that_of_the_database_and_still_a_table() -> None:
    def describe() -> str:
        out = io.StringIO()
        call_command("describe_records", stdout=out)
        return out.getvalue()

    before = describe()
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON COLUMN users.phone IS 'a | b'")

    assert describe() == before.replace("How the person can be called, if known |\n", r"a \| b |" + "\n", 1)


@pytest.mark.django_db
def test_every_row_of_a_described_table_has_as_many_cells() -> None:
    out = io.StringIO()
    call_command("describe_records", stdout=out)
    rows = [line for line in out.getvalue().splitlines() if line.startswith("| ")]

    assert len(rows) > 100
    assert {line.replace(r"\|", "").count("|") for line in rows} == {6}
