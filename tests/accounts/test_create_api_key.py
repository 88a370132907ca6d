"""The command that makes, lists and revokes API keys."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from resona.accounts.keys import find_caller
from resona.accounts.models import ApiKey
from tests.conftest import Cast


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("create_api_key", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("attribute", ["name", "id"])
def test_the_key_alone_is_on_standard_output(cast: Cast, attribute: str) -> None:
    clinic = str(getattr(cast.clinic, attribute))
    out, err = run("--clinic", clinic, "--name", "app", "--scope", "records:read", "--scope", "sessions:write")
    caller = find_caller(out.strip())
    assert caller is not None
    assert caller.clinic_id == cast.clinic.id
    assert caller.scopes == {"records:read", "sessions:write"}
    assert str(caller.id) in err


def test_keys_are_listed_without_their_text_and_revoked(cast: Cast) -> None:
    text, _ = run("--clinic", cast.clinic.name, "--name", "app", "--scope", "records:read")
    key = ApiKey.objects.get()
    listed, _ = run("--list")
    assert all(part in listed for part in (str(key.id), "open", cast.clinic.name, "app", "records:read"))
    assert text.strip() not in listed
    run("--revoke", str(key.id))
    assert find_caller(text.strip()) is None
    assert "revoked" in run("--list", "--clinic", cast.clinic.name)[0]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--clinic", "nowhere", "--name", "app", "--scope", "records:read"],
        ["--clinic", "nowhere", "--list"],
        ["--name", "app", "--scope", "records:read"],
        ["--revoke", "0192f0c1-7d2a-7000-8000-000000000000"],
    ],
)
@pytest.mark.django_db
def test_what_cannot_be_done_is_said(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        run(*arguments)
