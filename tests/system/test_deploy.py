"""`manage.py check --deploy` finds nothing in the settings that OPERATIONS.md asks for."""

from __future__ import annotations

import subprocess
import sys

from tests.platform.test_checks import ENVIRONMENT
from tests.system.serving import CHECKOUT, PATIENCE_SECONDS, environment


def test_the_settings_of_readme_are_clean(shared_database: None) -> None:
    shown = {name: value for name, value in ENVIRONMENT.items() if name != "DATABASE_URL"}
    variables = environment(**shown, BEHIND_PROXY="1", SECURE_SSL_REDIRECT="1")
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=CHECKOUT,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert (done.stderr, done.returncode) == ("", 0)
