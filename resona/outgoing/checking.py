"""Whether requests may go to a URL, before one is sent: for pages and forms that take addresses."""

from __future__ import annotations

from typing import Final

from django.conf import settings

from resona.outgoing.connections import CheckedBackend
from resona.outgoing.deadlines import Deadline
from resona.outgoing.resolving import Resolver, ask_system
from resona.outgoing.urls import parse_url

CHECK_SECONDS: Final = 5.0


def check_url(url: str, *, resolver: Resolver = ask_system) -> None:
    """Looks the host up and connects to nothing. Raises the kind of OutgoingError that `send` would raise.

    What is right now may be wrong later: `send` checks the address that it connects to.
    """
    target = parse_url(url)
    deadline = Deadline.after(CHECK_SECONDS)
    backend = CheckedBackend(
        target=target,
        allowed=settings.OUTGOING_ALLOWED_NETWORKS,
        resolver=resolver,
        deadline=deadline,
        max_wire_bytes=0,
    )
    backend.checked_addresses()
