"""What people and generators need of the description: no shapeless object, no default that must be sent, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from resona.api.description import NDJSON, finish
from resona.api.schema import OneDocument

VALUES = ("example", "examples", "enum", "const", "default")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return OneDocument().get_schema()  # type: ignore[no-untyped-call]


def parts_of(part: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield place, part
        for name, inner in part.items():
            if name not in VALUES:
                yield from parts_of(inner, f"{place}/{name}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from parts_of(inner, f"{place}/{number}")


def is_shapeless(part: dict[str, Any]) -> bool:
    kind = part.get("type")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        return False
    more = part.get("additionalProperties")
    return not part.get("properties") and more is not False and (not isinstance(more, dict) or not more)


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method} {path}", operation


def test_no_object_is_without_a_shape(document: dict[str, Any]) -> None:
    assert [place for place, part in parts_of(document) if is_shapeless(part)] == []


@pytest.mark.parametrize(
    ("shape", "shapeless"),
    [
        ({"type": "object"}, True),
        ({"type": ["object", "null"], "additionalProperties": True}, True),
        ({"type": "object", "additionalProperties": {}}, True),
        ({"type": "object", "additionalProperties": False}, False),
        ({"type": "object", "additionalProperties": {"type": "number"}}, False),
        ({"type": "object", "properties": {"a": {}}}, False),
    ],
)
def test_what_is_shapeless_is_known(shape: dict[str, Any], shapeless: bool) -> None:
    assert is_shapeless(shape) is shapeless


def test_what_may_be_left_out_has_no_default(document: dict[str, Any]) -> None:
    """Some generators take a member with a default for one that must be sent."""
    schemas = document["components"]["schemas"]
    with_default = [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for _, part in parts_of(schema)
        for member, described in part.get("properties", {}).items()
        if "default" in described
    ]
    assert with_default == []
    assert "60 if it is left out" in schemas["EnrolmentCodeBodyRequest"]["properties"]["minutes"]["description"]


def test_every_operation_says_what_it_does_and_under_which_heading(document: dict[str, Any]) -> None:
    headings = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert all(headings.values())
    for name, operation in operations_of(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert len(operation["summary"]) <= 120, name
        assert set(operation["tags"]) <= set(headings), name


def test_every_answer_names_its_headers(document: dict[str, Any]) -> None:
    known = set(document["components"]["headers"])
    for name, operation in operations_of(document):
        for status, answer in operation["responses"].items():
            assert "X-Request-Id" in answer["headers"], (name, status)
            if status in ("414", "431"):  # before anybody is known
                assert list(answer["content"]) == ["application/problem+json"]
                continue
            assert ("Retry-After" in answer["headers"]) == (status in ("429", "503")), (name, status)
            assert ("RateLimit" in answer["headers"]) == bool(operation["security"]), (name, status)
        if "304" in operation["responses"]:
            assert "ETag" in operation["responses"]["200"]["headers"], name
    assert {"ETag", "RateLimit", "X-Request-Id"} <= known


def test_answers_in_lines_are_text_whose_lines_are_described(document: dict[str, Any]) -> None:
    batch = document["paths"]["/api/v1/sessions/batch/"]["post"]
    sent, answered = batch["requestBody"]["content"][NDJSON], batch["responses"]["200"]["content"][NDJSON]
    for media, name in ((sent, "SessionInputRequest"), (answered, "BatchLineAnswer")):
        assert media["schema"]["type"] == "string"
        assert media["schema"]["contentSchema"] == {"$ref": f"#/components/schemas/{name}"}


def test_one_name_is_one_shape(document: dict[str, Any]) -> None:
    """Of two bodies with one name the description would show one."""
    enrolling = document["components"]["schemas"]["EnrolmentBodyRequest"]["properties"]
    assert {"identifiers", "consents"} <= set(enrolling)
    enrolled = document["paths"]["/api/v1/users/"]["post"]["responses"]["201"]["content"]["application/json"]
    assert enrolled["schema"] == {"$ref": "#/components/schemas/EnrolledRow"}


def test_what_nobody_has_described_gets_a_heading_all_the_same() -> None:
    operation: dict[str, Any] = {"operationId": "later_list", "responses": {"200": {"description": ""}}}
    described = finish(
        {"paths": {"/api/v1/later/": {"get": operation}}, "components": {"schemas": {}}}, tags={}, tag_of_part={}
    )
    assert described["tags"] == [{"name": "later", "description": "What stands under later."}]
    assert operation["summary"] == "later list"


def test_codes_in_answers_are_texts_whose_list_may_grow(document: dict[str, Any]) -> None:
    step = document["components"]["schemas"]["CrisisEventStepKindEnum"]
    assert step["type"] == "string"
    assert "enum" not in step
    assert {"note", "resolved"} <= set(step["x-extensible-enum"])
    assert "`resolved`" in step["description"]


def test_only_lists_that_are_said_to_be_closed_are_closed_in_answers(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    sent = {name for name in schemas if name.endswith("Request")}
    closed = {
        place
        for name in ("CrisisEventDocument", "TaskRow", "DecisionRow", "ConsentsDocument", "ChangeRow", "GdprRequestRow")
        for place, part in parts_of(schemas[name])
        if "enum" in part
    }
    assert closed == set()
    assert schemas["RiskLevelEnum"]["enum"] == ["low", "medium", "high", "critical"]
    assert any("enum" in part for name in sent for _, part in parts_of(schemas[name]))


def test_members_may_come_in_answers_and_not_in_what_is_sent(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert "additionalProperties" not in schemas["SessionAnswer"]
    assert schemas["NoteBodyRequest"]["additionalProperties"] is False


def test_whatever_is_made_says_where_it_is(document: dict[str, Any]) -> None:
    without = {
        name
        for name, operation in operations_of(document)
        if "201" in operation["responses"] and "Location" not in operation["responses"]["201"]["headers"]
    }
    assert without == {"post /api/v1/users/{id}/enrolment-code/"}  # shown once, and found nowhere


def test_what_is_refused_and_what_was_preferred_is_said_in_headers(document: dict[str, Any]) -> None:
    recording = document["paths"]["/api/v1/sessions/"]["post"]["responses"]
    assert "Preference-Applied" in recording["201"]["headers"]
    assert "WWW-Authenticate" in recording["401"]["headers"]
    assert "ETag" in document["paths"]["/api/v1/crisis-events/{id}/notes/"]["post"]["responses"]["200"]["headers"]
