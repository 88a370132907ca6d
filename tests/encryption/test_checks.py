"""A column that says it is sealed, and is not, is an error of `manage.py check`."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import registry
from django.db import models
from django.test.utils import isolate_apps

from resona.encryption.checks import check_sealed_comments, faults_of
from resona.encryption.fields import SealedTextField
from resona.postgres.models import Record


def test_the_project_has_no_such_column_and_is_asked_for_them() -> None:
    assert check_sealed_comments(None) == []
    assert check_sealed_comments in set[Any](registry.registry.registered_checks)


@pytest.mark.parametrize(
    ("field", "is_faulty"),
    [
        (models.TextField(db_comment="Why: AES-256-GCM sealed text, base64url"), True),
        (models.BinaryField(db_comment="Sealed body"), True),
        (models.CharField(max_length=9, db_comment="Sealed"), True),
        (SealedTextField(db_comment="Why"), False),
        (models.TextField(db_comment="Why"), False),
        (models.TextField(), False),
        (models.DateTimeField(db_comment="When it was sealed"), False),
    ],
)
@isolate_apps("resona.postgres")
def test_a_comment_that_says_sealed_must_be_of_a_sealed_field(field: Any, is_faulty: bool) -> None:
    meta = type("Meta", (), {"app_label": "resona_postgres"})
    model: Any = type("Note", (Record,), {"text": field, "Meta": meta, "__module__": __name__})
    assert [error.id for error in faults_of(model)] == (["resona.E122"] if is_faulty else [])
