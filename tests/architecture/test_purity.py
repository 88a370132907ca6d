"""Arithmetic and words stand in modules without Django, clock, settings and I/O, and import no others.

A module says so itself, with the sentence "Pure." in its docstring, and is held to it. In the clinical apps every
module that is pure has to say so: what stops being pure, by what it does or by what it imports, breaks its own word.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.modules import ROOMS, calls_of, imports_of, is_within, path_of, tree_of, written_modules

SAYS_SO = re.compile(r"(?:^|\s)Pure\.(?:\s|$)")
# Where what is pure says so: all that is learned, found and said of a person.
CLINICAL = ("conversations", "baselines", "risk", "interfaces", "resona.charts")
# Of the rest of the project a pure module may know only its errors, and what reads constants that are shipped beside
# the code: arrays too large to be written as Python.
ERRORS = "resona.errors"
SHIPPED_CONSTANTS = frozenset({"risk.stated_emotion.model_files", "risk.crisis.learned_file"})
IMPURE_IMPORTS = {
    "asyncio", "contextvars", "django", "environ", "http", "io", "logging", "multiprocessing", "os", "pathlib",
    "procrastinate", "psycopg", "random", "rest_framework", "secrets", "shutil", "signal", "socket", "subprocess",
    "sys.stdout", "tempfile", "threading", "time", "urllib",
}  # fmt: skip
IMPURE_CALLS = {"input", "now", "open", "print", "read_bytes", "read_text", "today", "utcnow", "uuid4", "uuid7"}

MODULES = [module for module in written_modules() if path_of(module).name != "__init__.py"]
PURE = frozenset(module for module in MODULES if SAYS_SO.search(ast.get_docstring(tree_of(module)) or ""))


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_module_that_says_it_is_pure_touches_nothing_outside(module: str) -> None:
    assert _impurities(module) == set()


@pytest.mark.parametrize("app", CLINICAL)
def test_a_module_of_the_clinical_apps_that_is_pure_says_so(app: str) -> None:
    silent = {module for module in MODULES if is_within(module, [app]) and module not in PURE}
    assert {module for module in silent if not _impurities(module)} == set(), 'say "Pure." in their docstrings'


def test_what_is_not_pure_is_recognised() -> None:
    assert {"django.db.connection", "interfaces.queueing.queue_builds"} <= _impurities("interfaces.nightly")
    assert "now" in _impurities("risk.tasks") | _impurities("interfaces.tasks")


def _impurities(module: str) -> set[str]:
    """What a module imports or calls that no pure one may."""
    imports, known = imports_of(module), {*PURE, ERRORS, *SHIPPED_CONSTANTS}
    outside = {name for name in imports if is_within(name, IMPURE_IMPORTS)}
    not_pure = {name for name in imports if is_within(name, ROOMS) and not is_within(name, known)}
    return outside | not_pure | (calls_of(module) & IMPURE_CALLS)
