"""The page of a person: who they are, and the sections that apps add to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from resona.accounts.models import User
from resona.accounts.people.cards import card_on, language_in_words
from resona.accounts.purposes import Purpose
from resona.accounts.team_page import ASSIGN
from resona.site.pages import Page, Section, begin_page, fill
from resona.site.times import ago_in_words, exact_time
from resona.slots import Slot
from resona.time_zones import zone_in_words

View = Callable[[Any, HttpRequest, User], HttpResponseBase]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """Something to know at a glance."""

    title: str
    value: str
    hint: str = ""  # on hover


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonHead:
    """The top of the page."""

    code: str
    teams: tuple[str, ...]
    links: tuple[tuple[str, str], ...]  # words and address
    facts: tuple[Fact, ...]


# The slots of the page. The head stands at 10 of the sections, the links to all records at 80.
SECTIONS: Final[Slot[Section]] = Slot()
# In the head: links beside the code, and facts. None: there is none for this reader or person.
LINKS: Final[Slot[Callable[[Page], tuple[str, str] | None]]] = Slot()
FACTS: Final[Slot[Callable[[Page], Fact | None]]] = Slot()
# Further pages of a person whom the caller may see, at their name below the page's address.
VIEWS: Final[Slot[View]] = Slot()


def show_person_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Everything the page shows, as its slots are filled."""
    page = begin_page(request, person, person.id)
    card = page.once(card_on)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": (card.name if card is not None else "") or person.code,
        "sections": fill(SECTIONS, page),
    }
    return TemplateResponse(request, "accounts/person.html", context)


def head_of(page: Page) -> PersonHead:
    """Who it is, who is responsible, and what to know first."""
    return PersonHead(
        code=page.record.code,
        teams=page.once(teams_on),
        links=tuple(link for read in LINKS if (link := read(page)) is not None),
        facts=tuple(fact for read in FACTS if (fact := read(page)) is not None),
    )


def teams_on(page: Page) -> tuple[str, ...]:
    """The names of the person's care teams, of whatever staff."""
    return tuple(team.name for team in page.record.care_teams.all())


def teams_link(page: Page) -> tuple[str, str] | None:
    """To where their care teams are chosen."""
    if not page.may(ASSIGN):
        return None
    url = reverse("admin:accounts_user_teams", args=[page.person_id])
    words = "Change care teams" if page.once(teams_on) else "Assign a care team"
    return words, f"{url}?{urlencode({'next': page.request.path})}"


def last_session(page: Page) -> Fact:
    """How long ago they last spoke."""
    last = page.record.last_active
    if last is None:
        return Fact(title="Last session", value="none yet")
    return Fact(title="Last session", value=ago_in_words(last, page.now), hint=exact_time(last, page.zone))


def consent(page: Page) -> Fact:
    """How many of the purposes they agreed to; which, the section on consent tells."""
    given = len(set(page.record.consents_given) & set(Purpose))
    value = f"{given} of {len(Purpose)} given"
    missing = "" if Purpose.RECORDING in page.record.consents_given else ": nothing is recorded"
    return Fact(title="Consents", value=f"{value}{missing}")


def language(page: Page) -> Fact:
    """In which they are spoken to."""
    return Fact(title="Language", value=language_in_words(page.record.language))


def time_zone(page: Page) -> Fact:
    """Where they live."""
    return Fact(title="Time zone", value=zone_in_words(page.record.timezone))


def here_since(page: Page) -> Fact:
    """When their account was made."""
    return Fact(title="Here since", value=exact_time(page.record.created_at, page.zone))
