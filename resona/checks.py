"""Checks before production (`manage.py check --deploy`): what would make a server unsafe or mute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from resona.postgres import roles

CONSOLE_MAIL = "django.core.mail.backends.console.EmailBackend"


def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names every setting a production server must not run with."""
    if not settings.IS_PRODUCTION:
        return []
    faults: list[tuple[bool, CheckMessage]] = [
        (settings.DEBUG, Error("DEBUG is on: error pages would show what people said.", id="resona.E001")),
        (
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            Error("ALLOWED_HOSTS must name the hosts this server answers to.", id="resona.E002"),
        ),
        (
            not settings.SITE_URL.startswith("https://"),
            Error("SITE_URL must be the https:// address of this site: crisis e-mails link to it.", id="resona.E003"),
        ),
        (
            settings.DATABASES["default"]["USER"] != roles.APP,
            Error(
                f"DATABASE_URL must sign in as {roles.APP}: any other role might change the audit log. The owner's "
                "login is for migrate alone, as DATABASE_OWNER_URL.",
                id="resona.E004",
            ),
        ),
        (
            settings.EMAIL_BACKEND == CONSOLE_MAIL,
            CheckWarning("EMAIL_URL is not set: crisis events are announced to nobody.", id="resona.W001"),
        ),
    ]
    return [message for holds, message in faults if holds]
