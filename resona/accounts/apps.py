"""People in care, staff, clinics and care teams."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class AccountsConfig(AppConfig):
    name = "resona.accounts"
    label = "accounts"
    verbose_name = "People and clinics"

    def ready(self) -> None:
        """Adds what an account itself tells to the page of a person."""
        from resona.accounts import leaving, people_list, person_page
        from resona.accounts.alerting_gaps import check_somebody_is_told
        from resona.accounts.checks import check_visibility
        from resona.accounts.lead_page import lead_fact, lead_link, show_lead_page
        from resona.accounts.people.care_page import care_fact, care_link, show_care_page
        from resona.accounts.people.details_page import NAME as DETAILS
        from resona.accounts.people.details_page import card_section, show_details_page
        from resona.accounts.people.find_page import show_find_page
        from resona.accounts.people.list_filters import CareFilter, ConsentFilter, LastSessionFilter, TeamFilter
        from resona.accounts.profiles import read_names
        from resona.accounts.record.own_entries import add_own_entries
        from resona.site.naming import NAMES
        from resona.site.pages import Section
        from resona.site.record_links import records_of_person
        from resona.site.records import in_clinic_time

        people_list.VIEWS.add("find", in_clinic_time(show_find_page))
        person_page.VIEWS.add("care-period", in_clinic_time(show_care_page))
        person_page.LINKS.add("care period", care_link, order=15)
        person_page.FACTS.add("care period", care_fact, order=5)
        person_page.VIEWS.add(DETAILS, in_clinic_time(show_details_page))
        people_list.FILTERS.add("team", TeamFilter)
        people_list.FILTERS.add("in care", CareFilter)
        people_list.FILTERS.add("consent", ConsentFilter)
        people_list.FILTERS.add("last session", LastSessionFilter)
        NAMES.add("profiles", read_names)
        register(check_visibility, Tags.models)
        register(check_somebody_is_told, Tags.database, deploy=True)
        leaving.add_own_work()
        add_own_entries()
        person_page.SECTIONS.add("head", Section(read=person_page.head_of, template="accounts/head.html"), order=10)
        card = Section(read=card_section, template="accounts/card.html")
        person_page.SECTIONS.add("contact", card, order=5)
        records = Section(read=records_of_person, template="accounts/records.html")
        person_page.SECTIONS.add("records", records, order=80)
        person_page.LINKS.add("teams", person_page.teams_link, order=10)
        person_page.LINKS.add("lead", lead_link, order=15)
        person_page.VIEWS.add("lead", in_clinic_time(show_lead_page))
        person_page.FACTS.add("lead", lead_fact, order=5)
        person_page.FACTS.add("last session", person_page.last_session, order=10)
        person_page.FACTS.add("consent", person_page.consent, order=40)
        person_page.FACTS.add("language", person_page.language, order=50)
        person_page.FACTS.add("time zone", person_page.time_zone, order=60)
        person_page.FACTS.add("here since", person_page.here_since, order=70)
