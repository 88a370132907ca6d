"""The app that gives the database what Django's ORM lacks: cascades, triggers, bulk statements."""

from django.apps import AppConfig


class PostgresConfig(AppConfig):
    name = "resona.postgres"
    label = "resona_postgres"
    verbose_name = "PostgreSQL"
