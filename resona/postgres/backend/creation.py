"""Test databases: made, migrated and used as the owner, who alone may make and empty them."""

from __future__ import annotations

import gc
from typing import Any

from django.db.backends.postgresql import creation

from resona.postgres.owner import sign_in_as_owner

# Where the application's own login is kept meanwhile, for processes that tests start.
APP_SETTING = "APP"


class DatabaseCreation(creation.DatabaseCreation):
    """Django's, signed in as the owner for as long as the tests run."""

    def create_test_db(self, *args: Any, **kwargs: Any) -> str:
        usual = sign_in_as_owner(self.connection)
        self.connection.settings_dict.setdefault(APP_SETTING, usual)
        return super().create_test_db(*args, **kwargs)

    def _destroy_test_db(self, *args: Any, **kwargs: Any) -> None:
        # A worker that a test ran in this process leaves connections of ended threads, which are rings of objects: they
        # close when they are collected, and a database that someone is connected to is not dropped.
        gc.collect()
        super()._destroy_test_db(*args, **kwargs)
