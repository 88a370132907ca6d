"""Lists the licence of each package that a server installs, as its release states it; fails where one states none."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "resona" / "requirements-server.txt"
CLASSIFIER = "License :: "
LONGEST_NAME = 60  # characters: some releases state the whole licence


def main() -> int:
    stated = {name: _licence_of(name) for name in _pinned()}
    for name, licence in stated.items():
        sys.stdout.write(f"{name:<32} {licence or 'states none'}\n")
    return 0 if all(stated.values()) else 1


def _pinned() -> list[str]:
    lines = REQUIREMENTS.read_text().splitlines()
    return [line.partition("==")[0].partition("[")[0] for line in lines if line[:1].isalnum()]


def _licence_of(name: str) -> str:
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "not for this platform"
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith(CLASSIFIER)]
    expression = told.get("License-Expression") or told.get("License") or ""
    is_whole_text = len(expression) > LONGEST_NAME and classified
    return ", ".join(classified) if is_whole_text or not expression else expression


if __name__ == "__main__":
    sys.exit(main())
