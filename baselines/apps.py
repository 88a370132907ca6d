"""What is normal for a person, and what differed from it."""

from django.apps import AppConfig


class BaselinesConfig(AppConfig):
    name = "baselines"
    verbose_name = "Baselines"
