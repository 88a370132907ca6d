"""Addresses of endpoints as somebody gives them: refused in words that say what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resona.errors import Fault, InvalidInputError
from resona.outgoing.checking import check_url
from resona.outgoing.errors import OutgoingError

_FAULTS: Final[Mapping[str, str]] = {
    "refused_url": "is not an address that can be sent to: write https://, the name of the server and the path",
    "refused_scheme": "must begin with https://",
    "refused_host": "has no server's name that can be looked up",
    "refused_port": "must use port 443 or 8443",
    "refused_address": "leads to a private network, which whoever runs this server has not allowed",
    "unknown_host": "names a server that cannot be found",
}
_UNCLEAR: Final = "could not be looked up: try again"


def check_endpoint_url(url: str) -> None:
    """Raises InvalidInputError where messages may not be sent to this address."""
    try:
        check_url(url)
    except OutgoingError as error:
        raise InvalidInputError([Fault(pointer="/url", detail=_FAULTS.get(error.code, _UNCLEAR))]) from error
