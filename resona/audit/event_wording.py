"""Security events in words: what their `detail` says, with the names of the accounts and keys in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from resona.audit.names import names_of_actors
from resona.site.counts import count_of

_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")
# What was done stands before to what; jsonb keeps no order.
_FIRST: Final = frozenset({"change", "opened", "what"})
_UNKNOWN_ACCOUNT: Final = "an account that is not known here"
# What was refused: a kind of credential, a part of Resona, or the view of the API that was asked.
_REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {"bearer": "key or token", "client": "OAuth client", "admin": "pages", "api": "API"}
)
_FACTORS: Final[Mapping[str, str]] = MappingProxyType(
    {"totp": "with the code of an app", "recovery_code": "with a recovery code"}
)
_NAMES: Final[Mapping[str, Callable[[object], str]]] = MappingProxyType(
    {
        "change": str,
        "by": lambda value: _FACTORS.get(str(value), str(value)),
        "what": lambda value: _REFUSED.get(str(value)) or _spaced(str(value)),
        "opened": lambda value: "opened" if value else "not opened: nobody was found",
        "access": lambda _: "",  # it has a list of its own
        "person": lambda _: "a person's record",
        "request": lambda _: "by a privacy request",
        "fetched": lambda _: "the file was fetched",
        "invitation": lambda _: "an invitation",
        "webhook": lambda _: "a webhook",
        "client": lambda _: "an OAuth client",
        "token": lambda _: "the token of an app",
        "code": lambda _: "a code for an app",
        "tokens": lambda value: _counted(value, "token of an app", "tokens of apps"),
        "rows": lambda value: _counted(value, "row", "rows"),
        "records": lambda value: _counted(value, "record", "records"),
        "faults": lambda value: _counted(value, "fault", "faults"),
        "sound_seals": lambda value: _counted(value, "sound seal", "sound seals"),
        "column": lambda value: f"in {str(value).replace('_', ' ').replace('.', ', ')}",
        "fault": str,
    }
)


def actors_in(detail: Mapping[str, object]) -> Iterable[str]:
    """The actors that it names, as the logs name them."""
    account, key = detail.get("account"), detail.get("key")
    if isinstance(account, str) and ":" in account:
        yield account
    if key is not None and "fault" not in detail and "rows" not in detail:
        yield f"key:{key}"


def names_in(details: Iterable[Mapping[str, object]], actors: Iterable[str]) -> dict[str, str]:
    """The names of all whom these details and this list name, in two statements."""
    return names_of_actors({*actors, *(actor for detail in details for actor in actors_in(detail))})


def detail_in_words(detail: Mapping[str, object], names: Mapping[str, str]) -> str:
    """`made, API key of the hospital`; what has no words is told with its name."""
    ordered = sorted(detail.items(), key=lambda one: one[0] not in _FIRST)
    return ", ".join(words for name, value in ordered if (words := _word(name, value, names)))


def _word(name: str, value: object, names: Mapping[str, str]) -> str:
    if name == "account":
        return names.get(str(value), _UNKNOWN_ACCOUNT)
    if name == "key":
        return names.get(f"key:{value}", f"encryption key {value}")
    told = _NAMES.get(name)
    return f"{name.replace('_', ' ')}: {value}" if told is None else told(value)


def _counted(value: object, one: str, many: str) -> str:
    return count_of(value, one, many) if isinstance(value, int) else f"{many}: {value}"


def _spaced(name: str) -> str:
    """`crisis event list` of the name of a view."""
    return _CAPITAL.sub(" ", name).lower()
