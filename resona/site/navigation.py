"""The admin's sidebar: the few pages of every day, and below them, closed, what each admin class says of where it
stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse

from resona.site.places import GROUPS, Place
from resona.site.records import ScopedAdmin, scoped_admins
from resona.site.start import sidebar_role, start_pages_of

Line = dict[str, Any]


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """What this member of staff may open: a first group without a title, then those that are `folded` away.

    Of these each says `is_open` where one is on a page of any of them.
    """
    role = sidebar_role(request.user)
    first: list[tuple[int, Line]] = []
    groups: dict[str, list[tuple[int, Line]]] = {title: [] for title in GROUPS}
    for model_admin in scoped_admins():
        for place in model_admin.places or ():
            if _is_for(place, model_admin, request):
                line = _line(place, model_admin, request)
                if role in place.first:
                    first.append((place.first[role], line))
                else:
                    groups[place.group].append((place.order, line))
    folded: list[dict[str, Any]] = [
        {"title": title, "items": _in_order(lines), "folded": True} for title, lines in groups.items() if lines
    ]
    is_open = any(item["active"] for group in folded for item in group["items"])
    every_day: dict[str, Any] = {"items": [*_start_lines(request), *_in_order(first)]}
    return [every_day, *({**group, "is_open": is_open} for group in folded)]


def stylesheet(request: HttpRequest) -> str:
    """Resona's own few rules."""
    return static("resona/resona.css")


def script(request: HttpRequest) -> str:
    """What tells the theme's libraries to keep to the content security policy."""
    return static("resona/resona.js")


def kept_script(request: HttpRequest) -> str:
    """What keeps what was typed while a sign-in ended, for the account that stands behind its address."""
    account = str(request.user.pk) if request.user.is_authenticated else ""
    return f"{static('resona/kept.js')}#{account}"


def icon(request: HttpRequest) -> str:
    """What the browser shows beside the title."""
    return static("resona/icon.svg")


def show_icon(request: HttpRequest) -> HttpResponseRedirect:
    """Where browsers ask for it that no page told of it."""
    return HttpResponseRedirect(static("resona/icon.svg"))


def _start_lines(request: HttpRequest) -> list[Line]:
    """Of the pages on which work begins; the first of them is what /admin/ shows."""
    lines = []
    for at, (name, page) in enumerate(start_pages_of(request)):
        link = reverse(name)
        here = {link, reverse("admin:index")} if at == 0 else {link}
        lines.append({"title": page.title, "icon": page.icon, "link": link, "active": request.path in here})
    return lines


def _in_order(lines: list[tuple[int, Line]]) -> list[Line]:
    return [line for _, line in sorted(lines, key=lambda ordered: ordered[0])]


def _is_for(place: Place, model_admin: ScopedAdmin, request: HttpRequest) -> bool:
    user: Any = request.user
    has_role = not place.role or (user.role == place.role and not user.is_superuser)
    return has_role and bool(model_admin.has_view_permission(request))


def _line(place: Place, model_admin: ScopedAdmin, request: HttpRequest) -> Line:
    url = _url(place, model_admin)
    others = [other for other in model_admin.places or () if other is not place]
    return {
        "title": place.title,
        "icon": place.icon,
        "link": f"{url}{place.query}",
        "active": request.path.startswith(url) and not _is_elsewhere(place, others, model_admin, request),
    }


def _is_elsewhere(place: Place, others: Sequence[Place], model_admin: ScopedAdmin, request: HttpRequest) -> bool:
    """Whether this is the page of another line of the same records, or what that asks of the list they share."""
    if any(other.view != place.view and request.path == _url(other, model_admin) for other in others):
        return True
    if place.query:
        return not _asks(place, request)
    return any(other.view == place.view and other.query and _asks(other, request) for other in others)


def _asks(place: Place, request: HttpRequest) -> bool:
    return all(request.GET.get(name) == value for name, value in parse_qsl(place.query.removeprefix("?")))


def _url(place: Place, model_admin: ScopedAdmin) -> str:
    return reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_{place.view}")
