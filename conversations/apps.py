"""What was said and measured."""

from collections.abc import Mapping
from typing import Final

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"
    # What of a person's archive is written here, by file.
    export_files: Final[Mapping[str, str]] = {"sessions.ndjson": "conversations.exporting.session_lines"}

    def ready(self) -> None:
        """Adds to the page of a session what is known without any finding."""
        from conversations import session_page
        from resona.compliance.emergency_section import notices_section
        from resona.site.pages import Section

        add = session_page.SECTIONS.add
        add("emergency", Section(read=notices_section, template="compliance/emergency_section.html"), order=0)
        add("head", Section(read=session_page.head_of, template="conversations/head.html"), order=10)
        add("columns", Section(read=session_page.columns_of, template="conversations/columns.html"), order=60)
        records = Section(read=session_page.records_of_session, template="conversations/records.html")
        add("records", records, order=80)
