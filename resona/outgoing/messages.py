"""Messages to people outside, and what becomes of them. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from resona.outgoing.errors import OutgoingError


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message to one recipient. It says that something waits, and leads to it; what that is stays inside."""

    recipient: str  # as the transport addresses it: an e-mail address, a telephone number, a channel
    subject: str
    lines: tuple[str, ...]
    link: str | None
    message_id: str  # the same for every try, so that the other side can tell a second one
    purpose: str  # what it is sent for, a short name: "crisis"

    @property
    def text(self) -> str:
        """The lines and, after an empty one, the link."""
        return "\n".join((*self.lines, *(("", self.link) if self.link else ()), ""))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one try."""

    delivered: bool
    temporary: bool = False  # of a failure: the same may be delivered later
    code: str | None = None  # of a failure


class Transport(Protocol):
    """Delivers messages in one way. A failure is an outcome, not an error."""

    def deliver(self, message: Message) -> Outcome: ...


def outcome_of(send: Callable[[], None]) -> Outcome:
    """What became of a try that raises OutgoingError where it fails."""
    try:
        send()
    except OutgoingError as error:
        return Outcome(delivered=False, temporary=error.temporary, code=error.code)
    return Outcome(delivered=True)


def make_message_id(purpose: str, *about: object, domain: str) -> str:
    """A Message-ID (RFC 5322) of what a message is about: the same for the same, and telling nothing of it."""
    digest = hashlib.sha256("\0".join((purpose, *map(str, about))).encode()).hexdigest()
    return f"<{purpose}.{digest[:32]}@{domain}>"
