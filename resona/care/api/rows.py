"""What the API shows of follow-ups, decisions and notes."""

from __future__ import annotations

from rest_framework import serializers

from resona.accounts.rows import PerformerRow
from resona.api.rows import JsonColumn, Unreadable
from resona.care.models import CareNote, Decision, DecisionStakeholder, Task, TaskStep
from resona.care.references import TABLES

REFERENCE = {
    "type": "object",
    "properties": {
        "table": {"type": "string", "enum": list(TABLES)},
        "id": {"type": "string", "format": "uuid"},
    },
    "required": ["table", "id"],
}
REFERENCES = {"type": "array", "items": REFERENCE}


def _text(help_text: str) -> serializers.CharField:
    return serializers.CharField(read_only=True, allow_null=True, help_text=help_text)


def _key(source: str | None = None, *, allow_null: bool = True, help_text: str | None = None) -> serializers.UUIDField:
    return serializers.UUIDField(source=source, read_only=True, allow_null=allow_null, help_text=help_text)


def _performer() -> PerformerRow:
    return PerformerRow(read_only=True, allow_null=True)


class TaskRow(serializers.ModelSerializer[Task]):
    """A follow-up."""

    user_id = _key(allow_null=False)
    title = _text("What is to be done")
    description = _text("More about it; null: nothing")
    completed_by = _key("completed_by_uuid")
    cancelled_by = _key("cancelled_by_uuid")
    owner_id = _key(help_text="Who of the staff does it; null: see care_team_id")
    care_team_id = _key(help_text="Which team does it until one of them takes it")
    crisis_event_id = _key(help_text="What it follows; null for people in care, whatever it follows")
    decision_id = _key(help_text="Likewise")
    unreadable = Unreadable()

    class Meta:
        model = Task
        fields = (
            "id", "user_id", "title", "description", "priority", "due_at", "audience", "owner_id", "care_team_id",
            "completed", "completed_at", "completed_by", "outcome", "cancelled_at", "cancelled_by", "crisis_event_id",
            "decision_id", "rule", "version", "created_at", "updated_at", "unreadable",
        )  # fmt: skip
        read_only_fields = fields


class TaskStepRow(serializers.ModelSerializer[TaskStep]):
    """One thing that was done about a follow-up."""

    text = _text("What was written with it; null: nothing")
    to_staff_id = _key("to_staff_id_uuid", help_text="Whose it was from then on")
    to_team_id = _key(help_text="Likewise, of which team")
    actor_id = _key("actor_id_uuid", help_text="Who did it; null: done of itself")
    performer = _performer()
    unreadable = Unreadable()

    class Meta:
        model = TaskStep
        fields = (
            "id", "kind", "outcome", "text", "to_staff_id", "to_team_id", "actor_id", "performer", "at", "unreadable",
        )  # fmt: skip
        read_only_fields = fields


class TaskDocument(TaskRow):
    """A follow-up with what was done about it, the latest first; people in care see no steps."""

    steps = TaskStepRow(many=True, read_only=True)

    class Meta:
        model = Task
        fields = (*TaskRow.Meta.fields, "steps")
        read_only_fields = fields


class DecisionRow(serializers.ModelSerializer[Decision]):
    """A decision."""

    user_id = _key(allow_null=False)
    title = _text("What was decided, in a line")
    description = _text("More about it; null: nothing")
    rationale = _text("Why")
    expected = _text("What is expected of it; null: not said")
    outcome = _text("What came of it; null: not reviewed yet")
    evidence = JsonColumn(REFERENCES)
    recorded_by = _key("recorded_by_uuid")
    reviewed_by = _key("reviewed_by_uuid")
    superseded_by = _key("superseded_by_id", help_text="The decision that took its place; null: it stands")
    performer = _performer()
    unreadable = Unreadable()

    class Meta:
        model = Decision
        fields = (
            "id", "user_id", "decision_type", "title", "description", "rationale", "expected", "outcome",
            "outcome_kind", "status", "evidence", "decided_at", "recorded_at", "recorded_by", "performer", "review_at",
            "reviewed_at", "reviewed_by", "superseded_by", "version", "updated_at", "unreadable",
        )  # fmt: skip
        read_only_fields = fields


class StakeholderRow(serializers.ModelSerializer[DecisionStakeholder]):
    """Who took part in a decision."""

    staff_id = _key("staff_id_uuid", help_text="Who of the staff; null: see name")
    name = _text("Who else; null: see staff_id")
    reason = _text("Why they agreed or did not; null: not said")
    unreadable = Unreadable()

    class Meta:
        model = DecisionStakeholder
        fields = ("id", "part", "staff_id", "name", "agreed", "reason", "at", "unreadable")
        read_only_fields = fields


class DecisionDocument(DecisionRow):
    """A decision with who took part in it."""

    stakeholders = StakeholderRow(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = (*DecisionRow.Meta.fields, "stakeholders")
        read_only_fields = fields


class NoteRow(serializers.ModelSerializer[CareNote]):
    """A note."""

    user_id = _key(allow_null=False)
    author_id = _key("author_id_uuid", help_text="Who signed it")
    content = _text("What was written; null: a contact of which nothing else was said, or it was moved")
    about = JsonColumn({**REFERENCE, "type": ["object", "null"]}, allow_null=True)
    amends_id = _key(help_text="The note that it adds to")
    moved_by = _key("moved_by_uuid", help_text="Who moved it; null: it stands here")
    performer = _performer()
    unreadable = Unreadable()

    class Meta:
        model = CareNote
        fields = (
            "id", "user_id", "author_id", "performer", "kind", "content", "contact_outcome", "about", "amends_id",
            "written_at", "recorded_at", "moved_at", "moved_by", "unreadable",
        )  # fmt: skip
        read_only_fields = fields
