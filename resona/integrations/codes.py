"""Codes of what failed about a try, beside those of resona.outgoing. Pure."""

from __future__ import annotations

from typing import Final

REDIRECTED: Final = "redirected"
GONE: Final = "gone"
NOT_TAKEN: Final = "not_taken"
UNREADABLE: Final = "unreadable_secrets"
WITHHELD: Final = "withheld"
REMOVED: Final = "removed"
PAUSED: Final = "paused"
