"""The transports that deliver messages, by name."""

from __future__ import annotations

from typing import Final

from resona.outgoing.errors import OutgoingError
from resona.outgoing.messages import Transport
from resona.slots import Slot

TRANSPORTS: Final[Slot[Transport]] = Slot()


class UnknownTransportError(OutgoingError):
    """No transport has this name."""

    code = "unknown_transport"


def find_transport(name: str) -> Transport:
    """Raises UnknownTransportError."""
    try:
        return dict(TRANSPORTS.items())[name]
    except KeyError:
        raise UnknownTransportError from None
