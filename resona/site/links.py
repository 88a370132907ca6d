"""Links, badges and times as the admin shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resona.site.times import ago_in_words, exact_time, short_time

EMPTY = "-"
NO_BREAK = "\u00a0"


def link_to(url: str, words: str) -> SafeString:
    """A link in a list or a field."""
    return format_html('<a class="resona-link" href="{}">{}</a>', url, words)


def named_link(person: Any, name: str) -> SafeString:
    """To the page of a person, by their name and code, or by their code alone."""
    if not name:
        return link_to(person_url(person.id), person.code)
    code = format_html(' <span class="finding-code">{}</span>', person.code)
    return link_to(person_url(person.id), name) + code


def badge(words: str, tone: str) -> SafeString:
    """A word on a colour; the word alone says it all."""
    return format_html('<span class="rs-badge tone-{}">{}</span>', tone, words)


def time_ago(when: datetime | None) -> SafeString | str:
    """How long ago, with the exact local time on hover."""
    if when is None:
        return EMPTY
    exact = exact_time(when, timezone.get_current_timezone())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', when.isoformat(), exact, ago_in_words(when, timezone.now())
    )


def local_time(when: datetime | None) -> str:
    """Day and time in the clinic's zone."""
    return EMPTY if when is None else exact_time(when, timezone.get_current_timezone())


def day_and_time(when: datetime) -> str:
    """The same without the weekday, kept on one line."""
    return short_time(when, timezone.get_current_timezone()).replace(" ", NO_BREAK)


def person_url(person_id: UUID | None) -> str:
    """The page of a person."""
    return record_url(get_user_model(), person_id)


def record_url(model: Any, record_id: UUID | None) -> str:
    """The page of a model's record."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[record_id])


def records_url(model: Any, **filters: object) -> str:
    """The list of a model's records, filtered."""
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url
