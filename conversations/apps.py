"""What was said and measured."""

from collections.abc import Mapping
from typing import Final

from django.apps import AppConfig

from resona.compliance.expiry import Expiring


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"
    # Of the readings those of sessions that are gone: they are what is left of them.
    expiring: Final = (
        Expiring(table="conversations", dated_by="started_at"),
        Expiring(table="emotion_history", dated_by="created_at", only_where="conversation_id IS NULL"),
    )
    # What of a person's archive is written here, by file.
    export_files: Final[Mapping[str, str]] = {"sessions.ndjson": "conversations.exporting.session_lines"}
