"""Consent, change of keys, emergency access, and what people may ask for; and what expires by itself."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils import timezone


class ComplianceConfig(AppConfig):
    name = "resona.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from resona.accounts.querysets import see_when_opened
        from resona.api.health import CHECKS, READINESS
        from resona.audit.accesses import EXPLANATIONS
        from resona.compliance.emergency import opened_people, reasons_of_looking
        from resona.compliance.known_keys import check_keys, key_fault
        from resona.compliance.retention import overdue_fault

        see_when_opened(opened_people)
        EXPLANATIONS.add("emergency", reasons_of_looking)
        register(check_keys, Tags.database)
        READINESS.add("keys", key_fault)
        CHECKS.add("retention", lambda: overdue_fault(now=timezone.now()))
        _fill_person_page()


def _fill_person_page() -> None:
    from resona.accounts import people_list, person_page
    from resona.compliance.accesses_page import accesses_link, show_accesses_page
    from resona.compliance.consent_section import consent_on
    from resona.compliance.emergency_section import holds_in_emergency, notices_section
    from resona.compliance.enrolment_page import show_enrolment_page
    from resona.compliance.record_entries import add_compliance_entries
    from resona.compliance.rights_section import rights_on
    from resona.site.pages import LIMITS, Section
    from resona.site.records import in_clinic_time

    people_list.VIEWS.add("enrol", in_clinic_time(show_enrolment_page))
    LIMITS.add("emergency", holds_in_emergency)
    notices = Section(read=notices_section, template="compliance/emergency_section.html")
    person_page.SECTIONS.add("emergency", notices, order=0)
    person_page.SECTIONS.add("consent", Section(read=consent_on, template="compliance/consent.html"), order=60)
    person_page.SECTIONS.add("rights", Section(read=rights_on, template="compliance/rights.html"), order=70)
    person_page.LINKS.add("accesses", accesses_link, order=20)
    add_compliance_entries()
    person_page.VIEWS.add("accesses", in_clinic_time(show_accesses_page))
