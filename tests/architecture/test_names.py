"""No module names what belongs to an app to its right, however it is written: what is known points one way too."""

from __future__ import annotations

import pytest

from tests.architecture.modules import modules_of
from tests.architecture.names import _is_named, named_in, names_of
from tests.architecture.test_imports import APPS, PLATFORM


@pytest.mark.parametrize("package", [*PLATFORM, *APPS[:-1]])
def test_a_module_names_nothing_of_an_app_to_its_right(package: str) -> None:
    to_the_right = APPS[APPS.index(package) + 1 :] if package in APPS else APPS
    named = {module: list(named_in(module, to_the_right)) for module in _written(package)}
    assert {module: lines for module, lines in named.items() if lines} == {}


@pytest.mark.parametrize(
    ("module", "package", "name"),
    [
        ("resona.analysis.queueing", "baselines", "baseline_replays"),  # a table, in a statement
        ("interfaces.nightly", "resona.accounts", "FROM users"),
        ("risk.session_findings", "baselines", "baselines.normal.Measured"),  # an import
        ("risk.notifications", "risk", "risk_crisisevent"),  # a page
        ("risk.open_findings", "risk", "CrisisEvent"),  # a model
        ("resona.settings", "resona.accounts", "resona.accounts.sessions"),  # a module, in a string
        ("resona.settings", "conversations", "conversations"),  # an app
        ("resona.settings", "resona.accounts", "accounts.User"),
        ("resona.audit.apps", "resona.audit", "resona_seal_audit"),  # a function, made by a migration
        ("resona.analysis.tasks", "resona.analysis", "resona.analysis.queueing.ANALYSIS"),
    ],
)
def test_a_name_is_found_however_it_is_written(module: str, package: str, name: str) -> None:
    assert name in {line.partition(": ")[2] for line in named_in(module, [package])}


def test_a_look_up_names_what_it_leads_through() -> None:
    names = names_of(("risk",))
    assert _is_named("user__risk_assessments__risk_level", names)
    assert not _is_named("user__email__icontains", names)


def _written(package: str) -> list[str]:
    """Its modules but for migrations, which say what was."""
    return [module for module in modules_of(package) if ".migrations" not in module]
