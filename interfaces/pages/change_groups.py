"""The changes of one version as a clinician reads them: the weightiest first, those of one reason together. Pure."""

from dataclasses import dataclass

from interfaces.pages.change_wording import ChangeLine, read_changes, weight_of


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeGroup:
    """Changes for one and the same reason."""

    lines: tuple[ChangeLine, ...]
    why: str  # in the words the person reads
    why_for_clinician: str


def group_changes(stored: object) -> tuple[ChangeGroup, ...]:
    """Every change as it is logged, once. A group stands where its weightiest change does."""
    groups: dict[tuple[str, str], list[ChangeLine]] = {}
    for line in sorted(read_changes(stored), key=lambda line: weight_of(line.what)):
        groups.setdefault((line.why, line.why_for_clinician), []).append(line)
    return tuple(
        ChangeGroup(lines=tuple(lines), why=why, why_for_clinician=why_for_clinician)
        for (why, why_for_clinician), lines in groups.items()
    )
