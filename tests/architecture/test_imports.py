"""Imports and foreign keys point one way, as DESIGN says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.modules import ROOMS, imports_at_once, imports_of, is_ours, is_within, modules_of, path_of

# An app may import what stands to its left, never to its right.
APPS = (
    "resona.accounts",
    "resona.audit",
    "resona.compliance",
    "resona.sign_in",
    "conversations",
    "baselines",
    "risk",
    "resona.care",
    "interfaces",
    "resona.analysis",
    "resona.integrations",
)
# These know no app at all.
PLATFORM = (
    "resona.postgres",
    "resona.encryption",
    "resona.api",
    "resona.outgoing",
    "resona.site",
    "resona.charts",
    "resona.env",
    "resona.errors",
    "resona.given_text",
    "resona.compression",
    "resona.headers",
    "resona.loading",
    "resona.logs",
    "resona.metrics",
    "resona.request_ids",
    "resona.server_problems",
    "resona.showing",
    "resona.slots",
    "resona.time_zones",
    "resona.server_log_check",
)
ASSEMBLED_ROUTES = "resona.api_urls"
# What reaches other systems: only one package may, so that what it bounds and refuses holds for all.
REACHING_OUT = (
    "aiohttp",
    "django.core.mail",
    "ftplib",
    "http.client",
    "httpcore2",
    "httpx",
    "httpx2",
    "imaplib",
    "requests",
    "smtplib",
    "telnetlib",
    "urllib.request",
    "urllib3",
)
ASKS_ITS_OWN_SERVER = "resona.demo.serving"  # whether it has started
# These build on everything, so nothing builds on them.
ON_TOP = ("resona.demo", "resona.management", "resona.urls", ASSEMBLED_ROUTES)
# These put the project together, and so name what there is.
STARTING = (
    "resona.api_examples",
    "resona.api_tags",
    "resona.apps",
    "resona.asgi",
    "resona.checks",
    "resona.server",
    "resona.server_worker",
    "resona.settings",
    "resona.wsgi",
)


@pytest.mark.parametrize("package", APPS)
def test_an_app_imports_only_what_stands_to_its_left(package: str) -> None:
    to_the_right = (*APPS[APPS.index(package) + 1 :], *ON_TOP)
    assert _imports_within(package, to_the_right) == []


@pytest.mark.parametrize("package", PLATFORM)
def test_the_platform_knows_no_domain(package: str) -> None:
    assert _imports_within(package, (*APPS, *ON_TOP)) == []


def test_every_module_has_one_place_in_the_order() -> None:
    places = (*APPS, *PLATFORM, *ON_TOP, *STARTING)
    modules = [module for room in ROOMS[:-1] for module in modules_of(room) if module != "resona"]
    times = {module: sum(is_within(module, (place,)) for place in places) for module in modules}
    assert {module: number for module, number in times.items() if number != 1} == {}


def test_every_app_has_a_place_in_the_order() -> None:
    ours = {config.name for config in apps.get_app_configs() if is_ours(Path(config.path))}
    assert ours - {"resona"} <= {*APPS, *PLATFORM}


def test_only_one_package_reaches_other_systems() -> None:
    imports = [line for room in ROOMS[:-1] for line in _imports_within(room, REACHING_OUT)]
    importers = {line.partition(" ")[0] for line in imports}
    assert {module for module in importers if not is_within(module, ("resona.outgoing",))} == {ASKS_ITS_OWN_SERVER}


def test_nothing_but_the_urls_imports_the_assembled_routes() -> None:
    importers = {line.partition(" ")[0] for line in _imports_within("resona", (ASSEMBLED_ROUTES,))}
    assert importers <= {"resona.urls"}


@pytest.mark.parametrize("room", ROOMS[:-1])
def test_no_room_imports_the_tests(room: str) -> None:
    assert _imports_within(room, ("tests",)) == []


def test_importing_a_module_never_leads_back_to_it() -> None:
    graph = {module: _modules_among(imports_at_once(module)) for room in ROOMS for module in modules_of(room)}
    done: set[str] = set()
    for module in graph:
        _walk(module, graph, done, ())
    assert done >= set(graph) >= {"resona.analysis.services"}


def test_foreign_keys_point_to_the_left() -> None:
    order = [apps.get_app_config(package.rpartition(".")[2]).label for package in APPS]
    keys = [
        (model, field.related_model)
        for label in order
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    ]
    assert len(keys) > 20
    for model, target in keys:
        assert isinstance(target, type)
        assert order.index(model._meta.app_label) >= order.index(target._meta.app_label), f"{model} -> {target}"


def _imports_within(package: str, forbidden: tuple[str, ...]) -> list[str]:
    """`module -> name` for each name in the forbidden packages that a module of this package imports."""
    return [
        f"{module} -> {name}"
        for module in modules_of(package)
        for name in sorted(imports_of(module))
        if is_within(name, forbidden) and not is_within(module, forbidden)
    ]


def _modules_among(names: set[str]) -> set[str]:
    """The modules of ours that these names are, or are parts of."""
    candidates = {part for name in names if is_within(name, ROOMS) for part in (name, name.rpartition(".")[0])}
    return {name for name in candidates if path_of(name).exists() and path_of(name).name != "__init__.py"}


def _walk(module: str, graph: dict[str, set[str]], done: set[str], path: tuple[str, ...]) -> None:
    assert module not in path, f"a ring: {' -> '.join((*path, module))}"
    if module not in done:
        for imported in sorted(graph.get(module, ())):
            _walk(imported, graph, done, (*path, module))
        done.add(module)
