"""What every table of Resona has: a UUIDv7 key that raw SQL can do without."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from uuid_utils.compat import uuid7

# SQL of the same, for rows that a statement makes of others: milliseconds in front, version 7 in the place of 4.
NEW_ID: Final = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING"
    " substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),"
    " 52, 1), 53, 1), 'hex')::uuid"
)


def new_id() -> UUID:
    """A UUIDv7: ordered by time, so inserts stay local in the index (RFC 9562)."""
    return uuid7()


class Record(models.Model):
    """A row with our key. The Python default serves the ORM and the admin's inlines, the database's raw SQL."""

    id = models.UUIDField(
        primary_key=True,
        default=new_id,
        db_default=RandomUUID(),
        editable=False,
        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
    )

    class Meta:
        abstract = True
