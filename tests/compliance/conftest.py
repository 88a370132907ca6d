"""A maker of rows for every table, as the tests of the records have it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.records.catalogue import read_catalogue
from tests.records.rows import Rows


@pytest.fixture
def rows(db: None) -> Iterator[Rows]:
    with connection.cursor() as cursor:
        yield Rows(cursor, read_catalogue(cursor))
