"""What `manage.py check` asks of every admin class: where it stands, who may do what, which columns it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin
from django.core.checks import CheckMessage, Error

from resona.postgres.collected import models_of_ours
from resona.site.permissions import PARTS_OF_ROLE, declarations
from resona.site.places import GROUPS, Permissions, Place
from resona.site.records import ScopedAdmin, scoped_admins
from resona.site.shown_columns import unnamed_columns

NOWHERE: Final = (
    'Say where it stands, `places = (Place(group="Records", title="…", icon="…", order=10),)`, or that other pages '
    "lead to it, `places = ()`."
)
NOBODY: Final = (
    'Say who may do what, `permissions = Permissions(staff="view", administrators="add change")`, or that superusers '
    "alone may, `permissions = Permissions()`."
)
HIDDEN: Final = (
    'Write "{name}" in its fields or list_display; in also_shows if a method or a page of its own shows it in other '
    "words; or in exclude if nobody is to see it."
)


def check_admin(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what an admin class of ours, or an inline of one, forgets or misspells."""
    places = (fault for each in scoped_admins() for fault in _faults_of_places(type(each), each.places))
    permissions = (fault for declared in declarations() for fault in _faults_of_permissions(*declared))
    columns = (fault for each in scoped_admins() for fault in _faults_of_columns(each))
    return [*_unscoped(), *places, *permissions, *columns]


def _unscoped() -> Iterator[CheckMessage]:
    ours = set(models_of_ours())
    for model, each in admin.site._registry.items():
        if model._meta.concrete_model in ours and not isinstance(each, ScopedAdmin):
            yield Error(
                f"It shows every row of {model._meta.label} to whoever may view one.",
                hint="Derive it from ScopedAdmin, or from RecordAdmin, of resona.site.records.",
                obj=_name(type(each)),
                id="resona.E017",
            )


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
    named = f"{permissions.staff} {permissions.administrators} {permissions.offered_in_emergency}".split()
    for action in sorted(set(named) - set(opts.default_permissions)):
        hint = f"Those of {opts.label} are {', '.join(opts.default_permissions)}."
        yield Error(f"There is no permission {action!r}.", hint=hint, obj=_name(of), id="resona.E014")


def _faults_of_columns(model_admin: ScopedAdmin) -> Iterator[CheckMessage]:
    of, columns = _name(type(model_admin)), [field.name for field in model_admin.opts.concrete_fields]
    for name in unnamed_columns(model_admin):
        hint = HIDDEN.format(name=name)
        yield Error(f"Its pages show {name} nowhere.", hint=hint, obj=of, id="resona.E015")
    for name in sorted({*model_admin.also_shows, *(model_admin.exclude or ())} - set(columns)):
        hint = f"Those of {model_admin.opts.label} are {', '.join(columns)}."
        yield Error(f"There is no column {name!r}, to be shown or left out.", hint=hint, obj=of, id="resona.E016")


def _name(of: type[Any]) -> str:
    return f"{of.__module__}.{of.__qualname__}"
