"""The examples of the description, sent to a real server in their order: each is taken, and answered as it shows."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from jsonschema import Draft202012Validator

from resona.accounts.models import ApiKey
from resona.api.description import NDJSON, show_examples
from resona.api.schema import OneDocument
from resona.api_examples import ANSWERED, PERSON, SENT
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_syllables
from tests.factories import make_api_key

MAIN = ("/users/", "/sessions/", "/sessions/batch/", "/sessions/audio/", "/acknowledge/", "/webhook-endpoints/")
CHANGES = "/api/v1/changes/"


class Server:
    """One system that asks a server over the network."""

    def __init__(self, address: str, key: str) -> None:
        self.host = address.removeprefix("http://")
        self.key = key

    def ask(self, method: str, path: str, body: bytes = b"", media: str = "application/json", **more: str) -> Any:
        """Status, and the document; of lines the list of theirs."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Authorization": f"Bearer {self.key}", **({"Content-Type": media} if body else {}), **more}
        connection.request(method.upper(), path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        is_lines = answer.headers["Content-Type"] == NDJSON
        return answer.status, [json.loads(line) for line in text.splitlines()] if is_lines else json.loads(text)

    def id_of(self, kind: str) -> str:
        _, found = self.ask("get", f"/api/v1/{kind}/?user={PERSON}")
        return str(found["results"][0]["id"])


@pytest.fixture
def document() -> dict[str, Any]:
    return OneDocument().get_schema()  # type: ignore[no-untyped-call]


def encoded(media: str, example: Any) -> tuple[bytes, str]:
    if media == NDJSON:
        return example.encode(), media
    if media == "application/json":
        return json.dumps(example).encode(), media
    sound = SimpleUploadedFile("a.wav", as_file(make_syllables(2.0)))
    return encode_multipart(BOUNDARY, {"session": json.dumps(example["session"]), "audio": sound}), MULTIPART_CONTENT


def same_shape(shown: Any, real: Any) -> bool:
    """Whether both have the same members, of the same types as far as both have values."""
    if isinstance(shown, dict) and isinstance(real, dict):
        return shown.keys() == real.keys() and all(same_shape(shown[name], real[name]) for name in shown)
    if isinstance(shown, list) and isinstance(real, list):
        return bool(real) >= bool(shown) and all(same_shape(shown[0], each) for each in real[:1] if shown)
    return shown is None or real is None or type(shown) is type(real)


def test_each_is_taken_and_answered_as_it_is_shown(
    shared_database: None, live_server: Any, cast: Cast, document: dict[str, Any]
) -> None:
    server = Server(live_server.url, make_api_key(cast.clinic, *ApiKey.Scope.values))
    _, begun = server.ask("get", f"{CHANGES}?since=now")
    answers: dict[str, Any] = {}
    for name, example in SENT.items():
        method, path = name.split()
        kind = path.split("/")[3]
        where = path.replace("{id}", PERSON if kind == "users" else server.id_of(kind) if "{id}" in path else "")
        (media,) = document["paths"][path][method]["requestBody"]["content"]
        body, sent_as = encoded(media, example)
        status, answer = server.ask(method, where, body, sent_as)
        assert status in (200, 201), (name, answer)
        assert media != NDJSON or (answer[-1]["lines"], answer[-1]["failed"]) == (1, 0), answer
        answers[f"{name} {status}"] = answer
    answers["get /api/v1/crisis-events/ 200"] = server.ask("get", f"/api/v1/crisis-events/?user={PERSON}")[1]
    followed = begun
    while not followed["results"]:
        _, followed = server.ask("get", f"{CHANGES}?since={followed['cursor']}", Prefer="wait=30")
    answers[f"get {CHANGES} 200"] = followed
    assert {name: same_shape(shown, answers[name]) for name, shown in ANSWERED.items()} == dict.fromkeys(ANSWERED, True)


def test_they_stand_in_the_description_and_are_as_it_says(document: dict[str, Any]) -> None:
    for part in MAIN:
        assert any(part in name for name in SENT), part
    for name, example in {**SENT, **ANSWERED}.items():
        method, path, *status = name.split()
        operation = document["paths"][path][method]
        (media,) = (operation["responses"][status[0]] if status else operation["requestBody"])["content"].values()
        assert media["example"] == example
        Draft202012Validator({**media["schema"], "components": document["components"]}).validate(example)


def test_an_example_of_nothing_is_a_fault() -> None:
    with pytest.raises(KeyError):
        show_examples({"paths": {}}, sent={"post /nowhere/": {}}, answered={})


@pytest.mark.parametrize(
    ("shown", "real", "alike"),
    [
        ({"a": 1}, {"a": 2}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": None}, {"a": "1"}, True),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ([{"a": 1}], [{"a": 2}, {}], True),
        ([{"a": 1}], [], False),
    ],
)
def test_what_is_alike_is_known(shown: Any, real: Any, alike: bool) -> None:
    assert same_shape(shown, real) is alike
