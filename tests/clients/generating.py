"""Generates clients of the API from its description, with the tools that .ci/clients has set up in .clients.

A test of its own scenario needs three lines: `generated` (conftest) makes the clients once, `run_python` and
`run_typescript` run a file beside it against a server, with its address and a key in the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

TOOLS: Final = Path(__file__).with_name("tools")
SET_UP: Final = Path(settings.BASE_DIR) / ".clients"
PATIENCE_SECONDS: Final = 300
# Batches of lines are no JSON, which the generator of Python has to be told.
CONFIG: Final = """
package_name_override: resona_client
content_type_overrides:
  application/x-ndjson: application/octet-stream
"""


@dataclass(frozen=True, kw_only=True)
class Generated:
    """Where the clients are."""

    folder: Path  # with openapi.json, the package resona_client and schema.d.ts


def missing() -> str | None:
    """Why no client can be generated here; None: it can."""
    if not (SET_UP / ".installed").exists():
        return "the generators of clients are not set up: run .ci/clients, which needs npm"
    return None


def generate(description: bytes, folder: Path) -> Generated:
    """Both clients of what is described. Raises AssertionError with what a generator says against it."""
    (folder / "openapi.json").write_bytes(description)
    (folder / "config.yaml").write_text(CONFIG)
    said = run_tool(
        [
            SET_UP / "venv/bin/openapi-python-client", "generate", "--path", "openapi.json", "--config", "config.yaml",
            "--meta", "none", "--output-path", "resona_client", "--fail-on-warning",
        ],
        folder,
    )  # fmt: skip
    assert "Unable to" not in said, said
    run_tool([SET_UP / "node_modules/.bin/openapi-typescript", "openapi.json", "-o", "schema.d.ts"], folder)
    (folder / "node_modules").symlink_to(SET_UP / "node_modules")
    return Generated(folder=folder)


def run_python(generated: Generated, scenario: Path, *, address: str, key: str) -> str:
    """What the scenario prints. Raises AssertionError where it fails."""
    environment = {"PYTHONPATH": str(generated.folder), "RESONA_URL": address, "RESONA_KEY": key}
    return run_tool([SET_UP / "venv/bin/python", scenario], generated.folder, **environment)


def run_typescript(generated: Generated, scenario: Path, *, address: str, key: str) -> str:
    """The same of a scenario in TypeScript, which is type-checked first."""
    shutil.copy(scenario, generated.folder)
    shutil.copy(TOOLS / "tsconfig.json", generated.folder)
    (generated.folder / "package.json").write_text('{"type": "module"}')
    run_tool([SET_UP / "node_modules/.bin/tsc", "--project", "tsconfig.json"], generated.folder)
    written = generated.folder / "written" / scenario.with_suffix(".js").name
    return run_tool(["node", written], generated.folder, RESONA_URL=address, RESONA_KEY=key)


def run_tool(command: list[str | Path], folder: Path, **environment: str) -> str:
    """What it prints. Raises AssertionError with it where it fails."""
    path = f"{SET_UP / 'venv/bin'}:{SET_UP / 'node_modules/.bin'}:{os.environ['PATH']}"
    quiet = {"PATH": path, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1", "CI": "true"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **quiet, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr
