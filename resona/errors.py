"""The root of Resona's own errors, and the one that names what is wrong with an input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# An answer names at most so many faults: enough to mend a body, too few to make an answer huge.
MAX_NAMED_FAULTS = 100


class ResonaError(Exception):
    """Something went wrong that Resona has a name for."""

    # The HTTP status of an answer that this error ends in.
    status = 500
    # Which of the kinds in resona.api.problem_types it is; without one, that of its status.
    problem: str | None = None
    # What whoever asked is told of a fault that is ours; without it, that something went wrong.
    told: str | None = None

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())

    @property
    def members(self) -> Mapping[str, object]:
        """What problem details of it say besides (RFC 9457, 3.2)."""
        return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing wrong with an input: where (a JSON pointer, RFC 6901), and what. Never quotes the input."""

    pointer: str
    detail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InputWarning:
    """One thing wrong with an input that was read all the same: where (a JSON pointer), of which kind, and what of it.

    Never quotes the input.
    """

    pointer: str
    code: str
    detail: str


class InvalidInputError(ResonaError):
    """The input has faults; the first hundred are named."""

    status = 400
    problem: str | None = "invalid-input"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.fault_count = len(faults)
        self.faults = tuple(faults[:MAX_NAMED_FAULTS])
        super().__init__("1 fault" if self.fault_count == 1 else f"{self.fault_count} faults")
