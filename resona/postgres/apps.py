"""The app that gives the database what Django's ORM lacks: cascades, triggers, bulk statements, duties of tables."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class PostgresConfig(AppConfig):
    name = "resona.postgres"
    label = "resona_postgres"
    verbose_name = "PostgreSQL"

    def ready(self) -> None:
        from resona.postgres.duties_checks import check_duties
        from resona.postgres.table_checks import check_tables

        register(check_duties, Tags.models)
        register(check_tables, Tags.models)
