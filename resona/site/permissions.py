"""The permissions of each role, collected from what the admin classes declare."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django.contrib.auth import get_permission_codename

from resona.site.places import Permissions
from resona.site.records import scoped_admins

# Which parts of a declaration hold for a role.
PARTS_OF_ROLE: Final[dict[str, tuple[str, ...]]] = {
    "person": (),
    "clinician": ("staff",),
    "administrator": ("staff", "administrators"),
}


@cache
def permissions_of_role(role: str) -> frozenset[str]:
    """All permissions of a role, as Django names them. Asked several times a request, collected once."""
    return frozenset(name for part in PARTS_OF_ROLE[role] for name in _collect(part))


@cache
def offered_in_emergency() -> frozenset[str]:
    """The permissions that pages offer to whoever sees a person by emergency access alone."""
    return frozenset(_collect("offered_in_emergency"))


def forget_permissions() -> None:
    """Collects anew when next asked: for whoever registers an admin class later."""
    permissions_of_role.cache_clear()
    offered_in_emergency.cache_clear()


def declarations() -> Iterator[tuple[type[Any], Any, Permissions | None]]:
    """Every admin class of ours and every inline of one, with its model's options and what it declares."""
    for model_admin in scoped_admins():
        yield type(model_admin), model_admin.opts, model_admin.permissions
        for inline in model_admin.inlines:
            yield inline, inline.model._meta, getattr(inline, "permissions", None)


def _collect(part: str) -> Iterator[str]:
    for _, opts, declared in declarations():
        for action in getattr(declared, part, "").split():
            yield f"{opts.app_label}.{get_permission_codename(action, opts)}"
