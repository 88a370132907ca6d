"""The published contract of an interface: JSON Schema 2020-12, made of the types that validate every configuration.

Pure.
"""

from typing import Final

from pydantic.json_schema import models_json_schema

from interfaces.config import VERSION, InterfaceConfig, Json

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def interface_schema() -> dict[str, Json]:
    """The JSON Schema that a front end builds against.

    What it cannot say is checked besides, before storing: that the layout shows each visible component once, that the
    sections stand in the order of their priorities, that `visible` and `prominence` agree, and that of the answers to a
    question one leads to help.
    """
    _, definitions = models_json_schema([(InterfaceConfig, "serialization")], ref_template="#/$defs/{model}")
    described: dict[str, Json] = definitions["$defs"]
    root = described.pop(InterfaceConfig.__name__)
    assert isinstance(root, dict)
    return {"$schema": DIALECT, "$id": f"urn:{VERSION.replace('/', ':')}", **root, "$defs": described}
