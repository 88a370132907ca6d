"""Links that are mailed to staff: each opens once, within an hour, and no longer once the account was signed in to."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from resona.accounts.models import User


class _Generator(PasswordResetTokenGenerator):
    """Django's: signed with SECRET_KEY over the password's hash, the address and the last sign-in."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.key_salt = f"resona.sign_in.mailed_links.{purpose}"


NEW_PASSWORD: Final = _Generator("new password")
SIGN_IN: Final = _Generator("sign in")


def make_secret(user: User, purpose: PasswordResetTokenGenerator) -> str:
    """What stands in the link."""
    return f"{user.pk.hex}.{purpose.make_token(user)}"


def read_secret(secret: str, purpose: PasswordResetTokenGenerator) -> User | None:
    """The member of staff whose link this is; None for one that opens nothing, or no longer."""
    name, _, token = secret.partition(".")
    try:
        user_id = UUID(hex=name)
    except ValueError:
        return None
    user = User.objects.exclude(role=User.Role.PERSON).filter(pk=user_id, is_active=True).first()
    return user if user is not None and purpose.check_token(user, token) else None
