"""The list of sealed columns is what the database says of itself, and sealing keeps to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.db import connection

from resona.encryption.sealed_columns import SEALED
from resona.encryption.sealing import seal
from resona.postgres.models import new_id
from tests.architecture.modules import ROOMS, modules_of, tree_of
from tests.records.catalogue import Catalogue, read_catalogue

SEALERS = {"seal", "seal_text", "open_sealed", "open_text"}


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    with connection.cursor() as cursor:
        return read_catalogue(cursor)


def test_every_column_that_says_it_is_sealed_is_listed_and_no_other(catalogue: Catalogue) -> None:
    """Fails when one is added: name it in resona/compliance/sealed_columns.py, or its values outlive their key."""
    columns = (column for columns in catalogue.columns.values() for column in columns)
    says_so = {(column.table, column.name) for column in columns if "sealed" in (column.comment or "").lower()}
    assert says_so == set(SEALED)


def test_each_is_listed_with_its_type_and_the_key_of_its_row(catalogue: Catalogue) -> None:
    for (table, name), sealed in SEALED.items():
        (column,) = (column for column in catalogue.columns[table] if column.name == name)
        assert column.type == ("bytea" if sealed.is_bytes else "text")
        (key,) = (index for index in catalogue.indexes[table] if index.name.endswith("_pkey"))
        assert key.columns == (sealed.row_key,)


def test_whatever_the_code_seals_or_opens_is_listed() -> None:
    """Each name of a table in a call of sealing stands beside the name of its column."""
    found = {place for room in ROOMS[:-1] for module in modules_of(room) for place in _places_in(tree_of(module))}
    assert len(found) > 5
    assert found <= set(SEALED)


@pytest.mark.parametrize("place", [("messages", "role"), ("users", "email"), ("", "")])
def test_nothing_is_sealed_that_rotation_would_not_find(place: tuple[str, str]) -> None:
    with pytest.raises(LookupError, match="not among the sealed columns"):
        seal(*place, new_id(), b"words")


def _places_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SEALERS:
            names = [part.value for part in node.args[:2] if isinstance(part, ast.Constant)]
            if len(names) == 2:
                yield str(names[0]), str(names[1])
