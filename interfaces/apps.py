"""What a person sees, and how it evolved."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils import timezone


class InterfacesConfig(AppConfig):
    name = "interfaces"
    verbose_name = "Interfaces"

    def ready(self) -> None:
        from interfaces.checks import check_crisis_lines
        from interfaces.crisis_help import HELP, crisis_help
        from interfaces.nightly import overdue_fault
        from interfaces.pages.person_entry import shown_link
        from interfaces.pages.record_entries import add_interface_entries
        from resona.accounts import person_page
        from resona.api.health import CHECKS
        from resona.compliance.refusals import MEMBERS

        register(check_crisis_lines, Tags.security, deploy=True)
        CHECKS.add("interfaces", lambda: overdue_fault(now=timezone.now()))
        MEMBERS.add(HELP, crisis_help)
        person_page.LINKS.add("interface", shown_link, order=30)
        add_interface_entries()
