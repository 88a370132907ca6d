"""What staff do about a decision: its outcome, where it stands, what somebody says of it, another in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone

from resona.care.decisions import add_stakeholders, record_decision, review_decision, set_decision_status
from resona.care.models import Decision
from resona.care.pages.asking import Question, ask, showing_newest
from resona.care.pages.forms import AboutPersonForm, DecisionForm, ReviewForm, StakeholderForm, StatusForm
from resona.care.pages.person_pages import decision_of
from resona.care.pages.wording import opened
from resona.care.stakeholders import NewStakeholder
from resona.site.records import in_clinic_time

CHANGE: Final = "care.change_decision"


def _review(decision: Decision, form: Any, caller: Any) -> None:
    review_decision(decision_id=decision.id, caller=caller, now=timezone.now(), **form.given())


def _set_status(decision: Decision, form: Any, caller: Any) -> None:
    set_decision_status(decision_id=decision.id, caller=caller, **form.given())


def _add_stakeholder(decision: Decision, form: Any, caller: Any) -> None:
    given = form.cleaned_data
    new = NewStakeholder(
        part=given["part"],
        staff_id=UUID(given["who"]) if given["who"] else None,
        name=given["name"],
        agreed=given["agreed"],
        reason=given["reason"],
    )
    add_stakeholders(decision_id=decision.id, given=[new], caller=caller, now=timezone.now())


def _supersede(decision: Decision, form: Any, caller: Any) -> None:
    new = decision_of(form.cleaned_data, caller.pk, supersedes_id=decision.id)
    record_decision(user_id=decision.user_id, new=new, caller=caller, now=timezone.now())


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionAction:
    """A page that asks before something is done about a decision."""

    title: str
    form: type[Any]
    submit: str
    said: str
    act: Callable[[Decision, Any, Any], None]


ACTIONS: Final[Mapping[str, DecisionAction]] = MappingProxyType(
    {
        "review": DecisionAction(
            title="Write the outcome", form=ReviewForm, submit="Write it", said="Outcome written.", act=_review
        ),
        "status": DecisionAction(
            title="Where it stands", form=StatusForm, submit="Save", said="Saved.", act=_set_status
        ),
        "part": DecisionAction(
            title="Who took part", form=StakeholderForm, submit="Save", said="Saved.", act=_add_stakeholder
        ),
        "supersede": DecisionAction(
            title="Decide otherwise",
            form=DecisionForm,
            submit="Record it",
            said="Recorded: it takes the place of the earlier one, which stays readable.",
            act=_supersede,
        ),
    }
)


class DecisionActions:
    """The part of an admin that acts on decisions."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:decision_id>/{name}/",
                self.admin_site.admin_view(partial(self.asking_view, name=name)),
                name=f"care_decision_{name}",
            )
            for name in ACTIONS
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    @in_clinic_time
    def asking_view(self, request: HttpRequest, decision_id: UUID, name: str) -> HttpResponseBase:
        """Asks, then acts, on the version that was shown."""
        action = ACTIONS[name]
        decision: Decision = self.get_object(request, str(decision_id))  # type: ignore[attr-defined]
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        form: AboutPersonForm = action.form(
            request.POST if request.method == "POST" else None,
            person=decision.user,
            reader=request.user,
            initial={"version": decision.version, **({"status": decision.status} if name == "status" else {})},
            **({"earlier": decision.evidence} if name == "supersede" else {}),
        )

        expected = opened(Decision, "expected", decision) if name == "review" else ""
        if expected:
            form.fields["outcome_kind"].help_text = f"What was expected: {expected}"

        def act(filled: Any) -> None:
            with showing_newest(filled, decision):
                action.act(decision, filled, request.user)

        title = f"{action.title}: {opened(Decision, 'title', decision)} ({decision.user.code})"
        question = Question(title=title, submit=action.submit, said=action.said, act=act, person=decision.user)
        return ask(self, request, form, question, fields={"stakeholders": "name"})
