"""Places in the order of changes: how far a follower has read. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from resona.errors import ResonaError

MAX_CHARACTERS = 120
PARTS = 5


class ReadAgainError(ResonaError):
    """What changed since then can no longer be told in full. Read everything again, and follow from `since=now`."""

    status = 410
    problem = "read-again"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """After one change, and before the next.

    The order is that of (xid, number, ordinal): the transaction, the entry of the audit log, and which of the rows that
    it names. A transaction that is under way holds everything back that comes after it, so no change ever appears
    before one that was told already.
    """

    xid: int
    number: int
    ordinal: int
    at: datetime  # when what was told last happened
    server: str  # on which server transactions are numbered like this

    def write(self) -> str:
        """As text, to be kept."""
        at = int(self.at.timestamp())
        return f"{self.xid}.{self.number}.{self.ordinal}.{at}.{self.server}"

    @classmethod
    def read(cls, text: str) -> Place:
        """What was written. Raises ValueError."""
        if len(text) > MAX_CHARACTERS:
            raise ValueError("too long")
        xid, number, ordinal, at, server = text.split(".", PARTS - 1)
        return cls(
            xid=int(xid),
            number=int(number),
            ordinal=int(ordinal),
            at=datetime.fromtimestamp(int(at), UTC),
            server=server,
        )
