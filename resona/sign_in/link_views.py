"""Pages behind mailed links, before anyone has signed in: a forgotten password, and going on under attack."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from resona.accounts.models import User
from resona.sign_in import pending
from resona.sign_in.attempts import begin_link
from resona.sign_in.forgotten import mail_password_link, set_password
from resona.sign_in.guesses import TooManyGuessesError
from resona.sign_in.link_forms import AddressForm, NewPasswordForm
from resona.sign_in.mailed_links import NEW_PASSWORD, SIGN_IN, read_secret
from resona.sign_in.second_factor import has_second_factor
from resona.sign_in.waiting import make_wait

# What stands in the address in place of a secret that the session holds: neither logs nor other sites are to have it.
OPENED: Final = "opened"
OVER: Final = "This link opens nothing any more. Each opens once, and for a short time."


@method_decorator((never_cache, csrf_protect), name="dispatch")
class OpenPage(View):
    """A page for whoever has not signed in."""

    def page(self, template: str, **context: Any) -> HttpResponse:
        everywhere = admin.site.each_context(self.request)
        return TemplateResponse(self.request, f"sign_in/{template}", {**everywhere, **context})

    def tell(self, title: str, text: str, *, status: int = 200) -> HttpResponse:
        answer = self.page("told.html", title=title, text=text)
        answer.status_code = status
        return answer


@method_decorator(sensitive_post_parameters("password", "new_password1", "new_password2"), name="dispatch")
class LinkPage(OpenPage):
    """A page behind a link whose secret is taken into the session first."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if kwargs["secret"] != OPENED:
            request.session[name] = kwargs["secret"]
            return redirect(name, OPENED)
        secret: str = request.session.get(name, "")
        if not self.open(secret):
            return self.tell("Link", OVER, status=410)
        return super().dispatch(request, *args, **kwargs)

    def open(self, secret: str) -> bool:
        """Whether the link opens anything; keeps what."""
        raise NotImplementedError


class ForgottenView(OpenPage):
    """Asks for an address, and answers alike whether it is anybody's or not."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._ask(AddressForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        try:
            begin_link(request)
        except TooManyGuessesError as error:
            form.add_error(None, str(error))
            return make_wait(self._ask(form), error.seconds)
        mail_password_link(form.cleaned_data["email"], now=timezone.now())
        return self.tell(
            "Look into your mail",
            "If somebody on the staff of a clinic signs in with this address, a link to set a new password is on its "
            "way. It opens once, within an hour. The second step stays as it is.",
        )

    def _ask(self, form: AddressForm) -> HttpResponse:
        return self.page("forgotten.html", form=form, title="Forgotten your password?")


class NewPasswordView(LinkPage):
    """Sets a new password. The second step stays, and every browser is signed out."""

    user: User

    def open(self, secret: str) -> bool:
        user = read_secret(secret, NEW_PASSWORD)
        if user is not None:
            self.user = user
        return user is not None

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self._ask(NewPasswordForm(self.user))

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        form = NewPasswordForm(self.user, request.POST)
        if not form.is_valid():
            return self._ask(form)
        set_password(request, self.user, form.cleaned_data["new_password1"], now=timezone.now())
        request.session.flush()
        return self.tell("New password", "It is set. Sign in with it, and with your second step.")

    def _ask(self, form: NewPasswordForm) -> HttpResponse:
        return self.page("new_password.html", form=form, title="New password", email=self.user.email)


class SignInLinkView(LinkPage):
    """Goes on with a sign-in whose password was right while others were guessing: to the second step."""

    user: User

    def open(self, secret: str) -> bool:
        user = read_secret(secret, SIGN_IN)
        if user is not None:
            self.user = user
        return user is not None

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        return self.page("go_on.html", title="Go on signing in", email=self.user.email)

    def post(self, request: HttpRequest, secret: str) -> HttpResponseRedirect:
        pending.begin(request, self.user, next_url=reverse("admin:index"), now=timezone.now())
        return redirect("sign_in:code" if has_second_factor(self.user.pk) else "sign_in:enrol")
