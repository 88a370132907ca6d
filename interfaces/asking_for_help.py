"""A person asks for help, or says that they are not safe: a crisis event at once, whatever consent and restriction say.

Nothing about the form of what they send refuses it, and no replay of their sessions, which holds their row, delays it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from django.db import OperationalError, connection, transaction

from resona.accounts.models import User
from resona.api.lenient_json import parse_lenient
from resona.encryption.digests import id_from_content
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from resona.postgres.retry import retry_idempotent
from risk.crisis_events import Row, Source, crisis_row, raise_events
from risk.models import CrisisEvent
from risk.policy import RiskLevel

SourceKind: TypeAlias = CrisisEvent.SourceKind

MAX_WORDS: Final = 5000  # characters, as long as a message may be; what is beyond them is not kept
SAFE: Final = frozenset({"safety.safe", "safe"})
UNSURE: Final = frozenset({"safety.unsure", "unsure"})
_KNOWN: Final = frozenset({"id", "words", "answer"})
# So long it waits for whoever is recording the person, so that both raise events of one episode.
_LONGEST_WAIT: Final = "2s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """What came with a request, as far as it could be read."""

    client_id: str = ""  # by which the app that sent it knows it; empty: none
    words: str = ""
    answer: str = ""  # of a safety check, by its key

    @property
    def level(self) -> RiskLevel | None:
        """The level of an answer to the safety check; None for one that is safe. What cannot be read is not."""
        if self.answer in SAFE:
            return None
        return "high" if self.answer in UNSURE else "critical"


def read_sent(body: bytes) -> Sent:
    """What a body says: an object with `id`, `words` and `answer`, all optional; anything else is taken for words."""
    text = body.decode("utf-8", "replace").strip()
    try:
        value = parse_lenient(body).value if text else {}
    except InvalidInputError:
        value = text
    if not isinstance(value, dict):
        return Sent(words=_clean(text))
    words = value.get("words", "")
    is_understood = isinstance(words, str) and value.keys() <= _KNOWN
    return Sent(
        client_id=str(value.get("id") or ""),
        words=_clean(words if is_understood else text),
        answer=str(value.get("answer") or ""),
    )


def ask_for_help(*, person_id: UUID, kind: SourceKind, level: RiskLevel, sent: Sent, now: datetime) -> UUID | None:
    """Raises the event, and returns the id of a new one: what comes again while its event is open is the same request.

    Without an id of the app's that is so for what comes without words within the same minute.
    """
    event = crisis_row(
        user_id=person_id,
        source=Source(kind=kind, id=_source_id(person_id, kind, sent, now)),
        level=level,
        detection_method=kind.value,
        is_historical=False,
        now=now,
        words=sent.words,
    )
    assert event is not None
    return retry_idempotent(lambda: _raise(event))


@transaction.atomic
def _raise(event: Row) -> UUID | None:
    _wait_for_recording(event["user_id"])
    (raised,) = raise_events([event])
    event_id: UUID = raised["id"]
    return event_id if event_id == event["id"] else None


def _wait_for_recording(person_id: UUID) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = %s", [_LONGEST_WAIT])
            User.objects.select_for_update(no_key=True).filter(id=person_id).order_by("id").first()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != "55P03":  # lock_not_available
            raise
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")


def _source_id(person_id: UUID, kind: SourceKind, sent: Sent, now: datetime) -> UUID:
    if sent.client_id:
        named = sent.client_id
    elif sent.words:
        return new_id()
    else:
        named = f"{now:%Y-%m-%d %H:%M}"
    return id_from_content(
        "", "\n".join((str(person_id), kind, named, sent.answer, sent.words)).encode("utf-8", "replace")
    )


def _clean(text: str) -> str:
    return text.strip()[:MAX_WORDS].encode("utf-8", "replace").decode()
