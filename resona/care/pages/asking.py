"""Pages that ask, then do: whatever is refused, what was typed stays in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from resona.accounts.models import User
from resona.care.versions import ChangedMeanwhileError
from resona.errors import InvalidInputError, ResonaError
from resona.site.links import person_url
from resona.site.naming import names_of
from resona.site.returning import go_back, safe_next


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What a page asks, and what is done with the answer."""

    title: str
    submit: str
    said: str
    act: Callable[[Any], object]  # takes the form once it is valid; raises ResonaError
    person: User | None = None  # whom it is about


def ask(
    model_admin: Any,
    request: HttpRequest,
    form: forms.Form,
    question: Question,
    *,
    fields: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """The page with the form; once it is filled in rightly, the way back.

    `fields` names the field of the form by the member of a service's input, where these differ.
    """
    if request.method == "POST" and form.is_valid():
        try:
            question.act(form)
        except InvalidInputError as error:
            _show_faults(form, error, fields or {})
        except ResonaError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, question.said)
            return go_back(request)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": question.title,
        "form": form,
        "submit": question.submit,
        "next_url": safe_next(request),
        "about": _about(question.person),
    }
    return TemplateResponse(request, "resona/ask.html", context)


def _about(person: User | None) -> dict[str, str] | None:
    """Whom it is about, by name: whoever has two people's pages open writes into the right one."""
    if person is None:
        return None
    name = names_of([person.id]).get(person.id, "")
    return {"name": name or person.code, "code": person.code if name else "", "url": person_url(person.id)}


@contextmanager
def showing_newest(form: Any, row: Any) -> Iterator[None]:
    """Where somebody else changed the row meanwhile, the form goes on from what it is now, once that was told."""
    try:
        yield
    except ChangedMeanwhileError:
        row.refresh_from_db()
        form.data = form.data.copy()
        form.data["version"] = str(row.version)
        raise


def with_next(url: str, request: HttpRequest) -> str:
    """An address from which one comes back to the page that was asked for."""
    return f"{url}?{urlencode({'next': request.path})}"


def _show_faults(form: forms.Form, error: InvalidInputError, fields: Mapping[str, str]) -> None:
    for fault in error.faults:
        member = fault.pointer.strip("/").split("/")[0]
        name = fields.get(member, member)
        form.add_error(name if name in form.fields else None, f"This {fault.detail}.")
