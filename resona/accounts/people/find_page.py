"""The page on which staff find somebody: asked by POST, so that no address holds a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from resona.accounts.models import CarePeriod
from resona.accounts.people.search import MAX_CHARACTERS, MOST_FOUND, FoundPerson, find_people, sought_in
from resona.accounts.teams import teams_of
from resona.showing import show
from resona.site.links import person_url

FIELD = "sought"


def show_find_page(model_admin: Any, request: HttpRequest) -> HttpResponseBase:
    """The box, and whoever fits what was typed into it."""
    text = request.POST.get(FIELD, "")[:MAX_CHARACTERS]
    found = find_people(sought_in(text, request.user), request.user) if request.method == "POST" else []
    show(request, [one.id for one in found], records=len(found))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Find a person",
        "sought": text,
        "has_sought": bool(text.strip()),
        "found": _rows(found),
        "is_cut": len(found) == MOST_FOUND,
    }
    return TemplateResponse(request, "accounts/find.html", context)


def _rows(found: list[FoundPerson]) -> list[dict[str, Any]]:
    teams = teams_of([one.id for one in found])
    return [
        {
            "name": one.name,
            "code": one.code,
            "url": person_url(one.id),
            "born": "" if one.birth_date is None else f"{one.birth_date:%-d %b %Y}",
            "teams": ", ".join(teams.get(one.id, [])),
            "ended": str(CarePeriod.Ended(one.care_ended).label) if one.care_ended else "",
        }
        for one in found
    ]
