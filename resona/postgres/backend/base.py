"""The database wrapper: Django's, with an embedded server behind it where settings ask for one.

DATABASES = {"default": {"ENGINE": "resona.postgres.backend", "NAME": "resona",
                         "OPTIONS": {"embedded_state_directory": Path(...)}}}

Without that option it is Django's own backend to the letter and starts nothing.
"""

from typing import Any

from django.db.backends.postgresql import base

from resona.postgres.backend.client import DatabaseClient
from resona.postgres.backend.creation import DatabaseCreation
from resona.postgres.backend.server import STATE_DIRECTORY_OPTION, start_if_asked


class DatabaseWrapper(base.DatabaseWrapper):
    """Everyone who connects asks for the parameters first: requests, the pool, test databases, the job queue."""

    client_class = DatabaseClient
    creation_class = DatabaseCreation

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        server = start_if_asked(self.settings_dict)
        if server is None:
            return params
        del params[STATE_DIRECTORY_OPTION]
        user = self.settings_dict["USER"] or server.user
        return {**params, "host": str(server.socket_directory), "port": server.port, "user": user}
