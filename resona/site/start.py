"""Pages on which work begins: apps offer them, each has an address of its own, and /admin/ shows the first of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from resona.slots import Slot

Context = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class StartPage:
    """A page on which work begins. Its name in the slot is its address below /admin/, and what `reverse` calls it."""

    title: str
    icon: str  # of Material Symbols
    template: str
    read: Callable[[HttpRequest, Context], Context]  # the context with what the page shows
    roles: frozenset[str]  # in whose sidebar it stands


# In the order of the sidebar: whoever signs in begins at the first that is for their role.
START_PAGES: Final[Slot[StartPage]] = Slot()


def start_pages_of(request: HttpRequest) -> list[tuple[str, StartPage]]:
    """Those for the reader's role, by name, in order."""
    role = sidebar_role(request.user)
    return [(name, page) for name, page in START_PAGES.items() if role in page.roles]


def sidebar_role(user: Any) -> str:
    """Whose sidebar somebody has: a superuser has that of administrators."""
    return "administrator" if user.is_superuser else str(user.role)


def begin(request: HttpRequest, context: Context) -> Context:
    """What /admin/ shows: the reader's first page."""
    [(_, page), *_] = start_pages_of(request)
    return {**page.read(request, context), "start_template": page.template}


def start_urls() -> list[URLPattern]:
    """The address of each page."""
    return [
        path(f"{name}/", admin.site.admin_view(partial(_show, page)), name=name) for name, page in START_PAGES.items()
    ]


def _show(page: StartPage, request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, page.template, page.read(request, admin.site.each_context(request)))
