"""What commands that seal ask before they begin: whether they have the keys that records are sealed with."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils import timezone

from resona.compliance.known_keys import KeysRefusedError, require_keys


def require_keys_to_begin() -> None:
    """Raises CommandError, which names each key that is missing or another one."""
    try:
        require_keys(now=timezone.now())
    except KeysRefusedError as error:
        raise CommandError(f"Refused to start: {error}.") from error
