"""Which tables are emptied between tests."""

from __future__ import annotations

import pytest
from django.core.management.color import no_style
from django.db import connection

from resona.accounts.models import Clinic


@pytest.mark.django_db
def test_data_is_emptied_but_neither_the_schemas_own_rows_nor_what_refuses() -> None:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    emptied = " ".join(connection.ops.sql_flush(no_style(), tables))
    assert f'"{Clinic._meta.db_table}"' in emptied
    assert {name for name in tables if f'"{name}"' not in emptied} >= {"django_content_type", "auth_permission"}
