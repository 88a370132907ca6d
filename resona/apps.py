"""The platform itself, installed for its commands and checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class ResonaConfig(AppConfig):
    name = "resona"
    verbose_name = "Resona"

    def ready(self) -> None:
        from resona.checks import check_production
        from resona.encryption.checks import check_sealed_comments
        from resona.outgoing.mail import NAME, MailTransport
        from resona.outgoing.transports import TRANSPORTS
        from resona.server_log_check import check_server_log
        from resona.site.checks import check_admin

        register(check_admin, Tags.admin)
        register(check_production, Tags.security, deploy=True)
        register(check_server_log, Tags.security, deploy=True)
        register(check_sealed_comments, Tags.models)
        TRANSPORTS.add(NAME, MailTransport())
