"""Pages about a colleague's account: a link to set a new password, leaving, and coming back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.leaving import open_work_of
from resona.accounts.models import User
from resona.sign_in.staff_accounts import WorkLeftError, deactivate, reactivate, send_password_link

CHANGE: Final = "accounts.change_user"


class SuccessorForm(forms.Form):
    """Who takes over what is open."""

    successor = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody",
        widget=UnfoldAdminSelectWidget(),
        label="Who takes over?",
        help_text="Needed where something is open: they join the care teams that would have nobody, and take the rest.",
    )

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.exclude(role=User.Role.PERSON).filter(is_active=True, clinic=leaving.clinic_id)
        field: Any = self.fields["successor"]
        field.queryset = staff.exclude(pk=leaving.pk).order_by("name", "email")
        field.label_from_instance = lambda user: user.called


def staff_link(name: str, words: str, *, is_active: bool) -> Callable[[HttpRequest, User], tuple[str, str] | None]:
    """A link to one of these pages, on the page of a colleague who is active, or is not."""

    def read(request: HttpRequest, user: User) -> tuple[str, str] | None:
        if user == request.user or user.is_active is not is_active or not request.user.has_perm(CHANGE):
            return None
        return words, reverse(f"admin:accounts_user_{name}", args=[user.pk])

    return read


def show_deactivation(model_admin: Any, request: HttpRequest, user: User) -> HttpResponseBase:
    """What is open, who takes it over, and the end."""
    _refuse(request, user, is_active=True)
    form = SuccessorForm(request.POST if request.method == "POST" else None, leaving=user)
    if request.method == "POST" and form.is_valid():
        try:
            deactivate(user, by=_actor(request), successor=form.cleaned_data["successor"], now=timezone.now())
        except WorkLeftError:
            form.add_error("successor", "Something is open: say who takes it over.")
        else:
            messages.success(request, f"{user.called} can no longer sign in.")
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
    work = open_work_of(user, timezone.now())
    asked = {"title": f"Deactivate {user.called}", "submit": "Deactivate", "form": form, "work": work}
    return _ask(model_admin, request, user, **asked)


def show_return(model_admin: Any, request: HttpRequest, user: User) -> HttpResponseBase:
    """Takes an account into use again."""
    _refuse(request, user, is_active=False)
    return _confirm(
        model_admin,
        request,
        user,
        act=lambda: reactivate(user, by=_actor(request), now=timezone.now()),
        title=f"Take {user.called} back",
        submit="Mail a link",
        done="A link to set a password is on its way. The second step is set up anew.",
    )


def show_password_link(model_admin: Any, request: HttpRequest, user: User) -> HttpResponseBase:
    """Has a link mailed to a colleague."""
    _refuse(request, user, is_active=True)
    return _confirm(
        model_admin,
        request,
        user,
        act=lambda: send_password_link(user, by=_actor(request), now=timezone.now()),
        title=f"Link to set a new password for {user.called}",
        submit="Mail the link",
        done="The link is on its way. The old password stays until another one is set.",
    )


def _confirm(
    model_admin: Any,
    request: HttpRequest,
    user: User,
    *,
    act: Callable[[], object],
    title: str,
    submit: str,
    done: str,
) -> HttpResponseBase:
    if request.method == "POST":
        act()
        messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))
    return _ask(model_admin, request, user, title=title, submit=submit, form=forms.Form(), work=[])


def _ask(model_admin: Any, request: HttpRequest, user: User, **asked: Any) -> TemplateResponse:
    next_url = reverse("admin:accounts_user_change", args=[user.pk])
    context = {**model_admin.admin_site.each_context(request), "next_url": next_url, **asked}
    return TemplateResponse(request, "sign_in/staff.html", context)


def _refuse(request: HttpRequest, user: User, *, is_active: bool) -> None:
    """Nobody does it to themselves, and nobody twice."""
    if user == request.user:
        raise PermissionDenied
    if user.is_active is not is_active:
        raise Http404


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
