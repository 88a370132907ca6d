"""What a transaction tells the database's triggers of itself: settings that end with it.

They are claims: any session may set them, so a trigger keeps beside them what PostgreSQL itself knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# A value, or how to find it when a transaction begins: what is not known yet at the start of a request.
Claim = str | Callable[[], str]

_claims: ContextVar[Mapping[str, Claim] | None] = ContextVar("claims", default=None)


@contextmanager
def claiming(claims: Mapping[str, Claim]) -> Iterator[None]:
    """Every transaction begun inside the block makes these claims, by the name of the setting, beside those around."""
    token = _claims.set({**(_claims.get() or {}), **claims})
    try:
        yield
    finally:
        _claims.reset(token)


def claims_now() -> dict[str, str]:
    """What a transaction that begins now has to claim."""
    claims = _claims.get() or {}
    return {name: claim() if callable(claim) else claim for name, claim in claims.items()}
