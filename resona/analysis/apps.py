"""One session's way through all the apps: record, analyse, import, replay."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "resona.analysis"
    label = "analysis"
    verbose_name = "Analysis"

    def ready(self) -> None:
        from resona.audit.rights import FUNCTIONS

        FUNCTIONS.add("analyse", "resona_analyse_sessions()")
