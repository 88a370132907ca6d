"""How whoever acts is named where it is kept for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser

from resona.accounts.callers import ApiKeyCaller

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def name_actor(caller: Caller) -> str:
    """`staff:<id>`, `key:<id>` or `person:<pseudonym>`; empty for nobody.

    A person is named by their pseudonym, which ends to tell of them when their account is erased.
    """
    if isinstance(caller, AnonymousUser):
        return ""
    if isinstance(caller, ApiKeyCaller):
        return f"key:{caller.id}"
    return f"staff:{caller.pk}" if caller.is_staff else f"person:{caller.pseudonym}"
