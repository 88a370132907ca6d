"""What a person asked for and what holds their records, as their page shows it to administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from django.urls import reverse

from resona.accounts.models import User
from resona.compliance.request_wording import HOLD_TITLES
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.site.pages import Page
from resona.site.times import exact_time

HANDLE: Final = "compliance.change_gdprrequest"
SHOWN: Final = 10  # requests, the latest; the list has the others


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldLine:
    """A hold: since when, if it stands, and where it is placed or lifted."""

    title: str
    since: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestLine:
    """A request of the person."""

    title: str
    state: str
    due: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RightsSection:
    """The whole part of the page."""

    holds: tuple[HoldLine, ...]
    requests: tuple[RequestLine, ...]
    asking: tuple[tuple[str, str], ...]  # what can be asked for, and where


def rights_on(page: Page) -> RightsSection | None:
    """That of the page of a person; None for whoever does not handle requests."""
    return read_rights(page.record, page.zone, next_url=page.request.path) if page.may(HANDLE) else None


def read_rights(person: User, zone: tzinfo, *, next_url: str) -> RightsSection:
    """Two statements."""
    standing = {hold.kind: hold for hold in PrivacyHold.objects.standing().filter(user=person)}
    requests = GdprRequest.objects.filter(subject=person.pseudonym).order_by("-created_at", "-id")[:SHOWN]
    return RightsSection(
        holds=tuple(
            HoldLine(
                title=HOLD_TITLES[kind],
                since=exact_time(standing[kind].placed_at, zone) if kind in standing else "",
                url=_url("hold", person.id, kind, next_url=next_url),
            )
            for kind in PrivacyHold.Kind.values
        ),
        requests=tuple(
            RequestLine(
                title=str(request.get_kind_display()),
                state=str(request.get_state_display()),
                due=exact_time(request.due_at, zone),
                url=reverse("admin:compliance_gdprrequest_change", args=[request.id]),
            )
            for request in requests
        ),
        asking=tuple(
            (str(label), _url("ask", person.id, kind, next_url=next_url)) for kind, label in GdprRequest.Kind.choices
        ),
    )


def _url(view: str, *arguments: object, next_url: str) -> str:
    return f"{reverse(f'admin:compliance_gdprrequest_{view}', args=arguments)}?next={next_url}"
