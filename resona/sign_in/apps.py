"""Who comes in, and with what: passwords, second factors, clients of other systems, tokens of people's own apps."""

from importlib import import_module

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "resona.sign_in"
    label = "sign_in"
    verbose_name = "Sign-in"

    def ready(self) -> None:
        """Adds the apps of people to their pages, and to what is kept of who looked."""
        from resona.accounts import person_page
        from resona.audit.accesses import EXPLANATIONS
        from resona.sign_in.enrolment_page import app_link, show_enrolment_page
        from resona.sign_in.person_tokens import explain_apps
        from resona.site.records import in_clinic_time

        _fill_staff_page()
        EXPLANATIONS.add("app", explain_apps)
        person_page.LINKS.add("app", app_link, order=15)
        person_page.VIEWS.add("enrolment-code", in_clinic_time(show_enrolment_page))
        import_module("resona.sign_in.schema")  # drf-spectacular knows what was imported


def _fill_staff_page() -> None:
    from resona.accounts.staff_page import STAFF_LINKS, STAFF_VIEWS
    from resona.sign_in.staff_pages import show_deactivation, show_password_link, show_return, staff_link
    from resona.site.records import in_clinic_time

    STAFF_VIEWS.add("password-link", in_clinic_time(show_password_link))
    STAFF_VIEWS.add("deactivate", in_clinic_time(show_deactivation))
    STAFF_VIEWS.add("reactivate", in_clinic_time(show_return))
    STAFF_LINKS.add("password", staff_link("password-link", "Mail a link to set a new password", is_active=True))
    STAFF_LINKS.add("deactivate", staff_link("deactivate", "Deactivate", is_active=True))
    STAFF_LINKS.add("reactivate", staff_link("reactivate", "Take back", is_active=False))
