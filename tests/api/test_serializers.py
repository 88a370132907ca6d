"""Bodies of small requests: text is text, and a misspelt member is not one left out."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework import serializers

from resona.api.serializers import Body, Text


class Note(Body):
    resolution = Text(max_length=20)
    note = Text(required=False, allow_blank=True, max_length=10)


def errors_of(body: object) -> dict[str, list[str]]:
    serializer = Note(data=body)
    serializer.is_valid()
    return {name: [str(error) for error in errors] for name, errors in serializer.errors.items()}


@pytest.mark.parametrize("value", [3, 3.5, True, None, [], {}, ["text"]], ids=str)
def test_what_is_no_text_is_not_made_one(value: object) -> None:
    assert set(errors_of({"resolution": value})) == {"resolution"}


@pytest.mark.parametrize("body", [[], "text", 3, None, [{"resolution": "x"}]], ids=str)
def test_a_body_must_be_an_object(body: object) -> None:
    assert errors_of(body)


def test_every_unknown_member_is_named() -> None:
    errors = errors_of({"resolution": "x", "Note": "y", "extra": 1})

    assert errors == {"Note": ["is not a member here"], "extra": ["is not a member here"]}


def test_members_in_order_are_read() -> None:
    serializer = Note(data={"resolution": "other", "note": ""})

    assert serializer.is_valid()
    assert serializer.validated_data == {"resolution": "other", "note": ""}


@pytest.mark.parametrize(
    ("body", "named"),
    [({}, {"resolution"}), ({"resolution": ""}, {"resolution"}), ({"resolution": "x", "note": "y" * 11}, {"note"})],
)
def test_what_is_missing_blank_or_too_long_is_named(body: dict[str, Any], named: set[str]) -> None:
    assert set(errors_of(body)) == named


def test_text_alone_says_what_it_wants() -> None:
    with pytest.raises(serializers.ValidationError, match="string"):
        Text().run_validation(3)
