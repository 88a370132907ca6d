"""What the API shows of handovers, offers and leads."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from resona.accounts.rows import PerformerRow
from resona.api.rows import Unreadable
from resona.care.models import CareOffer, Handover, HandoverItem


def _key(source: str | None = None, *, allow_null: bool = True, help_text: str | None = None) -> serializers.UUIDField:
    return serializers.UUIDField(source=source, read_only=True, allow_null=allow_null, help_text=help_text)


def _text(help_text: str) -> serializers.CharField:
    return serializers.CharField(read_only=True, allow_null=True, help_text=help_text)


class HandoverRow(serializers.ModelSerializer[Handover]):
    """That one shift of a team handed over to the next."""

    care_team_id = _key(help_text="Of which team; null: it is gone")
    given_by = _key("given_by_uuid", help_text="Who hands over: of staff, or a system")
    given_for = PerformerRow(read_only=True, allow_null=True)
    taken_by = _key("taken_by_uuid", help_text="Who took over; null: nobody yet")
    taken_for = PerformerRow(read_only=True, allow_null=True)
    unreadable = Unreadable()

    class Meta:
        model = Handover
        fields = (
            "id", "care_team_id", "given_by", "given_for", "created_at", "signed_at", "taken_by", "taken_for",
            "taken_at", "unreadable",
        )  # fmt: skip
        read_only_fields = fields


class HandoverItemRow(serializers.ModelSerializer[HandoverItem]):
    """What is handed over of one person."""

    user_id = _key(allow_null=False)
    text = _text("What to know; null: nothing is written yet")
    returned_because = _text("Why they were returned; null: they were not")
    unreadable = Unreadable()

    class Meta:
        model = HandoverItem
        fields = ("id", "user_id", "text", "due_at", "accepted", "returned_because", "unreadable")
        read_only_fields = fields


class HandoverDocument(HandoverRow):
    """A handover, a row a person whom the caller sees."""

    items = HandoverItemRow(many=True, read_only=True)
    hidden = serializers.IntegerField(read_only=True, help_text="How many people stand in it besides")

    class Meta:
        model = Handover
        fields = (*HandoverRow.Meta.fields, "items", "hidden")
        read_only_fields = fields


class CareOfferRow(serializers.ModelSerializer[CareOffer]):
    """An offer: whoever answered for it does until the other takes it."""

    user_id = _key(allow_null=False, help_text="Whom it is about")
    crisis_event_id = _key(help_text="Null: it is to be the person's lead")
    given_by = _key("given_by_uuid", help_text="Who offers it: of staff, or a system")
    to = _key("to_staff_id_uuid", help_text="To whom it is offered")
    performer = PerformerRow(read_only=True, allow_null=True)
    note = _text("What to know of it; null: nothing was written")
    answer_note = _text("Why it was returned; null: it was not")
    answer_performer = PerformerRow(read_only=True, allow_null=True)
    unreadable = Unreadable()

    class Meta:
        model = CareOffer
        fields = (
            "id", "user_id", "kind", "crisis_event_id", "given_by", "performer", "to", "note", "offered_at", "answer",
            "answered_at", "answer_note", "answer_performer", "unreadable",
        )  # fmt: skip
        read_only_fields = fields


class LeadDocument(serializers.Serializer[Any]):
    """Who answers for a person first."""

    user_id = serializers.UUIDField()
    staff_id = serializers.UUIDField(allow_null=True, help_text="Null: nobody")
    since = serializers.DateTimeField(allow_null=True)
    offered_to = serializers.UUIDField(allow_null=True, help_text="Who is asked to become it; null: nobody")
