"""The names by which a module may mean something of an app: modules, models, tables, functions, permissions, pages."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import Model

from tests.architecture.modules import modules_of, path_of, tree_of

# After these a word is a table's name, however common it is.
_IN_SQL = r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES|TRUNCATE|ON) (?:ONLY )?"

_MAKES_FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (?:public\.)?(\w+)\(")


@dataclass(frozen=True, kw_only=True)
class Names:
    """How some apps are named."""

    code: re.Pattern[str]  # in a string of code
    paths: re.Pattern[str]  # in a comment: there only the path of a module; it may speak of what an app is about
    identifiers: frozenset[str]


@cache
def names_of(packages: tuple[str, ...]) -> Names:
    """All names of these apps, from the registry."""
    models = [model for config in apps.get_app_configs() if config.name in packages for model in config.get_models()]
    identifiers = frozenset(name for model in models for name in _names_of_model(model))
    functions = [name for package in packages for name in _functions_of(package)]
    labels = _any_of(package.rpartition(".")[2] for package in packages)
    paths = rf"(?<![\w.]){_any_of(packages)}\.[a-z]\w*|(?<![\w/]){_any_of(_folders(packages))}/\w+"
    code = [
        paths,
        rf"(?<![\w.]){labels}\.[A-Za-z]\w*",  # a model, a permission, a column of the table that is called like its app
        rf"(?<![\w/]){labels}/",  # a template, a page
    ]
    if functions:
        code.append(rf"\b{_any_of(functions)}\b")
    if models:
        code.append(rf"^{_any_of(model._meta.app_label for model in models)}$")
        pages = [f"{model._meta.app_label}_{model._meta.model_name}" for model in models]
        code.append(rf"(?<![A-Za-z0-9]){_any_of([*identifiers, *pages])}(?![A-Za-z0-9])")
        code.append(rf"{_IN_SQL}{_any_of(model._meta.db_table for model in models)}\b")
    return Names(code=re.compile("|".join(code)), paths=re.compile(paths), identifiers=identifiers)


def named_in(module: str, packages: Sequence[str]) -> Iterator[str]:
    """`line: name` wherever a module names one of these apps; in what it imports, in its code and its comments."""
    names = names_of(tuple(packages))
    docstrings = set(_docstrings(tree_of(module)))
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            pattern = names.paths if node in docstrings else names.code
            yield from (f"{node.lineno}: {found[0]}" for found in pattern.finditer(node.value))
        else:
            yield from (f"{line}: {name}" for line, name in _identifiers(node) if _is_named(name, names))
    for line, comment in _comments(module):
        yield from (f"{line}: {found[0]}" for found in names.paths.finditer(comment))


def _names_of_model(model: type[Model]) -> Iterator[str]:
    """Its table, its class and what it adds to models it refers to, where they are no common words."""
    added = (field.remote_field.get_accessor_name() for field in model._meta.local_fields if field.remote_field)
    yield from (name for name in (model._meta.db_table, *added) if name and "_" in name)
    if re.search(r"[a-z][A-Z]", model.__name__):
        yield model.__name__


def _functions_of(package: str) -> Iterator[str]:
    """Those that its migrations and modules make in PostgreSQL."""
    for module in modules_of(package):
        yield from _MAKES_FUNCTION.findall(path_of(module).read_text(encoding="utf-8"))


def _is_named(name: str, names: Names) -> bool:
    """A look-up names what each of its parts does."""
    return not names.identifiers.isdisjoint(name.split("__")) or bool(names.paths.match(name))


def _identifiers(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
            yield node.lineno, name
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
            yield node.lineno, name
        case ast.Import(names=imported):
            yield from ((node.lineno, one.name) for one in imported)
        case ast.ImportFrom(module=str(name), names=imported):
            yield from ((node.lineno, f"{name}.{one.name}") for one in imported)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def _comments(module: str) -> Iterator[tuple[int, str]]:
    lines = io.StringIO(path_of(module).read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(lines.readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _folders(packages: Sequence[str]) -> Iterator[str]:
    return (package.replace(".", "/") for package in packages)


def _any_of(words: Iterator[str] | Sequence[str]) -> str:
    """The longest first, so that what is found is told in full."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))})"
