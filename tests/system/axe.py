"""axe-core in the page: what hinders whoever hears it, or comes by the keyboard, or sees colours badly."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any, Final

import pytest
from selenium import webdriver

# Of the package registry of npm, under the MPL-2.0; read by tests alone, and so fetched by them alone.
PACKAGE: Final = "axe-core@4.14.1"
ARCHIVE: Final = "axe-core-4.14.1.tgz"
DIGEST: Final = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="  # SHA-512
SCRIPT: Final = "package/axe.min.js"
PATIENCE_SECONDS: Final = 120
SERIOUS: Final = ("serious", "critical")
RULES: Final = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST: Final = {"type": "rule", "values": ["color-contrast"]}
RUN: Final = """
const [rules, done] = arguments;
axe.run(document, {runOnly: rules, resultTypes: ["violations"], elementRef: false}).then(
    found => done(found.violations.map(fault => ({
        rule: fault.id, impact: fault.impact, of: fault.nodes.map(node => node.html.slice(0, 160))
    }))), error => done([{rule: "failed", impact: "critical", of: [String(error)]}]));
"""


def fetch_axe(directory: Path) -> str:
    """Its script, kept in this directory; skips the test where it cannot be had."""
    archive = directory / ARCHIVE
    if not archive.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("No axe-core to look at pages with: there is no npm on the PATH.")
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(directory)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_SECONDS)
        if done.returncode or not archive.exists():
            pytest.skip(f"No axe-core to look at pages with: npm could not fetch {PACKAGE}.")
    assert base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() == DIGEST
    with tarfile.open(archive) as packed:
        script = packed.extractfile(SCRIPT)
        assert script is not None
        return script.read().decode()


def serious_faults(browser: webdriver.Chrome, axe: str, rules: dict[str, Any] = RULES) -> dict[str, list[str]]:
    """Of the page that is open, by rule, where they are."""
    if browser.execute_script("return typeof axe === 'undefined'"):
        browser.execute_script(axe)
    found = browser.execute_async_script(RUN, rules)
    return {fault["rule"]: fault["of"] for fault in found if fault["impact"] in SERIOUS}
