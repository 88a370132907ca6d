"""Looks the packages of requirements.txt up among known vulnerabilities, with pip-audit in an environment of its own.

Fails where one is known that a newer version mends. Where pip-audit or the service it asks cannot be reached, says so
and passes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
# Flawed for certain (CVE-2022-40023), and no package of ours: who knows nothing of it knows nothing of the others.
FLAWED = "mako==1.2.0"
PATIENCE_SECONDS = 180  # for installing, and again for asking
# The pins are complete, so nothing has to be resolved or installed to be looked up.
OPTIONS = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json")


def main() -> int:
    with tempfile.TemporaryDirectory() as directory:
        found = _ask(Path(directory))
    if isinstance(found, str):
        sys.stdout.write(f"Packages were not audited: {found}\n")
        return 0
    flaws = [(package, flaw) for package in found for flaw in package.get("vulns", ())]
    for package, flaw in flaws:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        sys.stdout.write(f"{package['name']} {package['version']}: {flaw['id']}, fixed in {fixed}\n")
    sys.stdout.write(f"{len(found)} packages were audited; vulnerabilities known of them: {len(flaws)}.\n")
    return 1 if any(flaw["fix_versions"] for _, flaw in flaws) else 0


def _ask(directory: Path) -> list[dict[str, Any]] | str:
    """What is known of each package, or why nobody could be asked."""
    venv.create(directory, with_pip=True)
    python, answer = directory / "bin" / "python", directory / "answer.json"
    install = ("pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit")
    if fault := _run(python, *install):
        return f"pip-audit could not be installed ({fault})"
    asked = directory / "requirements.txt"
    pins = [line.rstrip(" \\") for line in REQUIREMENTS.read_text().splitlines() if line[:1].isalnum()]
    asked.write_text("\n".join([*pins, FLAWED]))
    fault = _run(python, "pip_audit", "--requirement", str(asked), *OPTIONS, "--output", str(answer))
    if not answer.exists():
        return f"the service could not be asked ({fault})"
    packages: list[dict[str, Any]] = json.loads(answer.read_text())["dependencies"]
    ours = [package for package in packages if package["name"] != FLAWED.partition("==")[0]]
    if not any(package.get("vulns") for package in packages if package not in ours):
        return f"the service that answers knows no vulnerability, not even of {FLAWED}"
    return ours


def _run(python: Path, *module: str) -> str:
    """Why it failed, in one line; empty where it did not."""
    try:
        done = subprocess.run(
            [python, "-m", *module], capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {PATIENCE_SECONDS} s"
    lines = done.stderr.strip().splitlines()
    return (lines[-1][:200] if lines else f"exit code {done.returncode}") if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
