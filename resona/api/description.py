"""What is done to the OpenAPI document once it is read off the views, so that people and generators can use it.

Pure: takes a document and changes it. Summaries are first sentences, tags have words, answers name their headers,
answers in lines are text with the shape of one line beside it, and nothing that may be left out has a default: some
generators take a member with a default for one that must be sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

Document = dict[str, Any]

ROOT: Final = "/api/v1/"
NDJSON: Final = "application/x-ndjson"
# Below these stand values, whose members are no schemas.
_VALUES: Final = frozenset({"example", "examples", "default", "enum", "const"})
HTTP_METHODS: Final = ("get", "put", "post", "patch", "delete", "options", "head")
MOST_OF_SUMMARY: Final = 120
# What changes, where its description is that of what is read at the same address.
_DOING: Final = {"put": "Replaces", "patch": "Changes", "post": "Adds to"}

HEADERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "X-Request-Id": ("string", "Under which it is logged: the request's own, if it had one, or one of ours"),
        "RateLimit": ("string", 'How much more may be asked now: `"requests";r=left;t=seconds until full`'),
        "RateLimit-Policy": ("string", 'How much may be asked: `"requests";q=requests;w=seconds`'),
        "Retry-After": ("integer", "Seconds to wait before it is sent again"),
        "ETag": ("string", "Names what is there; for If-None-Match and If-Match"),
        "Location": ("string", "Where what was made is read, changed or ended"),
        "Preference-Applied": ("string", "Which preferences of `Prefer` were followed"),
        "WWW-Authenticate": ("string", "How to come in"),
    }
)
_ALWAYS: Final = ("X-Request-Id",)
_OF_CALLERS: Final = ("RateLimit", "RateLimit-Policy")
_BEFORE_VIEWS: Final = frozenset({"414", "431"})
_DONE: Final = frozenset({"200", "201", "202"})
_WAITING: Final = frozenset({"429", "503"})


def finish(document: Document, *, tags: Mapping[str, str], tag_of_part: Mapping[str, str]) -> Document:
    """The same document, complete. `tags`: their words; `tag_of_part`: which one a part of an address is under."""
    document["servers"] = [{"url": "/", "description": "Where this description was read"}]
    used: dict[str, None] = {}
    for item in document["paths"].values():
        _describe(item)
    for path, operation in _operations(document):
        tag = _tag_of(path, operation, tag_of_part)
        used[tag] = None
        operation["tags"] = [tag]
        operation.setdefault("security", [])  # none: what opens it is in the body
        _name_headers(operation)
        _tell_of_lines(operation)
    document["tags"] = [
        {"name": tag, "description": tags.get(tag, f"What stands under {tag}.")} for tag in sorted(used)
    ]
    components = document["components"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": kind}} for name, (kind, text) in HEADERS.items()
    }
    _leave_out_defaults(components["schemas"])
    _simplify(components["schemas"])
    return document


def show_examples(document: Document, *, sent: Mapping[str, Any], answered: Mapping[str, Any]) -> None:
    """Puts examples beside what they are of: `sent` by `post /path/`, `answered` by `post /path/ 201`.

    Raises KeyError for one of an operation that there is not.
    """
    for name, example in sent.items():
        method, path = name.split()
        _show_example(document["paths"][path][method]["requestBody"], example)
    for name, example in answered.items():
        method, path, status = name.split()
        _show_example(document["paths"][path][method]["responses"][status], example)


def _show_example(content: Document, example: Any) -> None:
    (media,) = content["content"].values()
    media["example"] = example


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        for method in HTTP_METHODS:
            if method in item:
                yield path, item[method]


def _tag_of(path: str, operation: Document, of_part: Mapping[str, str]) -> str:
    """By what follows the person in the address, else by its first part."""
    parts = [part for part in path.removeprefix(ROOT).split("/") if part]
    named = [part for part in parts[:3] if part in of_part and part != "users"]
    if named:
        return of_part[named[0]]
    return of_part.get(parts[0], operation.get("tags", [parts[0]])[0])


def _describe(item: Document) -> None:
    """Summaries, which are first sentences; where there is no more to say, they are the descriptions too."""
    read = item.get("get", {}).get("description")
    for method, operation in ((method, item[method]) for method in HTTP_METHODS if method in item):
        text = " ".join(operation.get("description", "").split())
        summary = re.split(r"(?<=\.)\s", text, maxsplit=1)[0].rstrip(".") or operation["operationId"].replace("_", " ")
        if method in _DOING and operation.get("description") == read:
            summary = f"{_DOING[method]}: {summary[0].lower()}{summary[1:]}"
        operation.setdefault("summary", summary[:MOST_OF_SUMMARY])
        operation.setdefault("description", operation["summary"])


def _name_headers(operation: Document) -> None:
    known = operation["responses"]
    for status, answer in known.items():
        is_known = operation.get("security") and status not in _BEFORE_VIEWS
        names = [*_ALWAYS, *(_OF_CALLERS if is_known else ())]
        names += ["Retry-After"] if status in _WAITING else []
        names += ["ETag"] if status == "304" or (status == "200" and (_is_read(operation) or "412" in known)) else []
        names += ["Preference-Applied"] if status in _DONE and _takes(operation, "Prefer") else []
        names += ["WWW-Authenticate"] if status == "401" else []
        named = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
        answer["headers"] = named | answer.get("headers", {})


def _is_read(operation: Document) -> bool:
    return "304" in operation["responses"]


def _takes(operation: Document, header: str) -> bool:
    return any(each.get("in") == "header" and each["name"] == header for each in operation.get("parameters", ()))


def _tell_of_lines(operation: Document) -> None:
    """Many objects, one a line, are one text to whoever sends or reads them; `contentSchema` says what a line is."""
    contents = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (each.get("content", {}) for each in contents):
        media = content.get(NDJSON)
        if media is not None and "contentSchema" not in media["schema"]:
            media["schema"] = {
                "type": "string",
                "format": "binary",
                "description": "One object of JSON a line (NDJSON), each as `contentSchema` says",
                "contentMediaType": NDJSON,
                "contentSchema": media["schema"],
            }


def _leave_out_defaults(schemas: Document) -> None:
    for schema in schemas.values():
        for member in _members(schema):
            default = member.pop("default", None)
            if default not in (None, "") and not isinstance(default, (list, dict)):
                told = f"{member['description']}; " if member.get("description") else ""
                member["description"] = f"{told}{default!r} if it is left out"


def _simplify(schema: Any) -> None:
    """Leaves out the titles that pydantic makes of names: two components with one title are one class to generators."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            del schema["title"]
        if isinstance(schema.get("type"), list):
            schema["type"] = list(dict.fromkeys(schema["type"]))
        match schema.get("allOf"):
            case [{"$ref": reference}]:  # as 3.0 had to write a reference that has a description
                del schema["allOf"]
                schema["$ref"] = reference
        schema = [part for name, part in schema.items() if name not in _VALUES]
    if isinstance(schema, list):
        for each in schema:
            _simplify(each)


def _members(schema: Any) -> Iterator[Document]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).values()
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _members(each)
