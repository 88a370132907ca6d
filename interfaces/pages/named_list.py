"""Lists of the interfaces' records, called what the clinic calls them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest

from resona.site.paging import UncountedChangeList
from resona.site.records import RecordAdmin


class NamedChangeList(UncountedChangeList):
    """The rows of a page, called what the clinic calls them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.noun = self.model_admin.noun


class NamedRecordAdmin(RecordAdmin):
    """Records of the interfaces."""

    noun: ClassVar[str | None] = None  # what the rows are, where the model's own name is not the clinic's word

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("resona/interfaces.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList
