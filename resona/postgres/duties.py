"""What a table owes the people it is about, declared on its model: `duties = Duties(…)`. Knows no app, and no Django.

What reads it: audit triggers, the application's rights, exports, expiry, copies for development, the feed of changes.
All names are those of the model's fields. `manage.py check` says what a model forgot.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

Rights = tuple[str, ...]

READ: Final[Rights] = ("SELECT",)
APPEND: Final[Rights] = ("SELECT", "INSERT")
CLEAR: Final[Rights] = ("SELECT", "DELETE")
WRITE: Final[Rights] = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Treatment(Enum):
    """What becomes of a column in a copy for development."""

    KEEP = "stays"
    RENAME = "an id: another one, the same wherever it stands"
    MOVE = "a time: as many weeks earlier as all others of the person"
    DAY = "a day, likewise"
    JSON = "JSON whose ids are renamed and whose times are moved"
    TEXT = "other words of the same length"
    SEALED = "other words of the same length, sealed with the key in use"
    PROFILE = "a sealed profile with another name"
    NAME = "a name made of the row's new id"
    EMAIL = "an address that leads nowhere, made of the row's new id"
    PHONE = "a number that leads nowhere"
    NONE = "empty"
    NO_SIGN_IN = "no password fits"
    FRESH = "a new random id, which nothing else has"


class WholeTable(Enum):
    """What becomes of a whole table there, where its columns are not told apart."""

    EMPTIED = "all rows go: keys, tokens, logs, queues, and what stands for a wish or a claim of a real person"
    KEPT = "what the code itself brings along"


EMPTIED: Final = WholeTable.EMPTIED


@dataclass(frozen=True, kw_only=True, slots=True)
class Expiring:
    """Rows go when the time that their person or clinic keeps records is over, with what cascades from them.

    Tables go in the order of the models, so that rows of a later one can tell whether those they refer to are gone.
    """

    dated_by: str  # the field whose time counts
    only_where: str = "true"  # SQL about a row of the table; %(until)s is the time before which rows go


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """Systems that read rows of this table over the API are told that one was added, changed or deleted."""

    kind: str  # what they know its rows as
    scope: str  # what their key needs, to read such a row
    no_news: tuple[str, ...] = ()  # fields of which a change alone is not told; of sealed ones and digests none is


@dataclass(frozen=True, kw_only=True, slots=True)
class Duties:
    """What a model says of its table; what it leaves out is as most tables have it."""

    # Whose rows they are. By default the model's own key `user` leads there.
    subject: str = "user"  # another field that leads to people; over a second model, `conversation__user`
    two_hops: str = ""  # why the model has no own key to its person, or to the clinic where it is nobody's
    pseudonym: str = ""  # the field that holds the person's pseudonym, for rows that outlive the account
    nobody: str = ""  # why no row is about any person
    clinic: str = "clinic"  # the field that leads to the clinic, where no person does
    found_by: str = ""  # SQL by which an export finds a person's rows without a key: %(person)s, %(pseudonym)s
    seen_by: str = ""  # who sees its rows, where these are not those who see the person, and why

    # What the application's role may do with the table.
    rights: Rights = APPEND
    may_change: tuple[str, ...] = ()  # of rows that are otherwise not to be changed: the fields that are

    # Which values the audit log keeps: levels, states, roles and memberships, never a text, a time or a measurement.
    kept: tuple[str, ...] = ()
    kept_codes: Mapping[str, str] = field(default_factory=dict)  # of those, the ones without choices: what they hold
    not_audited: str = ""  # why changes are not logged

    # What becomes of it in a copy for development: of the whole table, or of the fields whose class does not tell.
    copies: WholeTable | Mapping[str, Treatment] = field(default_factory=dict)

    # What a person's archive leaves out, and why.
    not_exported: str = ""
    not_shown: Mapping[str, str] = field(default_factory=dict)  # by field
    not_exported_where: str = ""  # SQL about a row of this table: it tells of somebody else

    # Whether other systems follow its changes, and as what.
    followed: Followed | None = None

    # When rows go by themselves; and, by the field that refers to them, which rows stay as long as SQL about a row of
    # this table holds.
    expires: Expiring | None = None
    keeps_from_expiry: Mapping[str, str] = field(default_factory=dict)
