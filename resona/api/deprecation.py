"""What is to go is announced by every answer of it: since when, until when, and where it is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Final

TOLD_AT: Final = "/problems/address-retired"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deprecated:
    """From when it should be used no more, and from when it does nothing."""

    since: date
    gone: date

    def headers(self) -> dict[str, str]:
        """Deprecation (RFC 9745), Sunset (RFC 8594), and a Link to what to do instead."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.gone), usegmt=True),
            "Link": f'<{TOLD_AT}>; rel="deprecation"; type="text/html"',
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
