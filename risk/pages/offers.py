"""What a page offers once something was done about a finding: apps to the right add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from resona.slots import Slot

Offer = Callable[[HttpRequest, UUID], Iterable[tuple[str, str]]]  # of whom; words and addresses

# Each is asked once it is done, and gives what this reader may go on with about this person.
OFFERS: Final[Slot[Offer]] = Slot()


def with_offers(said: str, request: HttpRequest, person_id: UUID) -> SafeString:
    """What was done, in words, and links to what may follow."""
    links = [link for offer in OFFERS for link in offer(request, person_id)]
    following = format_html_join("", ' <a class="resona-link" href="{}">{}</a>', ((url, words) for words, url in links))
    return format_html("{}{}", said, following)
