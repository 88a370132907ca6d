"""What was said and measured."""

from collections.abc import Mapping
from typing import Final

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"
    # What of a person's archive is written here, by file.
    export_files: Final[Mapping[str, str]] = {"sessions.ndjson": "conversations.exporting.session_lines"}
