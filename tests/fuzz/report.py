"""What came of the fuzzing, as a table and lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.fuzz.plan import Observed

TOLD_OF_EACH = 3  # requests of the same fault at the same operation
HEADINGS = ("caller", "requests", "operations", "of them 2xx", "faults", "answers")


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One caller's."""

    caller: str
    observed: Sequence[Observed]
    faults: Sequence[str] = ()  # that no single answer shows

    @property
    def answers(self) -> list[Observed]:
        return [each for each in self.observed if each.fault is None]

    @property
    def reached(self) -> set[str]:
        """Operations that answered with success."""
        return {each.operation for each in self.observed if each.is_success}

    @property
    def fault_count(self) -> int:
        return len(self.faults) + len(self.observed) - len(self.answers)


def as_table(results: Sequence[Result], operations: Sequence[str]) -> str:
    rows = [HEADINGS, *(_cells(result) for result in results)]
    reached = set().union(*(result.reached for result in results))
    missed = [operation for operation in operations if operation not in reached]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    found = len(operations) - len(missed)
    lines.append(f"{found} of {len(operations)} operations of the API answered 2xx to some caller")
    lines += [f"  never: {operation}, answered {_statuses(_of(results, operation))}" for operation in missed]
    return "\n".join(lines)


def faults_in(results: Sequence[Result]) -> list[str]:
    """Each fault once for a caller and operation, with some of the requests that show it."""
    return [line for result in results for line in _faults_of(result)]


def _faults_of(result: Result) -> list[str]:
    shown: dict[tuple[str, str], list[Observed]] = {}
    for each in result.observed:
        if each.fault is not None:
            shown.setdefault((each.operation, each.fault.splitlines()[0]), []).append(each)
    lines = [f"{result.caller}: {fault}" for fault in result.faults]
    for (operation, fault), found in shown.items():
        lines.append(f"{result.caller}: {operation}: {fault} ({len(found)} times)")
        for each in found[:TOLD_OF_EACH]:
            lines.append(f"    {each.status} {each.request}")
            lines += [f"        {line}" for line in (each.fault or "").splitlines()[1:] if line]
    return lines


def _cells(result: Result) -> tuple[str, ...]:
    return (
        result.caller,
        str(len(result.answers)),
        str(len({each.operation for each in result.answers})),
        str(len(result.reached)),
        str(result.fault_count),
        _statuses(result.answers),
    )


def _statuses(observed: Sequence[Observed]) -> str:
    counts: Mapping[int | None, int] = Counter(each.status for each in observed)
    return " ".join(f"{status or 'none'}:{counts[status]}" for status in sorted(counts, key=lambda each: each or 0))


def _of(results: Sequence[Result], operation: str) -> list[Observed]:
    return [each for result in results for each in result.answers if each.operation == operation]
