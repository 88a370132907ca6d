"""What the API shows of changes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from resona.audit.changes.reading import ERASED, Change


class ChangeRow(serializers.Serializer[Any]):
    """One row that was added, changed or deleted: which, not what of it. Read it where it stands."""

    cursor = serializers.CharField(help_text="Goes on after this change")
    kind = serializers.CharField(
        help_text="What the row is, such as `session`; there may be new ones tomorrow. `" + ERASED + "`: the last word "
        "on a person"
    )
    id = serializers.UUIDField(allow_null=True, help_text="Of the row; null with `" + ERASED + "`")
    user_id = serializers.UUIDField(allow_null=True, help_text="Whom it is about")
    user_id_sha256 = serializers.CharField(
        required=False,
        help_text="With `" + ERASED + "` alone: SHA-256, in hexadecimal, of the person's id in small letters with "
        "hyphens. Delete all that you have of them",
    )
    operation = serializers.ChoiceField(
        choices=["created", "updated", "deleted", "read_again", "erased"],
        help_text="`read_again`: a restriction was lifted, under which nothing was told of this person. Read all there "
        "is of them anew",
    )
    at = serializers.DateTimeField(help_text="When it happened; the order is that of the rows, not of this time")


class ChangesDocument(serializers.Serializer[Any]):
    """What changed, in an order that never goes back, and where to go on."""

    results = ChangeRow(many=True)
    cursor = serializers.CharField(help_text="What to send as `since` next, also where nothing is found")
    has_more = serializers.BooleanField(help_text="Whether there is more to read at once")


def change_row(change: Change, cursor: str) -> dict[str, Any]:
    """A change as it is shown."""
    row: dict[str, Any] = {
        "cursor": cursor,
        "kind": change.kind,
        "id": change.id,
        "user_id": change.user_id,
        "operation": change.operation,
        "at": change.at,
    }
    return row if change.user_id_sha256 is None else row | {"user_id_sha256": change.user_id_sha256}
