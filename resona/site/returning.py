"""The way back from a page that was opened from another one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def go_back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page one came from."""
    return HttpResponseRedirect(safe_next(request))


def safe_next(request: HttpRequest) -> str:
    """Where `next` leads, if that is within this site; else the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else reverse("admin:index")
