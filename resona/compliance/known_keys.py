"""Whether this process has the keys that records here are sealed with: asked at start, before anything is sealed.

A key that is missing hides what it sealed; another one of the same name would seal what nobody can tell apart later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils import timezone

from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.models import EncryptionKey
from resona.encryption.keyring import Keyring
from resona.errors import ResonaError

# A server that is started again and again, or asked for its health, tells of a problem so often.
ONE_EVENT_IN: Final = timedelta(hours=1)


class KeysRefusedError(ResonaError):
    """The encryption keys are not those that records here are sealed with."""


def require_keys(*, now: datetime) -> None:
    """Refuses as `refuse_faults` does, and notes that the newest key seals here from now on.

    Of two processes that come at once with different keys of one name, the second is refused.
    """
    known, primary = refuse_faults(now=now), _keyring().primary
    if primary.id not in known:
        new = EncryptionKey(key_id=primary.id, check_value=primary.check_value)
        EncryptionKey.objects.bulk_create([new], ignore_conflicts=True)
        refuse_faults(now=now)


def refuse_faults(*, now: datetime) -> set[str]:
    """The ids of the keys that values are sealed with.

    Raises KeysRefusedError where this process lacks one, or has another of its name, once a security event is kept.
    """
    known = _read_known_keys()
    faults = _find_faults(known)
    for key_id, fault in faults.items():
        report_key_problem({"key": key_id, "fault": fault}, now=now)
    if faults:
        raise KeysRefusedError("; ".join(f"encryption key {key_id!r} is {fault}" for key_id, fault in faults.items()))
    return set(known)


def report_key_problem(detail: Mapping[str, str | int], *, now: datetime) -> None:
    """Keeps a security event, unless the same one was kept within the hour."""
    told = SecurityEvent.objects.filter(
        kind=SecurityEvent.Kind.KEY_PROBLEM, created_at__gt=now - ONE_EVENT_IN, detail=dict(detail)
    )
    if not told.exists():
        record_event(SecurityEvent.Kind.KEY_PROBLEM, detail=detail)


def forget_keys_but(needed: Collection[str]) -> None:
    """Asks no more for keys that nothing is sealed with. For the rotator, who alone may."""
    EncryptionKey.objects.exclude(key_id__in=needed).delete()


def give_key_up(key_id: str) -> bool:
    """Asks no more for this key, whatever it sealed; whether it was known. For the rotator, who alone may."""
    deleted, _ = EncryptionKey.objects.filter(key_id=key_id).delete()
    return deleted > 0


def key_fault() -> str | None:
    """For the health check."""
    try:
        require_keys(now=timezone.now())
    except KeysRefusedError as error:
        return str(error)
    return None


def key_fault_at_start() -> str | None:
    """For servers, which start without a database too: until there is one, they say at /health/ what they lack."""
    try:
        return key_fault()
    except DatabaseError:
        return None
    finally:
        connections.close_all()


def check_keys(app_configs: Any, databases: Collection[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """For `manage.py check --database default`, and before migrating."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        faults = _find_faults(_read_known_keys())
    except DatabaseError:  # not there, or not migrated: others say so
        return []
    return [Error(f"The encryption key {key_id!r} is {fault}.", id="resona.E009") for key_id, fault in faults.items()]


def _read_known_keys() -> dict[str, str]:
    """Their check values by their ids."""
    return dict(EncryptionKey.objects.values_list("key_id", "check_value"))


def _find_faults(known: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by the id of the key."""
    keys = _keyring().keys
    faults: dict[str, str] = {}
    for key_id, check_value in known.items():
        if key_id not in keys:
            faults[key_id] = "missing, and records are sealed with it"
        elif keys[key_id].check_value != check_value:
            faults[key_id] = "not the one of that name that records are sealed with"
    return faults


def _keyring() -> Keyring:
    keyring: Keyring = settings.RESONA_KEYRING
    return keyring
