"""What stands where, how long it is, and that it is finished."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.apps import apps
from procrastinate.contrib.django import app

from tests.architecture.modules import ROOMS, ROOT, is_ours, path_of, tree_of, written_modules

TOP_LEVEL = {
    *ROOMS, "manage.py", "requirements.txt", "README.md", "pyproject.toml", "Makefile",
}  # fmt: skip
CLINICAL_APPS = {"conversations", "baselines", "risk", "interfaces"}
LONGEST_MODULE = 400  # lines
# Put together here, or this module would find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b")


def test_the_top_level_holds_what_every_django_project_has() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith((".", "__"))}
    assert found - TOP_LEVEL == set()


def test_every_app_but_the_clinical_ones_is_inside_resona() -> None:
    ours = {config.name for config in apps.get_app_configs() if is_ours(Path(config.path))}
    assert {name for name in ours if name.partition(".")[0] != "resona"} == CLINICAL_APPS


def test_every_job_is_in_the_tasks_of_its_app() -> None:
    modules = {task.func.__module__ for task in app.tasks.values()} - {"procrastinate.builtin_tasks"}
    assert "risk.tasks" in modules
    assert modules <= {f"{config.name}.tasks" for config in apps.get_app_configs()}


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    lengths = {module: len(path_of(module).read_text(encoding="utf-8").splitlines()) for module in written_modules()}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [module for module in written_modules() if tree_of(module).body and not ast.get_docstring(tree_of(module))]
    assert silent == []


def test_nothing_is_left_for_later() -> None:
    texts = (path for room in ROOMS for kind in ("*.py", "*.html") for path in (ROOT / room).rglob(kind))
    assert [str(path) for path in texts if UNFINISHED.search(path.read_text(encoding="utf-8"))] == []
