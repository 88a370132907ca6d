"""The pages on which staff sign in: password, then the second factor, or setting it up the first time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from resona.encryption.sealing import SealedValueError
from resona.sign_in import pending, totp
from resona.sign_in.attempts import account_named, begin_code, record_failure
from resona.sign_in.completion import complete_sign_in
from resona.sign_in.forms import CANNOT_CHECK, WRONG_CODE, CodeForm, PasswordForm
from resona.sign_in.guesses import Subject, TooManyGuessesError, take_back
from resona.sign_in.known_browsers import remember_browser
from resona.sign_in.pending import Pending
from resona.sign_in.qr_codes import draw
from resona.sign_in.recording import Kind, record_of_staff
from resona.sign_in.second_factor import (
    AlreadyEnrolledError,
    Enrolment,
    begin_enrolment,
    enrol,
    has_second_factor,
    take_factor,
)
from resona.sign_in.waiting import make_wait
from resona.site.returning import safe_next


class SignInView(LoginView):
    """E-mail address and password. That alone signs nobody in."""

    template_name = "admin/login.html"
    authentication_form = PasswordForm
    redirect_field_name = "next"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(safe_next(request))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        pending.begin(self.request, user, next_url=safe_next(self.request), now=timezone.now())
        return redirect("sign_in:code" if has_second_factor(user.pk) else "sign_in:enrol")

    def form_invalid(self, form: Any) -> HttpResponse:
        answer = super().form_invalid(form)
        return answer if form.retry_after is None else make_wait(answer, form.retry_after)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = self.request
        return {
            **admin.site.each_context(request),
            **super().get_context_data(**kwargs),
            "title": "Log in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "next": safe_next(request),
        }


@method_decorator((never_cache, csrf_protect, sensitive_post_parameters("code")), name="dispatch")
class _SecondStepView(View):
    """What the pages after the password share: without a right password there is nothing to see."""

    pending: Pending
    counted: Sequence[Subject] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        waiting = pending.read(request, now=timezone.now())
        if waiting is None:
            return redirect("admin:login")
        self.pending = waiting
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Counts the try before it is looked at."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form)
        try:
            self.counted = begin_code(request, self.pending.user)
        except TooManyGuessesError as error:
            form.add_error("code", str(error))
            return make_wait(self.ask(form), error.seconds)
        return self.answer(form)

    def form(self, data: Any) -> CodeForm:
        raise NotImplementedError

    def ask(self, form: CodeForm) -> HttpResponse:
        raise NotImplementedError

    def answer(self, form: CodeForm) -> HttpResponse:
        raise NotImplementedError

    def complete(self, by: str) -> None:
        """Signs in, and keeps that it happened."""
        user = self.pending.user
        pending.end(self.request)
        take_back(self.counted)
        complete_sign_in(self.request, user, now=timezone.now())
        record_of_staff(Kind.SIGNED_IN, user, self.request, by=by)

    def refuse(self, form: CodeForm) -> HttpResponse:
        """A wrong code."""
        pending.count_wrong_code(self.request)
        record_failure(self.request, Kind.SECOND_FACTOR_FAILED, self.account)
        form.add_error("code", WRONG_CODE)
        form.data = {}  # the next one is not typed behind this one
        return self.ask(form)

    @property
    def account(self) -> str:
        return account_named(self.pending.user.email or "")

    def page(self, template: str, **context: Any) -> HttpResponse:
        everywhere = {**admin.site.each_context(self.request), "next_url": self.pending.next_url}
        return TemplateResponse(self.request, f"sign_in/{template}", {**everywhere, **context})


class CodeView(_SecondStepView):
    """Asks for the second factor."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(self.form(None))

    def form(self, data: Any) -> CodeForm:
        return CodeForm(data, label="Code", help_text="From your authenticator app, or one of your recovery codes.")

    def ask(self, form: CodeForm) -> HttpResponse:
        return self.page("code.html", form=form, title="Second step")

    def answer(self, form: CodeForm) -> HttpResponse:
        try:
            factor = take_factor(self.pending.user.pk, form.cleaned_data["code"], now=timezone.now())
        except SealedValueError:
            form.add_error("code", CANNOT_CHECK)
            return self.ask(form)
        if factor is None:
            return self.refuse(form)
        self.complete(factor)
        answer = HttpResponseRedirect(self.pending.next_url)
        remember_browser(self.request, answer, self.account)
        return answer


class EnrolView(_SecondStepView):
    """Sets the second factor up, at the first sign-in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        waiting = pending.read(request, now=timezone.now())
        if waiting is not None and has_second_factor(waiting.user.pk):
            return redirect("sign_in:code")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(self.form(None))

    def form(self, data: Any) -> CodeForm:
        return CodeForm(data, label="Code that the app shows now")

    def ask(self, form: CodeForm) -> HttpResponse:
        secret, user = self._enrolment().secret, self.pending.user
        return self.page(
            "enrol.html",
            form=form,
            title="Second step: set it up",
            qr_code=draw(totp.provisioning_uri(secret, user.email or user.code)),
            secret=totp.describe_secret(secret),
        )

    def answer(self, form: CodeForm) -> HttpResponse:
        enrolment, now = self._enrolment(), timezone.now()
        step = totp.find_step(enrolment.secret, totp.as_typed(form.cleaned_data["code"]), now.timestamp())
        if step is None:
            return self.refuse(form)
        try:
            codes = enrol(self.pending.user, enrolment, step=step)
        except AlreadyEnrolledError:
            return redirect("sign_in:code")
        record_of_staff(Kind.SECOND_FACTOR_CHANGED, self.pending.user, self.request, change="set up")
        self.complete("totp")
        # Shown in this answer and never again: neither the session nor any table holds them.
        answer = self.page("recovery_codes.html", codes=codes, title="Recovery codes")
        remember_browser(self.request, answer, self.account)
        return answer

    def _enrolment(self) -> Enrolment:
        enrolment = pending.kept_enrolment(self.request)
        if enrolment is None:
            enrolment = begin_enrolment()
            pending.keep_enrolment(self.request, enrolment)
        return enrolment
