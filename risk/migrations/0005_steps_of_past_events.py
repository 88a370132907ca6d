"""Writes steps of what was done about events before there were steps."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import migrations
from django.db.models import Q

from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import SealedValueError, as_text, open_stored, seal
from resona.postgres.models import new_id

NOTE = SealedColumn(table="crisis_events", column="resolution_note")
TEXT = SealedColumn(table="crisis_event_steps", column="text")
AT_ONCE = 1_000


def write_steps(apps: Any, schema_editor: Any) -> None:
    """Of events that have none. A note that was written in two parts stays whole, with the last step."""
    alias = schema_editor.connection.alias
    CrisisEvent = apps.get_model("risk", "CrisisEvent")
    CrisisEventStep = apps.get_model("risk", "CrisisEventStep")
    acted_on = Q(acknowledged_at__isnull=False) | Q(resolved_at__isnull=False)
    events = CrisisEvent.objects.using(alias).filter(acted_on, steps__isnull=True).order_by()
    steps = (CrisisEventStep(**columns) for event in events.iterator(AT_ONCE) for columns in _steps_of(event))
    while batch := list(islice(steps, AT_ONCE)):
        CrisisEventStep.objects.using(alias).bulk_create(batch)


def _steps_of(event: Any) -> Iterator[dict[str, Any]]:
    note, is_open = _note_of(event), event.resolved_at is None
    if event.acknowledged_at not in (None, event.resolved_at):
        acknowledged = {"kind": "acknowledged", "at": event.acknowledged_at}
        yield _step(event, note if is_open else None, "acknowledged_by", acknowledged)
    if not is_open:
        resolved = {"kind": "resolved", "at": event.resolved_at, "resolution": event.resolution}
        yield _step(event, note, "resolved_by", resolved)


def _step(event: Any, note: str | None, actor: str, columns: dict[str, Any]) -> dict[str, Any]:
    step_id = new_id()
    return {
        "id": step_id,
        "user_id": event.user_id,
        "event_id": event.id,
        "text": None if note is None else as_text(seal(TEXT, step_id, note.encode())),
        "actor_id": getattr(event, f"{actor}_id"),
        "actor_id_uuid": getattr(event, f"{actor}_uuid"),
        **columns,
    }


def _note_of(event: Any) -> str | None:
    """None also where it cannot be opened: it stays with the event."""
    if not event.resolution_note:
        return None
    try:
        return open_stored(NOTE, event.id, event.resolution_note).decode()
    except SealedValueError:
        return None


class Migration(migrations.Migration):
    dependencies = [("risk", "0004_crisis_event_steps")]
    operations = [migrations.RunPython(write_steps, migrations.RunPython.noop, elidable=True)]
