"""`manage.py migrate` needs the owner and the other roles, and says so before it changes anything."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from resona.postgres import roles
from tests.system.serving import run_command

pytestmark = pytest.mark.django_db


def test_the_application_is_sent_to_the_owner() -> None:
    completed = run_command("migrate")
    assert completed.returncode == 1
    assert completed.stderr.decode() == (
        "CommandError: resona_app may not migrate: DATABASE_OWNER_URL must be set to the owner's login.\n"
    )


def test_a_missing_role_comes_with_the_statements_that_make_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(roles.OTHERS, "resona_reader", "NOLOGIN")
    with pytest.raises(CommandError) as caught:
        call_command("migrate", verbosity=0)
    assert str(caught.value).splitlines()[1:] == [
        "  CREATE ROLE resona_reader NOLOGIN;",
        '  GRANT resona_reader TO "resona";',
    ]


def test_a_server_out_of_reach_is_named_without_a_traceback() -> None:
    completed = run_command(
        "migrate",
        DATABASE_OWNER_URL="postgresql://nobody@127.0.0.1:1/x",
        DATABASE_URL="postgresql://resona_app@127.0.0.1:1/x",
    )
    assert completed.returncode == 1
    assert completed.stderr.startswith(b"CommandError: ")
