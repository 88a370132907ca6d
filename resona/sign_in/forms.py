"""Forms of signing in."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from resona.sign_in.second_factor import MAX_CHARACTERS

WRONG_CODE = "This code does not open anything. A code is good for about a minute, and once only."
_CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "autofocus": True}


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(max_length=MAX_CHARACTERS, widget=UnfoldAdminTextInputWidget(attrs=_CODE_ATTRIBUTES))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = label
        self.fields["code"].help_text = help_text
