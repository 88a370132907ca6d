"""What is normal for a person, and what differed from it."""

from django.apps import AppConfig


class BaselinesConfig(AppConfig):
    name = "baselines"
    verbose_name = "Baselines"

    def ready(self) -> None:
        """Adds to the page of a person how well their normal is known."""
        from baselines.person_page import normal_fact
        from resona.accounts import person_page

        person_page.FACTS.add("normal", normal_fact, order=30)
