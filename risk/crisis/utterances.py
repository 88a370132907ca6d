"""Utterances cut over several messages: short consecutive ones that no mark closes are read as one. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# Who cuts an utterance sends short messages. Characters.
LONGEST_PIECE: Final = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A range of one message."""

    message_index: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """Successive messages as one text, joined by spaces."""

    text: str
    first_message: int
    starts: tuple[int, ...]  # of each message in the text

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """A range of the text as ranges of its messages."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        ends = (*(begin - 1 for begin in self.starts[1:]), len(self.text))
        return tuple(
            Piece(
                message_index=self.first_message + place,
                start=max(start - self.starts[place], 0),
                end=min(end, ends[place]) - self.starts[place],
            )
            for place in range(first, last + 1)
        )


def cut_utterances(texts: Sequence[str], asked: Sequence[str]) -> Iterator[Utterance]:
    """Yield the utterances of more than one message; `asked` holds what somebody else said before each message."""
    run: list[int] = []
    for index, text in enumerate(texts):
        is_short = len(text) <= LONGEST_PIECE
        goes_on = run and is_short and not (index < len(asked) and asked[index]) and not _is_closed(texts[run[-1]])
        if not goes_on:
            yield from _joined(texts, run)
            run = []
        if is_short:
            run.append(index)
    yield from _joined(texts, run)


_CLOSING: Final = (".", "!", "?", ";", "…")


def _is_closed(text: str) -> bool:
    return text.rstrip().endswith(_CLOSING)


def _joined(texts: Sequence[str], run: Sequence[int]) -> Iterator[Utterance]:
    if len(run) > 1:
        starts, place = [], 0
        for index in run:
            starts.append(place)
            place += len(texts[index]) + 1
        yield Utterance(text=" ".join(texts[index] for index in run), first_message=run[0], starts=tuple(starts))
