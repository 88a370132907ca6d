"""One model for each error that `manage.py check` knows of; no table is ever made of them."""

from __future__ import annotations

from django.db import models

from conversations.models import Conversation
from resona.accounts.models import User
from resona.postgres.duties import Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.models import Record


class Undeclared(Record):
    """Declares nothing."""

    user = DatabaseForeignKey(User, related_name="+")


class Ownerless(Record):
    """Leads to nobody."""

    duties = Duties()


class Distant(Record):
    """Finds its person over another table, and says not why."""

    session = DatabaseForeignKey(Conversation, related_name="+")

    duties = Duties(subject="session__user")


class Misnamed(Record):
    """Names a field that it does not have."""

    user = DatabaseForeignKey(User, related_name="+")

    duties = Duties(kept=("level",))


class Untreated(Record):
    """Has a field whose class tells nothing of what becomes of it."""

    user = DatabaseForeignKey(User, related_name="+")
    raw = models.BinaryField()

    duties = Duties()


class Unindexed(Record):
    """Would be read from end to end at every erasure."""

    user = DatabaseForeignKey(User, related_name="+", db_index=False)

    duties = Duties()


class Wordy(Record):
    """Would have the log keep words."""

    user = DatabaseForeignKey(User, related_name="+")
    said = models.TextField()

    duties = Duties(kept=("said",))


class Contradictory(Record):
    """Is nobody's and somebody's."""

    user = DatabaseForeignKey(User, related_name="+")

    duties = Duties(nobody="why", two_hops="why")
