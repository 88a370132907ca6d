"""Indexes whose names may be as long as PostgreSQL allows."""

from django.db import models


class NamedIndex(models.Index):
    """An index that keeps the name it is given; Django's own stop at 30 characters, for other databases' sake."""

    max_name_length = 63  # bytes, PostgreSQL's NAMEDATALEN - 1
