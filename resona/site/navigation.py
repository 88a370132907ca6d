"""The admin's sidebar: first who needs someone, then people and sessions, then every record, then the clinic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A line of the sidebar; shown to those with the permission."""

    title: str
    icon: str  # of Material Symbols
    url_name: str
    permission: str
    query: str = ""
    view: str = "changelist"
    role: str = ""  # whose alone it is, superusers left out; empty: of whoever has the permission


GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "People",
        (
            Entry(title="People in care", icon="group", url_name="accounts_user", permission="accounts.view_user"),
            Entry(
                title="Sessions",
                icon="forum",
                url_name="conversations_conversation",
                permission="conversations.view_conversation",
            ),
            Entry(
                title="Emergency access",
                icon="lock_open",
                url_name="compliance_emergencyaccess",
                permission="compliance.view_emergencyaccess",
                view="open",
                role="clinician",
            ),
        ),
    ),
    (
        "Findings",
        (
            Entry(
                title="Crisis events", icon="emergency", url_name="risk_crisisevent", permission="risk.view_crisisevent"
            ),
            Entry(
                title="Assessments",
                icon="fact_check",
                url_name="risk_riskassessment",
                permission="risk.view_riskassessment",
            ),
            Entry(
                title="Words and voice",
                icon="graphic_eq",
                url_name="risk_dissonance",
                permission="risk.view_dissonance",
            ),
            Entry(
                title="Deviations",
                icon="ssid_chart",
                url_name="baselines_deviation",
                permission="baselines.view_deviation",
            ),
            Entry(
                title="Gradual decline",
                icon="trending_down",
                url_name="baselines_userdrift",
                permission="baselines.view_userdrift",
            ),
        ),
    ),
    (
        "Records",
        (
            Entry(
                title="Baselines",
                icon="fingerprint",
                url_name="baselines_baseline",
                permission="baselines.view_baseline",
            ),
            Entry(
                title="Population priors",
                icon="groups",
                url_name="baselines_populationprior",
                permission="baselines.view_populationprior",
            ),
            Entry(
                title="Emotional readings",
                icon="sentiment_neutral",
                url_name="conversations_emotionreading",
                permission="conversations.view_emotionreading",
            ),
            Entry(
                title="Messages", icon="chat", url_name="conversations_message", permission="conversations.view_message"
            ),
            Entry(
                title="Uploads", icon="upload", url_name="conversations_upload", permission="conversations.view_upload"
            ),
            Entry(
                title="Consents",
                icon="how_to_reg",
                url_name="compliance_consentrecord",
                permission="compliance.view_consentrecord",
            ),
            Entry(
                title="Emergency accesses",
                icon="lock_clock",
                url_name="compliance_emergencyaccess",
                permission="compliance.view_emergencyaccess",
            ),
            Entry(
                title="Interfaces",
                icon="dashboard",
                url_name="interfaces_userinterface",
                permission="interfaces.view_userinterface",
            ),
            Entry(
                title="Interface changes",
                icon="history",
                url_name="interfaces_interfaceevolution",
                permission="interfaces.view_interfaceevolution",
            ),
            Entry(
                title="Interface builds",
                icon="dark_mode",
                url_name="interfaces_interfacebuild",
                permission="interfaces.view_interfacebuild",
            ),
        ),
    ),
    (
        "Clinic",
        (
            Entry(
                title="Staff",
                icon="badge",
                url_name="accounts_user",
                permission="accounts.view_user",
                query="?who=staff",
            ),
            Entry(
                title="Care teams",
                icon="diversity_3",
                url_name="accounts_careteam",
                permission="accounts.view_careteam",
            ),
            Entry(
                title="Texts",
                icon="translate",
                url_name="interfaces_interfacetext",
                permission="interfaces.view_interfacetext",
            ),
            Entry(
                title="Resources",
                icon="support",
                url_name="interfaces_supportresource",
                permission="interfaces.view_supportresource",
            ),
            Entry(
                title="Consent texts",
                icon="contract",
                url_name="compliance_consenttext",
                permission="compliance.view_consenttext",
            ),
            Entry(title="Clinic", icon="local_hospital", url_name="accounts_clinic", permission="accounts.view_clinic"),
            Entry(
                title="Second factors",
                icon="phonelink_lock",
                url_name="sign_in_totpdevice",
                permission="sign_in.view_totpdevice",
            ),
            Entry(
                title="Privacy requests",
                icon="policy",
                url_name="compliance_gdprrequest",
                permission="compliance.view_gdprrequest",
            ),
            Entry(title="API keys", icon="key", url_name="accounts_apikey", permission="accounts.view_apikey"),
            Entry(
                title="OAuth clients",
                icon="vpn_key",
                url_name="sign_in_oauthclient",
                permission="sign_in.view_oauthclient",
            ),
            Entry(
                title="App tokens",
                icon="smartphone",
                url_name="sign_in_persontoken",
                permission="sign_in.view_persontoken",
            ),
            Entry(title="Audit log", icon="policy", url_name="audit_auditentry", permission="audit.view_auditentry"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """What this member of staff may open."""
    start = reverse("admin:index")
    triage = {"title": "Triage", "icon": "notifications_active", "link": start, "active": request.path == start}
    groups: list[dict[str, Any]] = [{"items": [triage]}]
    for title, entries in GROUPS:
        items = [_line(entry, request) for entry in entries if _is_for(entry, request.user)]
        groups.append({"title": title, "items": items})
    return groups


def stylesheet(request: HttpRequest) -> str:
    """Resona's own few rules."""
    return static("resona/resona.css")


def script(request: HttpRequest) -> str:
    """What tells the theme's libraries to keep to the content security policy."""
    return static("resona/resona.js")


def icon(request: HttpRequest) -> str:
    """What the browser shows beside the title."""
    return static("resona/icon.svg")


def _is_for(entry: Entry, user: Any) -> bool:
    has_role = not entry.role or (user.role == entry.role and not user.is_superuser)
    return has_role and bool(user.has_perm(entry.permission))


def _line(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    url = reverse(f"admin:{entry.url_name}_{entry.view}")
    here = request.path.startswith(url) and not _is_page_below(entry, request.path)
    if entry.url_name == "accounts_user":  # people and staff share an address
        here = here and (request.GET.get("who") == "staff") == bool(entry.query)
    return {"title": entry.title, "icon": entry.icon, "link": f"{url}{entry.query}", "active": here}


def _is_page_below(entry: Entry, path: str) -> bool:
    """Whether this is the page of another line, whose address begins with that of this one's list."""
    others = (other for _, entries in GROUPS for other in entries if other.url_name == entry.url_name)
    return any(other.view != entry.view and path == reverse(f"admin:{other.url_name}_{other.view}") for other in others)
