"""The page behind an invitation: a name and a password of one's own, and then the second step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import User
from resona.sign_in import pending
from resona.sign_in.invitation_models import StaffInvitation
from resona.sign_in.invitations import InvitationOverError, accept, find_invitation
from resona.sign_in.link_forms import InvitationForm
from resona.sign_in.link_views import LinkPage


class InvitationView(LinkPage):
    """Makes the account. It is signed in to once the second step is set up."""

    invitation: StaffInvitation

    def open(self, secret: str) -> bool:
        invitation = find_invitation(secret, now=timezone.now())
        if invitation is not None:
            self.invitation = invitation
        return invitation is not None

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self._ask(InvitationForm(self._account()))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        form, now = InvitationForm(self._account(request.POST.get("name", "")), request.POST), timezone.now()
        if not form.is_valid():
            return self._ask(form)
        given = form.cleaned_data
        try:
            user = accept(self.invitation, name=given["name"], password=given["new_password1"], now=now)
        except InvitationOverError as error:
            return self.tell("Invitation", str(error), status=error.status)
        pending.begin(request, user, next_url=reverse("admin:index"), now=now)
        return redirect("sign_in:enrol")

    def _account(self, name: str = "") -> User:
        """What the password is compared with: it is not to be like the address or the name."""
        return User(email=self.invitation.email, name=name, role=self.invitation.role)

    def _ask(self, form: InvitationForm) -> HttpResponse:
        title = f"Welcome to {self.invitation.clinic}"
        return self.page("invitation.html", form=form, title=title, email=self.invitation.email)
