"""Lists of records about people that name them, as clinicians know them, beside their codes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resona.accounts.profiles import read_names
from resona.site.paging import UncountedChangeList
from resona.site.records import RecordAdmin


class NamedChangeList(UncountedChangeList):
    """The rows of a page, each with the person's name: one statement more."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.noun = self.model_admin.noun
        rows: list[Any] = list(self.result_list)
        names = read_names(row.user_id for row in rows)
        for row in rows:
            row.shown_name = names.get(row.user_id, "")


class NamedRecordAdmin(RecordAdmin):
    """Records of the interfaces, with `whose` as a column."""

    noun: ClassVar[str | None] = None  # what the rows are, where the model's own name is not the clinic's word

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("resona/interfaces.css",)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NamedChangeList]:
        return NamedChangeList

    @admin.display(description="person", ordering="user_id")
    def whose(self, record: Any) -> SafeString:
        return format_html('{} <span class="finding-code">{}</span>', self.person(record), record.shown_name)
