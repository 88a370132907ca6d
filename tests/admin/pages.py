"""Signing in to the admin, and its addresses."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from resona.accounts.models import User
from tests.signing_in import sign_in_with_both


def sign_in(user: User) -> Client:
    """A browser of this member of staff."""
    client = Client()
    sign_in_with_both(client, user)
    return client


def list_url(model: type[Model]) -> str:
    """The list of a model."""
    return reverse(f"admin:{_name(model)}_changelist")


def page_url(record: Model) -> str:
    """The page of a record."""
    return reverse(f"admin:{_name(type(record))}_change", args=[record.pk])


def act_url(name: str, record: Any) -> str:
    """The address of an action on a record."""
    return reverse(f"admin:{name}", args=[record.pk])


def _name(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
