"""The page on which a member of staff looks after their own second step."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters

from resona.accounts.models import User
from resona.encryption.sealing import SealedValueError
from resona.sign_in.attempts import begin_code, record_failure
from resona.sign_in.forms import CANNOT_CHECK, WRONG_CODE, CodeForm
from resona.sign_in.guesses import TooManyGuessesError, take_back
from resona.sign_in.models import RecoveryCode
from resona.sign_in.recording import Kind, record_of_staff
from resona.sign_in.recovery_codes import replace_codes
from resona.sign_in.second_factor import remove_second_factor, take_factor

REPLACE = "replace"  # the button for another telephone; the other one is for new recovery codes


@method_decorator((sensitive_post_parameters("code"), admin.site.admin_view), name="dispatch")
class OwnSecondStep(View):
    """New recovery codes, or another telephone. Each needs a code: an unwatched screen is not enough."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._ask(_form(None))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form, user = _form(request.POST), request.user
        assert isinstance(user, User)
        if not form.is_valid() or not self._is_right(user, form):
            return self._ask(form)
        if REPLACE in request.POST:
            remove_second_factor(user.pk)
            record_of_staff(Kind.SECOND_FACTOR_CHANGED, user, request, change="removed")
            return HttpResponseRedirect(reverse("admin:login"))
        with transaction.atomic():
            codes = replace_codes(user.pk)
        record_of_staff(Kind.SECOND_FACTOR_CHANGED, user, request, change="new recovery codes")
        return self._page("recovery_codes.html", codes=codes, title="Recovery codes", next_url=reverse("admin:index"))

    def _is_right(self, user: User, form: CodeForm) -> bool:
        try:
            counted = begin_code(self.request, user)
        except TooManyGuessesError as error:
            form.add_error("code", str(error))
            return False
        try:
            factor = take_factor(user.pk, form.cleaned_data["code"], now=timezone.now())
        except SealedValueError:
            form.add_error("code", CANNOT_CHECK)
            return False
        if factor is None:
            record_failure(self.request, Kind.SECOND_FACTOR_FAILED, user.email or "")
            form.add_error("code", WRONG_CODE)
            return False
        take_back(counted)
        return True

    def _ask(self, form: CodeForm) -> HttpResponse:
        assert isinstance(self.request.user, User)
        left = RecoveryCode.objects.filter(user=self.request.user, used_at=None).count()
        return self._page("own.html", form=form, codes_left=left, title="Your second step")

    def _page(self, template: str, **context: Any) -> HttpResponse:
        everywhere = admin.site.each_context(self.request)
        return TemplateResponse(self.request, f"sign_in/{template}", {**everywhere, **context})


def _form(data: Any) -> CodeForm:
    return CodeForm(data, label="Code", help_text="From your authenticator app, or one of your recovery codes.")
