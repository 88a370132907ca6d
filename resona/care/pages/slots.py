"""What care adds to the page of a person."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from resona.accounts import person_page
from resona.care.after_finding import offered_follow_ups, plan_chosen
from resona.care.pages.person_pages import (
    ADD_TASK,
    mark_notes_read,
    show_contact_page,
    show_decision_page,
    show_note_page,
    show_task_page,
)
from resona.care.pages.sections import contact_buttons_on, decisions_on, notes_on, tasks_on
from resona.site.pages import Section
from resona.site.records import in_clinic_time
from resona.site.returning import safe_next
from risk.pages import event_page
from risk.pages.offers import FOLLOW_UPS, OFFERS, FollowUps


def offer_follow_up(request: HttpRequest, person_id: UUID) -> Iterable[tuple[str, str]]:
    """Once something was done about a finding: what is to be done next."""
    if request.user.has_perm(ADD_TASK):
        url = reverse("admin:accounts_user_add-task", args=[person_id])
        yield "Add a follow-up", f"{url}?{urlencode({'next': safe_next(request)})}"


def fill_person_page() -> None:
    """Contacts below the card of how they are reached; what is to be done, was decided and written below what is open;
    and the pages that add to it."""
    add = person_page.SECTIONS.add
    add("contacts", Section(read=contact_buttons_on, template="care/contact.html"), order=6)
    add("follow-ups", Section(read=tasks_on, template="care/section.html"), order=22)
    add("decisions", Section(read=decisions_on, template="care/section.html"), order=24)
    add("notes", Section(read=notes_on, template="care/section.html"), order=26)
    for name, view in {
        "add-task": show_task_page,
        "record-decision": show_decision_page,
        "write-note": show_note_page,
        "contact": show_contact_page,
        "read-notes": mark_notes_read,
    }.items():
        person_page.VIEWS.add(name, in_clinic_time(view))
    OFFERS.add("follow-up", offer_follow_up)
    FOLLOW_UPS.add("follow-ups", FollowUps(choices=offered_follow_ups, plan=plan_chosen))
    event_page.SECTIONS.add("contacts", Section(read=contact_buttons_on, template="care/contact.html"), order=1)
