"""The kinds of problems there are: what `type` of problem details can be, and what whoever reads it should do.

A code, once here, keeps its meaning; new ones may come, under any status. What no code of its own is worth has that of
its status. PROBLEMS.md beside this file is written from it, and so is the page at `/problems/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

ROOT: Final = "/problems/"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemType:
    """One kind of problem."""

    code: str
    status: int
    meaning: str  # and what to do about it

    @property
    def uri(self) -> str:
        """What `type` is: a reference relative to the server."""
        return ROOT + self.code


def _types(rows: str) -> Mapping[str, ProblemType]:
    """Each line is `status code: meaning`."""
    types = {}
    for row in filter(None, map(str.strip, rows.splitlines())):
        head, _, meaning = row.partition(": ")
        status, code = head.split()
        types[code] = ProblemType(code=code, status=int(status), meaning=meaning)
    return MappingProxyType(types)


TYPES: Final = _types(
    """
    400 invalid-request: The request cannot be read, or lacks what it needs. Mend it first.
    400 invalid-input: The body has faults; `errors` names each by JSON pointer. Mend them.
    400 invalid-query: The query string has faults; `errors` names each parameter.
    400 unknown-reference: The body names a care team or a member of staff that the person's clinic does not have.
    401 credentials-missing: Nothing says who asks. Send `Authorization: Bearer …`.
    401 credentials-refused: The key or token is unknown, has expired, or was revoked. Come in anew.
    403 forbidden: You may not do this.
    403 scope-missing: Your key, client or role does not include this. An administrator gives it another scope.
    403 origin-refused: The page that asks is not of an origin that this key or client names.
    403 consent-missing: The person has not consented to this. `help` holds the clinic's crisis lines for them.
    403 restricted: The processing of the person's records is restricted. `help` holds the clinic's crisis lines.
    403 no-longer-in-care: The person has left care: nothing is recorded but words that call for help. With `help`.
    403 emergency-access-only: You see this record in an emergency, to read it and to do what a crisis asks.
    403 decided-by-the-person: The person decided this in their app; no system changes it.
    404 not-found: Nothing is found here, or nothing that you may see; the two are never told apart.
    405 method-not-allowed: The address does not know this method; `Allow` names those it knows.
    409 conflict: What is there stands against it. Read it again.
    409 body-differs: The id of this session is taken by another body. It is recorded all the same, under `recorded_as`.
    409 id-taken: The id is taken by something else. Choose another.
    409 identifier-taken: An identifier names somebody else of the clinic, or another one of its system is kept already.
    409 decided-otherwise: It is decided already, in another way or for another reason. Read how.
    409 superseded: The session was assessed again since. Act on its current assessment.
    409 not-resolved: The crisis event is open: there is no resolution to correct.
    409 open-for-same-reason: Another crisis event is open for the same reason. Act on that one.
    409 too-late-to-undo: Only whoever acknowledged it can undo it, within ten seconds.
    409 not-kept: The interface is not kept: it adapts.
    409 build-failed: The interface cannot be built; what was shown is shown still. Staff see why.
    409 nothing-to-decide: There is no alarm that this decision could be about.
    409 unreadable: What is stored cannot be read at the moment; staff see why.
    409 in-care: The person is in care already.
    409 not-in-care: The person is not in care.
    409 seen-anyway: You see this record without emergency access.
    409 request-closed: The privacy request is decided, under way, or withdrawn.
    409 legal-hold: The person's records are under legal hold and stay.
    410 gone: It was here, and is no more.
    410 session-removed: The session was recorded and has been removed since. Do not send it again.
    410 read-again: What changed since this cursor cannot be told in full any more. Read all anew, from `since=now` on.
    410 code-spent: The code was used. Ask the clinic for a new one.
    410 code-expired: The code's time is over. Ask the clinic for a new one.
    410 address-retired: The address does nothing any more; `detail` says what to use. See `Sunset` and `Link`.
    411 length-required: Announce the body's length: send Content-Length.
    412 changed-meanwhile: It was changed since you read it (`If-Match`). Read it again, then decide again.
    413 too-large: The body, or a part or line of it, is larger than it may be. Send less at once.
    414 address-too-long: The address is longer than 4,094 bytes.
    415 media-type-unknown: A body of this media type is not understood here. Send what the description names.
    415 encoding-unknown: The body is compressed in a way that is not read here: gzip and deflate are.
    417 expectation-failed: The server meets no such `Expect`.
    429 too-many-requests: You ask too often. Wait as long as `Retry-After` says; `RateLimit` tells it beforehand.
    429 too-much-at-once: Too much work of yours is under way. `detail` says whether words were kept; repeat it later.
    429 too-many-guesses: Too many wrong codes or passwords. Wait as long as `detail` says.
    431 headers-too-large: A header is longer than 8,190 bytes, or there are more than 100.
    500 server-error: Something went wrong here, and was logged under the `X-Request-Id` of the answer. Repeat it later.
    501 not-implemented: The server knows no such method or transfer.
    503 unavailable: Not possible at this moment. Repeat it after `Retry-After`.
    """
)

# What a status is called where no error says more.
OF_STATUS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "invalid-request",
        401: "credentials-missing",
        403: "forbidden",
        404: "not-found",
        405: "method-not-allowed",
        409: "conflict",
        410: "gone",
        411: "length-required",
        412: "changed-meanwhile",
        413: "too-large",
        414: "address-too-long",
        415: "media-type-unknown",
        417: "expectation-failed",
        429: "too-many-requests",
        431: "headers-too-large",
        500: "server-error",
        501: "not-implemented",
        503: "unavailable",
    }
)


def type_uri(code: str | None, status: int) -> str:
    """What `type` says of a problem with this code, or without one of its own; about:blank: the status says it all."""
    known = code or OF_STATUS.get(status)
    return TYPES[known].uri if known else "about:blank"


def title_of(status: int) -> str:
    """The name of a status (RFC 9110)."""
    return HTTPStatus(status).phrase


def written_table() -> str:
    """The list in Markdown."""
    rows = [f"| {one.status} | `{one.code}` | {one.meaning} |" for one in TYPES.values()]
    return "\n".join(["| status | code | meaning |", "|---|---|---|", *rows]) + "\n"
