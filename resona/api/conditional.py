"""Conditional requests (RFC 9110, 13): entity tags of what is read, and changes of what nobody changed meanwhile.

A tag is a digest of the JSON that is answered, so whatever a reader can see changes it. Where some of that is no reason
to refuse a change, a digest of the rest stands before it, which alone `If-Match` looks at. It is judged while the
row is locked that its changes lock, and the change is made in the same transaction: nothing comes between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import transaction
from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

from resona.api.renderers import write_json
from resona.errors import ResonaError
from resona.showing import Showing

IF_MATCH: Final = "If-Match"
IF_NONE_MATCH: Final = "If-None-Match"


class PreconditionFailedError(ResonaError):
    """It was changed since you read it. Read it again, then decide again."""

    status = 412


def tag_of(body: bytes) -> str:
    """The strong entity tag of a body."""
    return quote_etag(hashlib.sha256(body).hexdigest())


def tag_of_document(document: Any, left_out: tuple[str, ...]) -> str:
    """The entity tag of a document; a weak one where some of its members do not count."""
    if not left_out:
        return tag_of(write_json(document))
    return f"W/{tag_of(write_json({name: value for name, value in document.items() if name not in left_out}))}"


def guarded_tag(document: Any, not_guarded: tuple[str, ...]) -> str:
    """The tag of a document of which these members are no reason to refuse a change."""
    rest = {name: value for name, value in document.items() if name not in not_guarded}
    return quote_etag("-".join(tag_of(write_json(each)).strip('"') for each in (rest, document)))


def is_named(tag: str, given: str) -> bool:
    """Whether a header of conditions names this tag.

    By the weak comparison, for If-Match too: proxies that compress weaken the tags of answers, and ours tell of what is
    said, however it was packed.
    """
    known = parse_etags(given)
    return "*" in known or _strong(tag) in {_strong(each) for each in known}


def is_unchanged(tag: str, given: str) -> bool:
    """Whether If-Match names what this tag does, as far as that guards a change."""
    known = parse_etags(given)
    return "*" in known or _guarding(tag) in {_guarding(each) for each in known}


def tagged(
    request: Request, response: Response, left_out: tuple[str, ...], not_guarded: tuple[str, ...] = ()
) -> Response:
    """The answer with its tag, its document written once; or 304 where the caller has what is in it."""
    if left_out:
        tag = tag_of_document(response.data, left_out)
    elif not_guarded:
        tag = guarded_tag(response.data, not_guarded)
    else:
        body = write_json(response.data)
        response.data, tag = orjson.Fragment(body), tag_of(body)
    if request.method in ("GET", "HEAD") and is_named(tag, request.headers.get(IF_NONE_MATCH, "")):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    response["ETag"] = tag
    return response


def conditional(handler: Callable[..., Response], read_tag: Callable[[], str], lock: Callable[[], None]) -> Any:
    """The handler of a change, which it makes only where If-Match names what is there; it answers the tag of then."""

    def handle(request: Request, *args: Any, **path: Any) -> Response:
        with _showing_kept(request), transaction.atomic():
            lock()
            if not is_unchanged(read_tag(), request.headers[IF_MATCH]):
                raise PreconditionFailedError
            response = handler(request, *args, **path)
            if "ETag" not in response and response.status_code != HTTPStatus.NO_CONTENT:
                response["ETag"] = read_tag()
            return response

    return handle


def read_tag_of(view_class: type[Any], request: Request, row_id: UUID) -> str:
    """The tag of what this view answers to whoever sends the request, about this id; nothing is shown of it."""
    view = view_class()
    view.setup(request._request, id=row_id)
    view.request = request
    shown = request._request.__dict__.pop("showing", None)
    try:
        response = view.get(request, id=row_id)
    finally:
        if shown is not None:
            request._request.showing = shown  # type: ignore[attr-defined]
    if view.not_guarded:
        return guarded_tag(response.data, view.not_guarded)
    return str(response.get("ETag") or tag_of_document(response.data, view.left_out_of_tag))


@contextmanager
def _showing_kept(request: Request) -> Iterator[None]:
    """What is shown inside is kept once the transaction is over: what it writes would not wait for the disk."""
    showing: Showing | None = getattr(request._request, "showing", None)
    if showing is None:
        yield
        return
    held = request._request.showing = Showing(lambda: None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        request._request.showing = showing  # type: ignore[attr-defined]
        showing.people.extend(held.people)
        showing.records += held.records
    if showing.people:
        showing.begin_keeping()


def _strong(tag: str) -> str:
    return tag.removeprefix("W/")


def _guarding(tag: str) -> str:
    return _strong(tag).strip('"').partition("-")[0]
