"""What the HTTP server answers by itself, to what never becomes a request: problem details, quoting nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import uuid4

import orjson
from gunicorn.http import errors

from resona.api.problem_types import title_of, type_uri
from resona.request_ids import REQUEST_ID

_OURS: Final = 500
# By kind, the most special first. Whatever else gunicorn raises about what was sent is a 400.
_STATUSES: Final[Mapping[type[Exception], int]] = MappingProxyType(
    {
        errors.LimitRequestLine: 414,
        errors.LimitRequestHeaders: 431,
        errors.ExpectationFailed: 417,
        errors.UnsupportedTransferCoding: 501,
        errors.ForbiddenProxyRequest: 403,
        errors.ConfigurationProblem: 500,
        errors.InvalidResponseHeader: 500,
        errors.InvalidResponseHeaderName: 500,
    }
)
_DETAILS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "The request cannot be read.",
        403: "You may not do this.",
        414: "The address is longer than 4,094 bytes.",
        417: "The server meets no such Expect.",
        431: "A header is longer than 8,190 bytes, or there are more than 100.",
        501: "The server knows no such transfer coding.",
        500: "Something went wrong here. It has been logged.",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerProblem:
    """One such answer."""

    status: int

    @classmethod
    def of(cls, error: Exception) -> ServerProblem:
        for kind, status in _STATUSES.items():
            if isinstance(error, kind):
                return cls(status=status)
        return cls(status=400 if isinstance(error, errors.ParseException) else _OURS)

    @property
    def level(self) -> int:
        return logging.ERROR if self.status == _OURS else logging.WARNING

    def written(self) -> bytes:
        """The whole answer; the connection ends with it."""
        title = title_of(self.status)
        members = {"type": type_uri(None, self.status), "title": title, "status": self.status}
        body = orjson.dumps({**members, "detail": _DETAILS[self.status]})
        head = (
            f"HTTP/1.1 {self.status} {title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
            f"{REQUEST_ID}: {uuid4().hex}\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode("ascii") + body
