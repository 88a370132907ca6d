"""Whether every admin class says where it stands in the sidebar and who may do what (`manage.py check`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.checks import CheckMessage, Error

from resona.site.permissions import PARTS_OF_ROLE, declarations
from resona.site.places import GROUPS, Permissions, Place
from resona.site.records import scoped_admins

NOWHERE: Final = (
    'Say where it stands, `places = (Place(group="Records", title="…", icon="…", order=10),)`, or that other pages '
    "lead to it, `places = ()`."
)
NOBODY: Final = (
    'Say who may do what, `permissions = Permissions(staff="view", administrators="add change")`, or that superusers '
    "alone may, `permissions = Permissions()`."
)


def check_admin(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what an admin class of ours, or an inline of one, forgets or misspells."""
    places = (fault for each in scoped_admins() for fault in _faults_of_places(type(each), each.places))
    permissions = (fault for declared in declarations() for fault in _faults_of_permissions(*declared))
    return [*places, *permissions]


def _faults_of_places(of: type[Any], places: tuple[Place, ...] | None) -> Iterator[CheckMessage]:
    if places is None:
        yield Error("It has no place in the sidebar.", hint=NOWHERE, obj=_name(of), id="resona.E010")
    for place in places or ():
        if place.group not in GROUPS:
            hint = f"Those of the sidebar are {', '.join(GROUPS)}."
            yield Error(f"There is no group {place.group!r}.", hint=hint, obj=_name(of), id="resona.E011")
        if place.role not in ("", *PARTS_OF_ROLE):
            hint = f"There are {', '.join(PARTS_OF_ROLE)}."
            yield Error(f"There is no role {place.role!r}.", hint=hint, obj=_name(of), id="resona.E012")


def _faults_of_permissions(of: type[Any], opts: Any, permissions: Permissions | None) -> Iterator[CheckMessage]:
    if permissions is None:
        yield Error("It does not say who may do what.", hint=NOBODY, obj=_name(of), id="resona.E013")
        return
    named = f"{permissions.staff} {permissions.administrators} {permissions.in_emergency}".split()
    for action in sorted(set(named) - set(opts.default_permissions)):
        hint = f"Those of {opts.label} are {', '.join(opts.default_permissions)}."
        yield Error(f"There is no permission {action!r}.", hint=hint, obj=_name(of), id="resona.E014")


def _name(of: type[Any]) -> str:
    return f"{of.__module__}.{of.__qualname__}"
