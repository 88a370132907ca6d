"""Writes versions of interfaces: the flip, the new version and the reasons for it, in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import orjson
from django.db import connection

from interfaces.changes import Change
from interfaces.config import InterfaceConfig, read_config, write_config
from interfaces.models import InterfaceBuild, InterfaceEvolution, UserInterface
from resona.postgres.bulk import insert_rows, upsert_rows
from resona.postgres.models import new_id

RETIRE = "UPDATE user_interfaces SET active = false WHERE active AND user_id = ANY(%s)"
RETURN_DIGESTS = "RETURNING user_id, md5(interface_config::text)"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewVersion:
    """A version to be shown from now on, and why."""

    user_id: UUID
    version: int
    config: InterfaceConfig
    changes: tuple[Change, ...]
    kept_version: int | None = None
    origin: str = UserInterface.Origin.BUILD
    decided_by: tuple[UUID | None, UUID | None] = (None, None)  # the account, and the id that stays when it goes
    reason: str | None = None  # sealed for `id`
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildRecord:
    """How a build went."""

    user_id: UUID
    inputs_digest: str
    built_for: date | None
    built_at: datetime | None
    failure: str | None = None
    failed_at: datetime | None = None


def store_versions(versions: Sequence[NewVersion], *, now: datetime) -> dict[UUID, str]:
    """Shows these versions instead of the ones before; the people must be locked. Three statements.

    Each configuration is held against its schema once more, as it will be read. Returns the digest of what is stored,
    by person. Raises InvalidConfigError.
    """
    if not versions:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(RETIRE, [[version.user_id for version in versions]])
    stored = insert_rows(UserInterface, [_version_row(version, now) for version in versions], suffix=RETURN_DIGESTS)
    insert_rows(InterfaceEvolution, [_evolution_row(version, now) for version in versions])
    return dict(stored)


def store_builds(records: Sequence[BuildRecord]) -> None:
    """Notes how builds went: one statement."""
    rows = [
        {
            "user_id": record.user_id,
            "inputs_digest": record.inputs_digest,
            "built_for": record.built_for,
            "built_at": record.built_at,
            "failure": record.failure,
            "failed_at": record.failed_at,
        }
        for record in records
    ]
    upsert_rows(InterfaceBuild, rows, key=("user_id",))


def _version_row(version: NewVersion, now: datetime) -> dict[str, object]:
    written = orjson.dumps(write_config(version.config))
    read_config(written)
    account, actor = version.decided_by
    return {
        "id": version.id,
        "user_id": version.user_id,
        "interface_config": orjson.Fragment(written),
        "generated_at": now,
        "version": version.version,
        "active": True,
        "origin": str(version.origin),
        "kept_version": version.kept_version,
        "decided_by": account,
        "decided_by_uuid": actor,
        "reason": version.reason,
    }


def _evolution_row(version: NewVersion, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "user_id": version.user_id,
        "version": version.version,
        "changes": [change.as_json() for change in version.changes],
        "generated_at": now,
    }
