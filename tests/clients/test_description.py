"""The description of the API says everything that tools want to know, and nothing that stops them."""

from __future__ import annotations

from pathlib import Path

from tests.clients.generating import SET_UP, TOOLS, run_tool

BIN = SET_UP / "node_modules/.bin"


def test_redocly_finds_no_error(described: bytes, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_bytes(described)
    command: list[str | Path] = [
        SET_UP / "node_modules/.bin/redocly",
        "lint",
        "openapi.json",
        "--config",
        TOOLS / "redocly.yaml",
    ]
    run_tool(command, tmp_path)


def test_spectral_finds_no_error(described: bytes, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_bytes(described)
    command: list[str | Path] = [
        SET_UP / "node_modules/.bin/spectral",
        "lint",
        "openapi.json",
        "--ruleset",
        TOOLS / "spectral.yaml",
    ]
    run_tool(command, tmp_path)
