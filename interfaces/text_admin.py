"""The admin of a clinic's own texts and resources: its administrators write them, its staff read them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from interfaces.models import InterfaceText, LanguageChoice, SupportResource
from interfaces.querysets import of_clinic
from interfaces.text_forms import ClinicsOwnForm, InterfaceTextForm, SupportResourceForm
from interfaces.wording.texts import OWN_TEXTS
from resona.site.links import EMPTY, badge
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin
from resona.site.search import ANYTHING


class ClinicsOwnAdmin(ScopedAdmin):
    """Rows of a clinic, or of all clinics where a superuser says so."""

    permissions = Permissions(staff="view", administrators="add change delete")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    list_before_template = None
    actions: Any = None
    searched: ClassVar[tuple[str, ...]]  # columns that hold no personal text
    search_pattern = ANYTHING
    empty_words: str  # what people read while there is none

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        words = search_term.strip()
        return queryset.filter(reduce(or_, (Q(**{f"{column}__icontains": words}) for column in self.searched))), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: type[ClinicsOwnForm] = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"own_clinic_id": getattr(request.user, "clinic_id", None)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """It belongs to the clinic of whoever makes it; only a superuser chooses, or writes for all."""
        fields = list(self.form.Meta.fields)
        return fields if request.user.is_superuser else fields[1:]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change and not request.user.is_superuser:
            obj.clinic_id = form.own_clinic_id
        super().save_model(request, obj, form, change)
        self.message_user(request, "People read it from their next build on, in the coming night.")
        self._say_which_language_is_missing(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm(f"interfaces.delete_{self.opts.model_name}"))

    def _say_which_language_is_missing(self, request: HttpRequest, obj: Any) -> None:
        present = set(self._siblings(obj).values_list("language", flat=True))
        for language in LanguageChoice:
            if language.value not in present:
                self.message_user(
                    request, f"There is none in {language.label} yet: {self.instead}.", level=messages.WARNING
                )

    instead = ""  # what people who read that language see instead

    def _siblings(self, obj: Any) -> Any:
        """Those that say the same in any language."""
        raise NotImplementedError

    @admin.display(description="for", ordering="clinic")
    def whose(self, obj: Any) -> str:
        return obj.clinic.name if obj.clinic else "all clinics"


@admin.register(InterfaceText)
class InterfaceTextAdmin(ClinicsOwnAdmin):
    """Texts in a clinic's own words; without one, people read Resona's."""

    places = (Place(group="Clinic", title="Texts", icon="translate", order=30),)
    form = InterfaceTextForm
    list_display: ClassVar[tuple[str, ...]] = ("key", "language", "text", "instead_of", "whose")
    searched = ("key", "text")
    search_help_text = "A word of a text, or its key"
    empty_words = "People read Resona's own texts. Add a text to say something in your clinic's own words."
    instead = "people who read it see Resona's own text"

    def _siblings(self, obj: InterfaceText) -> Any:
        return InterfaceText.objects.filter(of_clinic(obj.clinic_id), key=obj.key)

    @admin.display(description="instead of")
    def instead_of(self, text: InterfaceText) -> str:
        return OWN_TEXTS.get(text.language, {}).get(text.key, EMPTY)


@admin.register(SupportResource)
class SupportResourceAdmin(ClinicsOwnAdmin):
    """Crisis lines and other resources."""

    places = (Place(group="Clinic", title="Resources", icon="support", order=40),)
    form = SupportResourceForm
    list_display: ClassVar[tuple[str, ...]] = ("title", "kind", "topic", "language", "contact", "state", "whose")
    searched = ("title", "text", "contact")
    search_help_text = "A word of a title, a text or a contact"
    empty_words = "People see a placeholder instead of a crisis line. Add the line that they can call."
    instead = "people who read it see this one"

    def _siblings(self, obj: SupportResource) -> Any:
        return SupportResource.objects.filter(of_clinic(obj.clinic_id), kind=obj.kind, is_active=True)

    @admin.display(description="state")
    def state(self, resource: SupportResource) -> SafeString:
        return badge("shown", "low") if resource.is_active else badge("not shown", "missing")
