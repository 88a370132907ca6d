"""What the tests of the records share: the schema as the database has it, and a maker of rows for every table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.records.catalogue import Catalogue, read_catalogue
from tests.records.rows import Rows


@pytest.fixture(scope="session")
def catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Catalogue:
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        return read_catalogue(cursor)


@pytest.fixture
def rows(db: None, catalogue: Catalogue) -> Iterator[Rows]:
    with connection.cursor() as cursor:
        yield Rows(cursor, catalogue)
