"""The description of the records is read from the database itself."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command


@pytest.mark.django_db
def test_every_table_is_described_from_the_database() -> None:
    out = StringIO()
    call_command("describe_records", stdout=out)
    text = out.getvalue()
    assert "## messages\n\nWhat was said, encrypted and immutable" in text
    assert "| content | text |" in text
    assert "CREATE INDEX idx_messages_conversation_id" in text
    assert (
        "fk_messages_conversation: FOREIGN KEY (conversation_id) REFERENCES conversations(id) ON DELETE CASCADE" in text
    )
    assert "CREATE TRIGGER messages_refuse_update" in text
    tables = {f"## {model._meta.db_table}" for model in apps.get_models() if hasattr(model, "duties")}
    assert {line for line in text.splitlines() if line.startswith("## ")} == tables
