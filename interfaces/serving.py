"""What is served of an interface: the version shown, with today's help whatever was stored then."""

from __future__ import annotations

from uuid import UUID

from interfaces.config import InterfaceConfig, InvalidConfigError, read_config
from interfaces.todays_help import with_todays_help
from interfaces.wording.loading import load_wordings
from interfaces.wording.texts import MalformedTextError
from resona.accounts.models import User


def todays_config(stored: str, user_id: UUID) -> InterfaceConfig | None:
    """The person's stored configuration (JSON) as it is to be shown today; None: as it is stored.

    What cannot be read, or a clinic's text that cannot be shown, leaves it as it is: the next build says so. Four
    statements.
    """
    try:
        config = read_config(stored)
        today = for_today(config, user_id)
    except (InvalidConfigError, MalformedTextError):
        return None
    return None if today == config else today


def for_today(config: InterfaceConfig, user_id: UUID) -> InterfaceConfig:
    """The person's configuration as it is to be shown today. Raises MalformedTextError."""
    clinic_id = User.objects.filter(id=user_id).values_list("clinic_id", flat=True).get()
    return with_todays_help(config, load_wordings([clinic_id])[clinic_id].wording)
