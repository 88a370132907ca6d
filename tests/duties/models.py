"""Models made for one test, which no database and no other test knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.test.utils import isolate_apps

from resona.accounts.models import User
from resona.postgres.duties import Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.models import Record

ModelClass = type[models.Model]


def key(to: Any = User, *given: Any, is_indexed: bool = True, **options: Any) -> DatabaseForeignKey[Any, Any]:
    """A key in our manner; nothing of it shows at the other end."""
    return DatabaseForeignKey(to, *given, related_name="+", db_index=is_indexed, **options)


def make_model(duties: Duties | None, *, name: str = "Toy", **attributes: Any) -> ModelClass:
    """A model with a key `id` of ours and these fields, registered where `unknown_models` lets it be."""
    meta = type("Meta", (), {"app_label": "toys", "db_table": f"{name.lower()}s"})
    declared = {} if duties is None else {"duties": duties}
    return type(name, (Record,), {"__module__": __name__, "Meta": meta, **declared, **attributes})


@contextmanager
def unknown_models() -> Iterator[None]:
    """Models that are made inside the block are in no registry but the block's own."""
    with isolate_apps():
        yield
