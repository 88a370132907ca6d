"""What was said in a session in pages, none of which is large, however much was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db.models import Func, IntegerField, QuerySet

from conversations.models import Conversation, Message
from resona.encryption.sealing import SealedValueError

# Rows on a page: an ordinary session has fewer.
MOST_ROWS: Final = 200
# Bytes of sealed text on a page, 60 kB of words: HTML takes up to six for one, and what is marked stands there twice.
MOST_BYTES: Final = 80_000
# Characters in one row of a long message; all but its last have as many (conversations.parts).
ROW_CHARACTERS: Final = Message.content.max_characters or 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A message, or as much of a long one as stands on a page."""

    message_id: UUID
    start: int  # in characters of the message
    rows: tuple[Message, ...]  # at least one

    def open(self) -> str | None:
        """What it says; None where that cannot be opened."""
        try:
            return "".join(Message.content.open(row.id, row.content) for row in self.rows)
        except SealedValueError:
            return None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """A row: which part of which message it is."""

    message_id: UUID
    part: int  # from 0


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePages:
    """How what was said is spread over pages, which are numbered from 1."""

    session: Conversation
    _pages: tuple[tuple[_Place, ...], ...]

    def __len__(self) -> int:
        return len(self._pages)

    def read(self, number: int) -> list[Stretch]:
        """What is on a page, in its order. One statement."""
        places = self._pages[number - 1]
        start = sum(map(len, self._pages[: number - 1]))
        placed = zip(places, _rows_of(self.session)[start : start + len(places)], strict=False)
        return [
            _stretch([*rows]) for _, rows in groupby(placed, key=lambda one: one[0].message_id)
        ]  # the parts of a message stand one after another

    def counts(self, number: int) -> tuple[int, int, int]:
        """The first and the last message of a page, counted from 1, and how many there are in all."""
        seen, first, last = 0, 0, 0
        for page_number, page in enumerate(self._pages, start=1):
            begun = sum(place.part == 0 for place in page)
            if page_number == number:
                first, last = seen + (page[0].part == 0), seen + begun
            seen += begun
        return first, last, seen

    def holding(self, spans: Iterable[tuple[str, int]]) -> list[int]:
        """The pages where these stand: the text of a message's id, and a character of it."""
        sought = {(message_id, start // ROW_CHARACTERS) for message_id, start in spans}
        return [
            number
            for number, page in enumerate(self._pages, start=1)
            if any((str(place.message_id), place.part) in sought for place in page)
        ]


def pages_of(session: Conversation) -> MessagePages:
    """Those of a session: none where nothing was said. One statement, which reads no words."""
    size = Func("content", function="octet_length", output_field=IntegerField())
    rows = _rows_of(session).annotate(size=size).values_list("id", "part_of", "size")
    return MessagePages(session=session, _pages=tuple(_spread(rows)))


def _rows_of(session: Conversation) -> QuerySet[Message]:
    return Message.objects.filter(conversation=session).order_by("position", "id")


def _spread(rows: Iterable[tuple[UUID, UUID | None, int]]) -> Iterator[tuple[_Place, ...]]:
    parts, page, taken = Counter[UUID](), list[_Place](), 0
    for row_id, part_of, size in rows:
        if page and (len(page) == MOST_ROWS or taken + size > MOST_BYTES):
            yield tuple(page)
            page, taken = [], 0
        message_id = part_of or row_id
        page.append(_Place(message_id=message_id, part=parts[message_id]))
        parts[message_id] += 1
        taken += size
    if page:
        yield tuple(page)


def _stretch(placed: list[tuple[_Place, Message]]) -> Stretch:
    first, _ = placed[0]
    return Stretch(
        message_id=first.message_id, start=first.part * ROW_CHARACTERS, rows=tuple(message for _, message in placed)
    )
