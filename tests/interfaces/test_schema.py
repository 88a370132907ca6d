"""The published contract refuses what the types refuse: one contract, in two languages."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interfaces.config import MAX_CONTACT, InvalidConfigError, read_config, write_config
from interfaces.schema import interface_schema
from interfaces.wording.texts import CRISIS, MalformedTextError, SupportLine, check_line
from tests.interfaces.configs import config_for
from tests.interfaces.patterns import line

SCHEMA = jsonschema.Draft202012Validator(interface_schema())


def is_readable(written: dict[str, Any]) -> bool:
    try:
        read_config(json.dumps(written))
    except InvalidConfigError:
        return False
    return True


def with_contact(contact: str) -> dict[str, Any]:
    written: dict[str, Any] = write_config(config_for())
    written["crisis_lines"][0]["contact"] = contact
    return written


@pytest.mark.parametrize(
    "contact",
    [
        "javascript:alert(1)",
        " JavaScript :alert(1)",
        "JAVASCRIPT:alert(1)",
        "java\tscript:alert(1)",
        "\u0001javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "0800\n000",
    ],
)
def test_a_contact_that_would_run_something_fits_neither_schema_nor_types_nor_resources(contact: str) -> None:
    assert not SCHEMA.is_valid(with_contact(contact))
    assert not is_readable(with_contact(contact))
    given_line = line(CRISIS)
    with pytest.raises(MalformedTextError, match="neither a telephone number nor an address"):
        check_line(
            SupportLine(
                kind=CRISIS, language="en", topic=None, key=given_line.key, title="A", text="B", contact=contact
            )
        )


@pytest.mark.parametrize(
    "contact", ["0800 000 000", "tel:+254700000000", "https://help.example/data:x", "Data desk: room 4", "file room"]
)
def test_a_number_an_address_or_a_place_fits_both(contact: str) -> None:
    assert SCHEMA.is_valid(with_contact(contact))
    assert is_readable(with_contact(contact))


@example("\u2028javascript:x")
@example("\u00a0data:")
@example("data\ufeff:")
@given(st.text(max_size=MAX_CONTACT + 1) | st.from_regex(r"\A\s*(?i:javascript|data)\s*:"))
def test_schema_and_types_agree_on_every_contact(contact: str) -> None:
    assert SCHEMA.is_valid(with_contact(contact)) is is_readable(with_contact(contact))
