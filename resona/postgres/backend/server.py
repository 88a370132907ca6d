"""The embedded server as a database's settings ask for it."""

from collections.abc import Mapping
from typing import Any

from django.db.utils import OperationalError

from resona.postgres.embedded import EmbeddedPostgresError, Server, start

STATE_DIRECTORY_OPTION = "embedded_state_directory"


def start_if_asked(settings_dict: Mapping[str, Any]) -> Server | None:
    """Start the embedded server, or None where these settings name a server of their own.

    Raises OperationalError: to Django, its commands and its error handling this is a database out of reach.
    """
    state_directory = settings_dict["OPTIONS"].get(STATE_DIRECTORY_OPTION)
    if state_directory is None:
        return None
    try:
        return start(state_directory)
    except EmbeddedPostgresError as error:
        raise OperationalError(str(error)) from error
