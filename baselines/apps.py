"""What is normal for a person, and what differed from it."""

from django.apps import AppConfig


class BaselinesConfig(AppConfig):
    name = "baselines"
    verbose_name = "Baselines"

    def ready(self) -> None:
        """Adds to the page of a person how well their normal is known."""
        from baselines.person_page import normal_fact
        from baselines.services import begin_anew
        from resona.accounts import person_page
        from resona.accounts.people.care import ON_BEGINNING_ANEW

        ON_BEGINNING_ANEW.add("normal", begin_anew)
        person_page.FACTS.add("normal", normal_fact, order=30)
