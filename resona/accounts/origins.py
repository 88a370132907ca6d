"""Origins of web pages (RFC 6454), as browsers send them in `Origin`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from resona.errors import ResonaError

MOST_ORIGINS: Final = 20  # of one key: more than any system has pages, few enough to be looked through
MAX_ORIGIN_CHARACTERS: Final = 300  # a host name has 253, a scheme and a port few
_PORT: Final = r"(?::[1-9]\d{0,4})?"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# In clear from the machine itself alone: development, and apps that are pages within a telephone (`capacitor:`).
_ORIGIN: Final = re.compile(
    rf"https://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\]){_PORT}"
    rf"|[a-z][a-z0-9+.-]*://localhost{_PORT}"
    rf"|http://(?:127\.0\.0\.1|\[::1\]){_PORT}",
    re.ASCII,
)
# Browsers leave these out.
_USUAL_PORTS: Final = (("https://", ":443"), ("http://", ":80"))


class NotAnOriginError(ResonaError):
    """This is no origin of a page. An origin is a scheme, a host and maybe a port, such as https://app.example."""

    status = 400


def read_origins(texts: Iterable[str]) -> list[str]:
    """Each once, as browsers write it, in order. Raises NotAnOriginError, of `*` and `null` too."""
    origins = sorted({_read(text) for text in texts if text.strip()})
    if len(origins) > MOST_ORIGINS:
        raise NotAnOriginError(f"These are more than {MOST_ORIGINS} origins.")
    return origins


def is_origin(text: str) -> bool:
    """Whether it is one, as browsers write it."""
    return len(text) <= MAX_ORIGIN_CHARACTERS and _ORIGIN.fullmatch(text) is not None


def _read(text: str) -> str:
    origin = text.strip().lower().removesuffix("/")
    for scheme, port in _USUAL_PORTS:
        if origin.startswith(scheme):
            origin = origin.removesuffix(port)
    if not is_origin(origin):
        raise NotAnOriginError
    return origin
