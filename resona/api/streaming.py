"""Answers that are sent while they are made."""

from __future__ import annotations

from collections.abc import Iterator

from resona.api.problems import describe_error


def begin(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, of which the first is made at once: what fails until then is answered as a problem.

    What fails later ends the answer where it is, and is logged by its kind and place only: an error's own text may
    hold what somebody said.
    """
    return _go_on(next(parts), parts)


def _go_on(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    try:
        yield from rest
    except Exception as error:
        describe_error(error)
