"""Code lists of answers as open enumerations: the codes that are known are listed, and others may come.

Pure: takes an OpenAPI document and changes it. A client that was generated from a closed enumeration breaks at the
first code that it does not know, so in answers a code is a text, and its list stands beside it. What is sent stays
closed: the server knows each code, and refuses others. What is sent and answered in one shape, to be replaced whole,
stays so too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

Document = dict[str, Any]

COMPONENTS: Final = "#/components/schemas/"
_TOLD: Final = "An open list, to which codes may be added"


def open_the_codes(document: Document, *, closed: Collection[str]) -> None:
    """Opens enumerations of texts in what is only ever answered, but for these components, and lets members come."""
    schemas: Document = document["components"]["schemas"]
    operations = [one for item in document["paths"].values() for one in item.values() if isinstance(one, dict)]
    sent = _reached([one.get("requestBody", {}) for one in operations], schemas)
    sent |= _reached(list(document.get("webhooks", {}).values()), schemas)
    answered = _reached([one["responses"] for one in operations], schemas)
    for name in answered - sent:
        for part in _parts(schemas[name]):
            _let_members_come(part)
            _open_code(part, schemas, sent=sent, closed=closed, is_component=part is schemas[name], name=name)


def _open_code(
    part: Document, schemas: Document, *, sent: Collection[str], closed: Collection[str], is_component: bool, name: str
) -> None:
    """An enumeration, or a reference to one that is closed for whoever sends it, becomes a text with known codes."""
    if is_component and name in closed:
        return
    referred = str(part.get("$ref", "")).removeprefix(COMPONENTS)
    if referred in sent and referred not in closed and _is_code(schemas[referred]):
        del part["$ref"]
        part |= {"type": "string", "enum": schemas[referred]["enum"], "description": part.get("description", "")}
    if not _is_code(part) or _codes_of_closed(part, schemas, closed):
        return
    codes = part.pop("enum")
    told = part.get("description", "").rstrip(". ")
    listed = ", ".join(f"`{code}`" for code in codes)
    part["description"] = f"{told + '. ' if told else ''}{_TOLD}: {listed}"
    part["x-extensible-enum"] = codes


def _codes_of_closed(part: Document, schemas: Document, closed: Collection[str]) -> bool:
    """Whether this list, written where it is used, is that of a closed component."""
    return any(part["enum"] == schemas[name]["enum"] for name in closed if name in schemas)


def _is_code(part: Document) -> bool:
    return part.get("type") == "string" and isinstance(part.get("enum"), list)


def _let_members_come(part: Document) -> None:
    if part.get("additionalProperties") is False and part.get("properties"):
        del part["additionalProperties"]


def _reached(roots: Any, schemas: Document) -> set[str]:
    """The components that these parts refer to, by way of others too."""
    found: set[str] = set()
    waiting = [roots]
    while waiting:
        for part in _parts(waiting.pop()):
            name = str(part.get("$ref", "")).removeprefix(COMPONENTS)
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


def _parts(part: Any) -> Iterator[Document]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _parts(each)
