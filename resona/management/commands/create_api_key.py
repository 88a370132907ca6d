"""Makes an API key and shows it once; lists keys and revokes them."""

from __future__ import annotations

from resona.accounts.models import ApiKey
from resona.management.credential_command import CredentialCommand
from resona.sign_in.credentials import NewCredential


class Command(CredentialCommand):
    help = "Makes an API key for another system and shows it once: only its digest is stored. Or lists or revokes keys."
    kind = "key"
    model = ApiKey
    noun = "key"
    command = "create_api_key"

    def show(self, made: NewCredential) -> None:
        self.stdout.write(made.secret)
        self.stderr.write(f"This is the only time the key is shown. Its id, to revoke it: {made.id}")
