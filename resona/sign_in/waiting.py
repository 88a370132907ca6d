"""The answer to who has to wait."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse


def make_wait(answer: HttpResponse, seconds: int) -> HttpResponse:
    """The same page, and when to come again."""
    answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
    answer["Retry-After"] = str(seconds)
    return answer
