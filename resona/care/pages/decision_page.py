"""What stands above the fields on the page of a decision: what can be done about it, who took part, its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from resona.care.evidence import evidence_in_words, key_of
from resona.care.models import Decision, DecisionStakeholder
from resona.care.pages.decision_actions import CHANGE
from resona.care.pages.sections import Press
from resona.care.pages.wording import opened
from resona.care.references import REFERRED
from resona.site.links import record_url
from resona.site.pages import FilledSection, Page, begin_page


@dataclass(frozen=True, kw_only=True, slots=True)
class PartInDecision:
    """Somebody who took part."""

    who: str
    part: str
    say: str  # empty: not said
    tone: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionWork:
    """All there is above the fields."""

    presses: tuple[Press, ...]
    took_part: tuple[PartInDecision, ...]
    evidence: tuple[tuple[str, str], ...]  # words and address


def sections_of_decision(request: HttpRequest, decision: Decision) -> list[FilledSection]:
    """What is shown of it beside its fields."""
    page = begin_page(request, decision, decision.user_id)
    took_part = DecisionStakeholder.objects.filter(decision=decision).select_related("staff").order_by("at", "id")
    work = DecisionWork(
        presses=_presses(decision, request.get_full_path()) if page.may(CHANGE) else (),
        took_part=tuple(_part(one) for one in took_part),
        evidence=_evidence(decision, page),
    )
    return [FilledSection(section=work, template="care/decision.html")]


def _presses(decision: Decision, next_url: str) -> tuple[Press, ...]:
    if decision.superseded_by_id is not None:
        return ()
    labels = {"part": "Who took part", "supersede": "Decide otherwise"}
    if decision.reviewed_at is None:
        labels = {"review": "Write the outcome", "status": "Where it stands", **labels}
    return tuple(
        Press(
            label=label,
            url=f"{reverse(f'admin:care_decision_{name}', args=[decision.id])}?{urlencode({'next': next_url})}",
        )
        for name, label in labels.items()
    )


def _part(one: DecisionStakeholder) -> PartInDecision:
    say, tone = {True: ("agreed", "low"), False: ("did not agree", "critical"), None: ("", "missing")}[one.agreed]
    return PartInDecision(
        who=one.staff.called if one.staff else opened(DecisionStakeholder, "name", one) or "a colleague",
        part=str(one.get_part_display()),
        say=say,
        tone=tone,
        reason=opened(DecisionStakeholder, "reason", one),
    )


def _evidence(decision: Decision, page: Page) -> tuple[tuple[str, str], ...]:
    """What it is based on, in words; without an address where it has no page, or is not there for the reader."""
    words = evidence_in_words(decision.evidence, page.request.user, page.zone)
    return tuple(_named(one, words.get(key_of(one["table"], one["id"]), "")) for one in decision.evidence)


def _named(reference: dict[str, str], words: str) -> tuple[str, str]:
    model = REFERRED.get(reference["table"])
    kind = str(model._meta.verbose_name) if model is not None else reference["table"]
    has_page = words and model in admin.site._registry
    return words or f"A {kind} that is gone", record_url(model, reference["id"]) if has_page else ""  # type: ignore[arg-type]
