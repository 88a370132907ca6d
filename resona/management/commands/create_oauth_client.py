"""Makes a client of OAuth 2 and shows its secret once; lists clients and revokes them."""

from __future__ import annotations

from resona.management.credential_command import CredentialCommand
from resona.sign_in.credentials import NewCredential
from resona.sign_in.models import OAuthClient


class Command(CredentialCommand):
    help = (
        "Makes a client of OAuth 2 (client credentials) for another system and shows its id and secret once: only the "
        "secret's digest is stored. Or lists or revokes clients, with their tokens."
    )
    kind = "client"
    model = OAuthClient
    noun = "client"
    command = "create_oauth_client"

    def show(self, made: NewCredential) -> None:
        self.stdout.write(f"{made.id} {made.secret}")
        self.stderr.write("Client id and client secret. This is the only time the secret is shown.")
