"""`manage.py create_oauth_client`: shown once, listed without secrets, revoked with its tokens; on the record."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from resona.audit.models import SecurityEvent
from resona.sign_in.models import OAuthClient
from tests.conftest import Cast
from tests.sign_in.clients import ask_for_token

GRANT = "grant_type=client_credentials"


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("create_oauth_client", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_what_it_shows_opens_until_it_is_revoked(cast: Cast) -> None:
    out, err = run("--clinic", cast.clinic.name, "--name", "app", "--scope", "privacy:write")
    client_id, secret = out.split()

    assert secret not in err
    assert ask_for_token(GRANT, basic=(client_id, secret)).status_code == 200
    listed, _ = run("--list", "--clinic", cast.clinic.name)
    assert all(part in listed for part in (client_id, "open", "app", "privacy:write"))
    assert secret not in listed
    run("--revoke", client_id)
    assert ask_for_token(GRANT, basic=(client_id, secret)).status_code == 401
    assert "revoked" in run("--list")[0]
    changes = SecurityEvent.objects.filter(kind="credential_changed").order_by("id").values_list("actor", "detail")
    assert list(changes) == [
        ("command:create_oauth_client", {"change": "made", "client": client_id}),
        ("command:create_oauth_client", {"change": "revoked", "client": client_id}),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--clinic", "x", "--name", "app"), "A new client needs"),
        (("--clinic", "Nowhere", "--name", "app", "--scope", "records:read"), "no clinic 'Nowhere'"),
        (("--revoke", "00000000-0000-4000-8000-000000000000"), "no such OAuth client"),
    ],
)
def test_what_cannot_be_done_is_said(db: None, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert not OAuthClient.objects.exists()
