"""A person's versions as stored: the one asked for, the one before it, and the course of all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from interfaces.config import InterfaceConfig, read_config
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.themes import Theme

# Versions of one page's course: several months of nights. The list of versions has all of them.
MAX_VERSIONS = 120
THEMES = frozenset(theme.value for theme in Theme)


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseVersion:
    """One version in the course."""

    id: UUID
    version: int
    at: datetime
    theme: str | None  # None: the configuration cannot be read
    origin: str  # of UserInterface.Origin
    kept_version: int | None
    is_active: bool
    changes: object  # as logged


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionCourse:
    """A person's versions, the newest first; `is_cut` where there are more."""

    versions: tuple[CourseVersion, ...]
    is_cut: bool


def read_stored(interface: UserInterface) -> InterfaceConfig:
    """The configuration of a stored version. Raises InvalidConfigError, whatever somebody made of it by hand."""
    return read_config(json.dumps(interface.interface_config))


def version_before(interface: UserInterface) -> UserInterface | None:
    """What the person saw before this version."""
    earlier = UserInterface.objects.filter(user_id=interface.user_id, version__lt=interface.version)
    return earlier.order_by("-version").first()


def changes_of(interface: UserInterface) -> object:
    """The logged changes of this version, as they are stored."""
    logged = InterfaceEvolution.objects.filter(user_id=interface.user_id, version=interface.version)
    return logged.values_list("changes", flat=True).first()


def read_course(user_id: UUID) -> VersionCourse:
    """The person's versions: two statements, however many there are."""
    newest = UserInterface.objects.filter(user_id=user_id).order_by("-version")
    named = newest.defer("interface_config", "reason").annotate(theme=KT("interface_config__theme__name"))
    rows: list[Any] = list(named[: MAX_VERSIONS + 1])
    changes = _changes_by_version(user_id, rows[-1].version) if rows else {}
    versions = tuple(
        CourseVersion(
            id=row.id,
            version=row.version,
            at=row.generated_at,
            theme=row.theme if row.theme in THEMES else None,
            origin=row.origin,
            kept_version=row.kept_version,
            is_active=row.active,
            changes=changes.get(row.version),
        )
        for row in rows[:MAX_VERSIONS]
    )
    return VersionCourse(versions=versions, is_cut=len(rows) > MAX_VERSIONS)


def _changes_by_version(user_id: UUID, since: int) -> Mapping[int, object]:
    logged = InterfaceEvolution.objects.filter(user_id=user_id, version__gte=since)
    return dict(logged.values_list("version", "changes"))
