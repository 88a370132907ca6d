"""What becomes of a field in a copy for development by its class, unless its model says otherwise."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.db import models

from resona.postgres.duties import Treatment

AnyField: TypeAlias = "models.Field[Any, Any]"

# The first that fits counts: a DateTimeField is a DateField too, an EmailField a CharField.
BY_CLASS: tuple[tuple[tuple[type[AnyField], ...], Treatment], ...] = (
    ((models.UUIDField,), Treatment.RENAME),
    ((models.DateTimeField,), Treatment.MOVE),
    ((models.DateField,), Treatment.DAY),
    ((models.BooleanField, models.IntegerField, models.FloatField, models.DecimalField), Treatment.KEEP),
    ((models.EmailField,), Treatment.EMAIL),
    ((models.CharField, models.TextField), Treatment.TEXT),
)


def default_treatment(field: AnyField) -> Treatment | None:
    """A key is treated as what it refers to; a class of our own says so (`copied_as`). None: it does not tell."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    own: Treatment | None = getattr(field, "copied_as", None)
    if own is not None:
        return own
    if field.choices:
        return Treatment.KEEP
    treatment = next((treatment for kinds, treatment in BY_CLASS if isinstance(field, kinds)), None)
    # The same words in every row would not be unique.
    return None if treatment is Treatment.TEXT and field.unique else treatment
