"""Who acts, from where and why: what transactions claim, and audit rows keep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from resona.postgres.claims import Claim, claiming


@contextmanager
def acting(*, actor: Claim | None = None, source: Claim | None = None, reason: Claim | None = None) -> Iterator[None]:
    """Transactions begun inside the block are this actor's; what is left out stays as it is around the block.

    `actor` as resona.audit.actors names them; `source`: a request's method and route, `command:<name>`, `job:<name>`;
    `reason` in words that tell nothing of a person.
    """
    given = {"actor": actor, "source": source, "reason": reason}
    with claiming({f"resona.{name}": claim for name, claim in given.items() if claim is not None}):
        yield


@contextmanager
def acting_as_command(name: str) -> Iterator[None]:
    """A command acts in its own name: who typed it, the database's log of sign-ins may tell."""
    with acting(actor=f"command:{name}", source=f"command:{name}"):
        yield


@contextmanager
def acting_as_job(name: str) -> Iterator[None]:
    """A job acts in its own name."""
    with acting(actor=f"job:{name}", source=f"job:{name}"):
        yield
