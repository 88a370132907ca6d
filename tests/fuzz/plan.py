"""What one caller's fuzzing is told and what it tells, as files between two processes. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import orjson

PLAN_VARIABLE: Final = "RESONA_FUZZ_PLAN"
SUCCESS: Final = range(200, 300)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the process that asks has to know."""

    document: str  # file of the OpenAPI
    observed: str  # file that it writes, a line an answer
    speech: str  # file of a sound with a voice in it
    sessions: Sequence[dict[str, Any]]  # bodies that can be recorded, of several people
    credentials: dict[str, str]  # a form that is answered by a token
    said: Sequence[str]  # words in which something is found
    hidden: Sequence[str]  # traces of whoever this caller may not see

    def write(self, path: Path) -> None:
        path.write_bytes(orjson.dumps(asdict(self)))


def read_plan(path: Path) -> Plan:
    given: dict[str, Any] = orjson.loads(path.read_bytes())
    return Plan(**given)


@dataclass(frozen=True, kw_only=True, slots=True)
class Observed:
    """One answer, or a fault of one that was counted before."""

    operation: str  # method and path of the description
    status: int | None  # None: none came
    request: str  # method and address, for whoever has to find out
    fault: str | None = None  # what is wrong with it

    @property
    def is_success(self) -> bool:
        """Of the operation itself: other methods are tried at its address too."""
        is_itself = self.request.split()[0] == self.operation.split()[0]
        return is_itself and self.status in SUCCESS

    def as_line(self) -> bytes:
        return orjson.dumps(asdict(self)) + b"\n"


def read_observed(path: Path) -> Iterator[Observed]:
    """What was written until now; a line that was cut off by the end of its process is left out."""
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            given: dict[str, Any] = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        yield Observed(**given)
