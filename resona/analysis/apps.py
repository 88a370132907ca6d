"""One session's way through all the apps: record, analyse, import, replay."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "resona.analysis"
    label = "analysis"
    verbose_name = "Analysis"

    def ready(self) -> None:
        from conversations import session_page
        from resona.accounts import person_page
        from resona.analysis import wrong_person_page as page
        from resona.audit.rights import FUNCTIONS
        from resona.site.pages import Section
        from resona.site.records import in_clinic_time

        FUNCTIONS.add("analyse", "resona_analyse_sessions()")
        session_page.VIEWS.add(session_page.WRONG_PERSON, in_clinic_time(page.show_wrong_person_page))
        add = session_page.SECTIONS.add
        add("wrong person", Section(read=page.wrong_person_on, template="analysis/wrong_person.html"), order=12)
        link = Section(read=page.wrong_person_link, template="analysis/wrong_person_link.html")
        add("somebody else", link, order=75)
        elsewhere = Section(read=page.sessions_elsewhere_on, template="analysis/elsewhere.html")
        person_page.SECTIONS.add("elsewhere", elsewhere, order=55)
