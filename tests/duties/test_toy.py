"""A table of personal data is covered by what its model declares, and by nothing else: tried with an app of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.accounts.test_visibility import CALLERS
from tests.system.serving import CHECKOUT

PATIENCE_SECONDS = 600  # a database is migrated first
ERRORS = {
    "Undeclared": "E101",
    "Ownerless": "E102",
    "Distant": "E103",
    "Misnamed": "E104",
    "Untreated": "E105",
    "Unindexed": "E106",
    "Wordy": "E107",
    "Contradictory": "E108",
}


def run(settings: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process with these settings."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": f"tests.duties.{settings}"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_whatever_works_on_records_works_on_a_new_table_too() -> None:
    completed = run("toy_settings", "-m", "pytest", "-q", "-n", "0", "--create-db", "tests/duties/covered.py")
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert f"{8 + len(CALLERS)} passed" in completed.stdout


def test_the_command_names_each_fault_with_its_model() -> None:
    completed = run("broken_settings", "manage.py", "check")
    assert completed.returncode == 1
    found = re.findall(r"^broken\.(\w+): \(resona\.(E\d+)\)", completed.stderr, re.MULTILINE)
    assert {model: number for model, number in found if number.startswith("E10")} == ERRORS
    # Beside its fault in its duties, each lacks what every table has: comments, and whoever sees its rows.
    assert {number for _, number in found if not number.startswith("E10")} == {"E111", "E113", "E131"}
    assert f"identified {len(found)} issues" in completed.stderr
    assert completed.stderr.count("HINT: ") == len(found)
