"""The project's modules as text: what each imports, and what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("resona", "conversations", "baselines", "risk", "interfaces", "tests")


def is_ours(path: Path) -> bool:
    """Whether a folder is the project's own, and not of a package installed beside it (.venv)."""
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ROOMS


def modules_of(package: str) -> Iterator[str]:
    """The modules of a package and of the packages in it, by name; a module's own name for a module."""
    if not (ROOT / package.replace(".", "/")).is_dir():
        yield package
        return
    for path in sorted((ROOT / package.replace(".", "/")).rglob("*.py")):
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def written_modules() -> list[str]:
    """All but migrations, which Django writes."""
    return [module for room in ROOMS for module in modules_of(room) if ".migrations" not in module]


def path_of(module: str) -> Path:
    path = ROOT / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text(encoding="utf-8"))


def imports_of(module: str) -> set[str]:
    """What a module imports anywhere in it, for type checkers included; the names of things, not of their modules."""
    return _names_imported(ast.walk(tree_of(module)))


def imports_at_once(module: str) -> set[str]:
    """What importing a module imports: not what stands in functions, or under `if TYPE_CHECKING`."""
    return _names_imported(tree_of(module).body)


def calls_of(module: str) -> set[str]:
    """The names of the functions and methods that a module calls."""
    functions = (node.func for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call))
    return {
        function.attr if isinstance(function, ast.Attribute) else function.id
        for function in functions
        if isinstance(function, ast.Attribute | ast.Name)
    }


def is_within(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _names_imported(nodes: Iterable[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
