"""The description of the API has every kind of message, with its headers and its body."""

from __future__ import annotations

import json

from django.test import Client

from resona.integrations.kinds import TEST
from resona.integrations.registry import feed_kinds, kinds_by_name


def test_every_kind_of_message_is_described(db: None) -> None:
    document = json.loads(Client().get("/api/v1/schema/", {"format": "json"}).content)
    described = document["webhooks"]
    assert {name for name in kinds_by_name() if name not in feed_kinds()} | {TEST} <= described.keys()
    assert {"risk_assessment.created", "person.erased", "person.read_again"} <= described.keys()
    for name, item in described.items():
        operation = item["post"]
        assert [one["name"] for one in operation["parameters"]] == [
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        ]
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert body["properties"]["type"]["const"] == name
    ids = [item["post"]["operationId"] for item in described.values()]
    assert len(ids) == len(set(ids))
