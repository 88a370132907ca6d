"""Time zones by their IANA names, as far as this machine can open them: which those are changes with the system."""

import struct
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

UTC_ZONE: Final = ZoneInfo("UTC")
# OSError: the name of a folder, as "Africa", or one too long; struct.error: a file cut short.
_CANNOT_BE_OPENED: Final = (ZoneInfoNotFoundError, ValueError, OSError, struct.error)


def read_zone(name: str) -> ZoneInfo:
    """The zone of this name; UTC where it cannot be opened, so that one wrong name stops nothing for anybody."""
    return _open(name) or UTC_ZONE


def is_known(name: str) -> bool:
    """Whether the zone can be opened; otherwise times are shown in UTC, and should say so."""
    return _open(name) is not None


def utc_suffix(name: str) -> str:
    """What follows a time shown in this zone: nothing, or that it is UTC's because the zone cannot be opened."""
    return "" if is_known(name) else " UTC"


def zone_in_words(name: str) -> str:
    """The zone as readers are told of it."""
    return name if is_known(name) else f"UTC, for “{name}” is not known here"


@cache
def known_zones() -> tuple[str, ...]:
    """The names that can be opened, sorted."""
    return tuple(filter(is_known, sorted(available_timezones())))


def _open(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except _CANNOT_BE_OPENED:
        return None
