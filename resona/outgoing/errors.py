"""What may go wrong with anything that is sent to another system. Pure."""

from __future__ import annotations

from resona.errors import ResonaError


class OutgoingError(ResonaError):
    """Nothing was sent, or what was answered cannot be used. No message of it quotes an address or a content."""

    status = 502
    # For records of what was sent: stable, one for each kind.
    code = "failed"
    # Whether the same may succeed later.
    temporary = False


class TooSlowError(OutgoingError):
    """The other side did not finish within the time allowed."""

    code = "too_slow"
    temporary = True
