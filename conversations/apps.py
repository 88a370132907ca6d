"""What was said and measured."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"
    verbose_name = "Conversations"

    def ready(self) -> None:
        """Adds sessions to a person's archive, and to the page of a session what is known without any finding."""
        from conversations import session_page
        from conversations.exporting import session_lines
        from resona.compliance.emergency_section import notices_section
        from resona.compliance.export import FILES
        from resona.site.pages import Section

        FILES.add("sessions.ndjson", session_lines)
        add = session_page.SECTIONS.add
        add("emergency", Section(read=notices_section, template="compliance/emergency_section.html"), order=0)
        add("head", Section(read=session_page.head_of, template="conversations/head.html"), order=10)
        add("columns", Section(read=session_page.columns_of, template="conversations/columns.html"), order=60)
        records = Section(read=session_page.records_of_session, template="conversations/records.html")
        add("records", records, order=80)
