"""Forms of signing in: each try is counted before it is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from resona.sign_in.attempts import begin_password, record_failure
from resona.sign_in.forgotten import mail_link
from resona.sign_in.guesses import TooManyGuessesError, take_back
from resona.sign_in.letters import Notice
from resona.sign_in.recording import Kind
from resona.sign_in.second_factor import MAX_CHARACTERS

ATTACKED = (
    "Others are guessing at this account. If your password was right, a link to go on has been mailed to its address. "
    "A browser in which you signed in before needs none."
)
RETRY_SECONDS = 60
CANNOT_CHECK = "No code of an app can be checked: an encryption key is missing here. A recovery code opens."
WRONG_CODE = "This code does not open anything. A code is good for about a minute, and once only."
_CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}


class PasswordForm(AuthenticationForm):  # type: ignore[misc]  # unfold publishes no types
    """E-mail address and password; answers the same, after the same work, whether the address is anybody's or not."""

    retry_after: int | None = None  # seconds, when there were too many tries

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        email: str = given.get("username") or ""
        if not email or not given.get("password"):
            return given  # told by the fields; nothing was tried
        try:
            tried = begin_password(self.request, email)
        except TooManyGuessesError as error:
            self.retry_after = error.seconds
            raise forms.ValidationError(str(error), code="locked") from error
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            record_failure(self.request, Kind.SIGN_IN_FAILED, email)
            if tried.is_attacked:
                raise self._attacked() from None
            raise
        if tried.is_attacked:
            # It stays counted: a counter that begins anew would tell that the password was right.
            mail_link(self.get_user(), Notice.GO_ON, now=timezone.now())
            raise self._attacked()
        take_back(tried.counted)
        return cleaned

    def _attacked(self) -> forms.ValidationError:
        """The same whether the password was right or not."""
        self.retry_after = RETRY_SECONDS
        return forms.ValidationError(ATTACKED, code="attacked")


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(max_length=MAX_CHARACTERS, widget=UnfoldAdminTextInputWidget(attrs=_CODE_ATTRIBUTES))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = label
        self.fields["code"].help_text = help_text
