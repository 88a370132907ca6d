"""Admin classes that declare something else, or are registered, for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import override_settings
from django.urls import include, path

from resona.site.permissions import forget_permissions
from resona.site.start import start_urls


@contextmanager
def declaring(admin_class: type[Any], **declared: Any) -> Iterator[None]:
    """The class declares this in the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in declared.items():
            patch.setattr(admin_class, name, value)
        forget_permissions()
        yield
    forget_permissions()


@contextmanager
def registered(model: type[Model], admin_class: type[admin.ModelAdmin[Any]]) -> Iterator[None]:
    """The class is registered in the block, with its pages."""
    admin.site.register(model, admin_class)
    forget_permissions()
    urls = ModuleType("urls_of_the_block")
    own = [path("admin/", include(start_urls())), path("admin/", admin.site.urls)]
    urls.urlpatterns = own  # type: ignore[attr-defined]  # what Django looks for
    try:
        with override_settings(ROOT_URLCONF=urls):
            yield
    finally:
        admin.site.unregister(model)
        forget_permissions()
