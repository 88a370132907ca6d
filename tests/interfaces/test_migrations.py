"""What was stored by an earlier contract is read by the present one, and can be taken back."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from django.db import connection

from interfaces.config import read_config, write_config
from interfaces.models import UserInterface
from tests.conftest import Cast
from tests.interfaces.configs import config_for, store_version
from tests.interfaces.patterns import at_risk

TO_TWO = import_module("interfaces.migrations.0004_configurations_by_contract_two")


def stored(version: int) -> dict[str, Any]:
    config: dict[str, Any] = UserInterface.objects.get(version=version).interface_config
    return config


def test_versions_of_the_first_contract_are_read_by_the_second_and_back(cast: Cast) -> None:
    asking: Any = write_config(config_for(at_risk("high")))
    by_the_first = {**asking, "version": "resona-interface/1"}
    by_the_first["components"] = {
        **asking["components"],
        "SafetyCheck": {**asking["components"]["SafetyCheck"], "items": []},
    }
    store_version(cast.person, by_the_first)
    store_version(cast.person, {"theme": "shiny"})
    with connection.cursor() as cursor:
        cursor.execute(TO_TWO.RENAMED)
        assert stored(1) == {**by_the_first, "version": "resona-interface/2"}
        read_config(json.dumps(stored(1)))
        store_version(cast.person, asking)
        cursor.execute(TO_TWO.NAMED_BACK)
    assert stored(1) == stored(3) == by_the_first
    assert stored(2) == {"theme": "shiny"}
