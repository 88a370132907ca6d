"""The page on which staff say that somebody is no longer in care, or is again."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminRadioSelectWidget

from resona.accounts.models import CarePeriod, User
from resona.accounts.people.care import InCareError, NotInCareError, begin_care, end_care
from resona.accounts.person_page import Fact
from resona.accounts.profiles import read_names
from resona.accounts.teams import NotInYourCareError
from resona.site.pages import Page
from resona.site.returning import go_back, safe_next
from resona.site.times import exact_time

CHANGE: Final = "accounts.change_careperiod"
KEEP, ANEW = "keep", "anew"


class EndingForm(forms.Form):
    """Why somebody is no longer in care."""

    because = forms.ChoiceField(
        choices=CarePeriod.Ended.choices,
        widget=UnfoldAdminRadioSelectWidget(),
        label="Why?",
        help_text="They are recorded no more, and raise no silence and no review. Words that call for help still raise"
        " a crisis event. Their records stay.",
    )


class BeginningForm(forms.Form):
    """Whether what was normal for somebody who comes back still is."""

    normal = forms.ChoiceField(
        choices=[
            (KEEP, "Keep what is known: the next session is compared with it"),
            (ANEW, "Leave it: what is normal for them is learned anew"),
        ],
        initial=KEEP,
        widget=UnfoldAdminRadioSelectWidget(),
        label="What was normal for them before",
        help_text="Leave it after a long time, or after something that changed how they speak.",
    )


def show_care_page(model_admin: Any, request: HttpRequest, person: User) -> HttpResponseBase:
    """Asks, and ends or begins a period of care."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    is_ending = not person.care_ended
    form: Any = (EndingForm if is_ending else BeginningForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, person, form)
        except NotInYourCareError:
            raise PermissionDenied from None
        except (InCareError, NotInCareError) as error:
            messages.error(request, str(error))
        return go_back(request)
    name = read_names([person.id]).get(person.id) or person.code
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"End the care of {name}" if is_ending else f"Take {name} back into care",
        "form": form,
        "submit": "End care" if is_ending else "Take back into care",
        "next_url": safe_next(request),
    }
    return TemplateResponse(request, "resona/ask.html", context)


def care_link(page: Page) -> tuple[str, str] | None:
    """To where a period of care is ended or begun."""
    if not page.may(CHANGE):
        return None
    url = reverse("admin:accounts_user_care-period", args=[page.person_id])
    words = "Take back into care" if page.record.care_ended else "End care"
    return words, f"{url}?next={page.request.path}"


def care_fact(page: Page) -> Fact | None:
    """That they are no longer in care, since when; None while they are."""
    if not page.record.care_ended:
        return None
    latest = CarePeriod.objects.filter(user_id=page.person_id).order_by("-started_at", "-id").first()
    if latest is None or latest.ended_at is None:
        raise Http404
    label = CarePeriod.Ended(page.record.care_ended).label
    return Fact(title="No longer in care", value=f"{label}, {exact_time(latest.ended_at, page.zone)}")


def _record(request: HttpRequest, person: User, form: forms.Form) -> None:
    now, given = timezone.now(), form.cleaned_data
    if isinstance(form, EndingForm):
        end_care(user_id=person.id, because=CarePeriod.Ended(given["because"]), caller=request.user, now=now)
        messages.success(request, "Recorded: no longer in care.")
    else:
        begin_care(user_id=person.id, keeps_normal=given["normal"] == KEEP, caller=request.user, now=now)
        messages.success(request, "Recorded: in care again.")
