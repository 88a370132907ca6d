"""Errors of `manage.py check` that say what a model must declare: what it forgot, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.checks import CheckMessage, Error
from django.db import models

from resona.postgres.collected import ModelClass, duties_of, has_field, models_of_ours, subject_of, treatment_of
from resona.postgres.duties import WRITE, Duties, Treatment, WholeTable
from resona.postgres.key_checks import error_of, faults_of_subject, goes_with_people, keys_without_index

MOST_KEPT_CHARACTERS: Final = 50  # the longest code that is kept: the version of a text, the name of a method


def check_duties(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what is missing from the duties of every model there is, or of those of the apps asked for."""
    return [fault for model in models_of_ours(app_configs) for fault in faults_of(model)]


def faults_of(model: ModelClass) -> list[Error]:
    """What is wrong with what this model declares. Where names are wrong, nothing that depends on them is looked at."""
    duties = duties_of(model)
    if duties is None:
        return [_undeclared(model)]
    unknown = list(_unknown_names(model, duties))
    return unknown or [
        *faults_of_subject(model, duties),
        *keys_without_index(model),
        *_untreated(model, duties),
        *_kept_in_full(model, duties),
        *_contradictions(model, duties),
        *_not_possible(model, duties),
    ]


def _undeclared(model: ModelClass) -> Error:
    maker: Any = model._meta.auto_created  # the model whose many-to-many field made this one
    where = (
        f"Make a model of it (`through` of {maker._meta.label}), which declares them."
        if maker
        else "Write in it `duties = Duties()`, from resona.postgres.duties, where the defaults stand: "
        "rights=WRITE if its rows are changed."
    )
    return Error(
        "It declares no duties: whose its rows are, and what may be done with them.",
        hint=f"{where} A table of another package is declared in resona/postgres/foreign_tables.py.",
        obj=model,
        id="resona.E101",
    )


def _unknown_names(model: ModelClass, duties: Duties) -> Iterator[Error]:
    for attribute, name in _names_in(duties):
        owner: ModelClass | None = model
        for part in name.split("__") if attribute == "subject" else [name]:
            if owner is None or not has_field(owner, part):
                label = "what it refers to" if owner is None else owner._meta.label
                known = [] if owner is None else [field.name for field in owner._meta.local_concrete_fields]
                yield error_of(
                    model,
                    f'Its duties name "{name}" in {attribute}, and {label} has no field "{part}".',
                    f"Its fields are {', '.join(known)}." if known else "Name a key to another model first.",
                    "E104",
                )
                break
            owner = owner._meta.get_field(part).related_model


def _names_in(duties: Duties) -> Iterator[tuple[str, str]]:
    """Every field that duties name, with where; what is only a default need not be there."""
    for attribute in ("may_change", "kept", "kept_codes", "not_shown", "keeps_from_expiry"):
        yield from ((attribute, name) for name in getattr(duties, attribute))
    if not isinstance(duties.copies, WholeTable):
        yield from (("copies", name) for name in duties.copies)
    if duties.expires is not None:
        yield "expires", duties.expires.dated_by
    if duties.followed is not None:
        yield from (("followed", name) for name in duties.followed.no_news)
    default = Duties()
    for attribute in ("subject", "pseudonym", "clinic"):
        name = getattr(duties, attribute)
        if name != getattr(default, attribute):
            yield attribute, name


def _untreated(model: ModelClass, duties: Duties) -> Iterator[Error]:
    if isinstance(duties.copies, WholeTable):
        return
    for field in model._meta.local_concrete_fields:
        if treatment_of(model, duties, field) is None:
            yield error_of(
                model,
                f"Nothing says what becomes of {field.name} in a copy for development.",
                f'Write in its duties copies={{"{field.name}": Treatment.…}}, or copies=EMPTIED if none of its rows '
                "belong there (resona.postgres.duties).",
                "E105",
            )


def _kept_in_full(model: ModelClass, duties: Duties) -> Iterator[Error]:
    for name in dict.fromkeys((*duties.kept, *duties.kept_codes)):
        field = model._meta.get_field(name)
        if not (_is_one_of_few(field) or (name in duties.kept_codes and _may_be_a_code(field))):
            yield error_of(
                model,
                f'Its duties name "{name}" in kept: the audit log keeps levels, states, roles and memberships, never '
                "a text, a time, a measurement or anybody's id.",
                f'Take "{name}" out of kept. If it holds a level, give it choices; if a code or the number of a '
                f'version, write kept_codes={{"{name}": "<which>"}} too.',
                "E107",
            )


def _is_one_of_few(field: Any) -> bool:
    """Whether it holds a value that the model names, or refers to what is nobody's."""
    if isinstance(field, models.ForeignKey):
        duties = duties_of(field.related_model)
        return duties is not None and bool(duties.nobody)
    return isinstance(field, models.BooleanField) or bool(field.choices)


def _may_be_a_code(field: Any) -> bool:
    is_short = isinstance(field, models.CharField) and field.max_length in range(MOST_KEPT_CHARACTERS + 1)
    return is_short or isinstance(field, models.IntegerField)


def _contradictions(model: ModelClass, duties: Duties) -> Iterator[Error]:
    subject = subject_of(model, duties)
    has_own_key = subject is not None and subject.way is None and not subject.is_pseudonym
    taken_along = [field.name for field in model._meta.local_concrete_fields if goes_with_people(field)]
    no_keys = [name for name in duties.keeps_from_expiry if model._meta.get_field(name).related_model is None]
    for holds, what, hint in (
        (
            bool(duties.nobody and taken_along),
            f"Its duties say that it is nobody's, and its rows go with their {' and '.join(taken_along)}.",
            "Take nobody out of its duties, or give an actor's key OnDelete.SET_NULL.",
        ),
        (
            bool(duties.kept and duties.not_audited),
            "Its duties say what the audit log keeps of it, and that it is not audited.",
            "Take kept or not_audited out of its duties.",
        ),
        (
            bool(duties.followed and duties.not_audited),
            "Its duties say that systems follow its changes, and that it is not audited: they follow the audit log.",
            "Take followed or not_audited out of its duties.",
        ),
        (
            duties.expires is not None and not has_own_key,
            "Its duties say when its rows expire, and it has no own key to whoever they are about.",
            "Give it `user = DatabaseForeignKey(User, …)`, or let its rows go with those that they refer to.",
        ),
        (
            bool(no_keys),
            f"Its duties say what stays as long as {' and '.join(no_keys)} refers to it, which is no key.",
            "Name keys in keeps_from_expiry.",
        ),
    ):
        if holds:
            yield error_of(model, what, hint, "E108")


def _not_possible(model: ModelClass, duties: Duties) -> Iterator[Error]:
    """What no table can be, whatever it is about."""
    unknown = sorted(set(duties.rights) - set(WRITE))
    if unknown:
        hint = f"There are {', '.join(WRITE)}."
        yield error_of(model, f"Its duties name the rights {', '.join(unknown)}.", hint, "E109")
    if duties.expires and not isinstance(model._meta.get_field(duties.expires.dated_by), models.DateField):
        hint = "Name a DateTimeField in dated_by."
        yield error_of(model, f"Its rows expire by {duties.expires.dated_by}, which is no time.", hint, "E109")
    if duties.pseudonym and not (duties.found_by or duties.not_exported):
        hint = 'Write in its duties found_by="<SQL with %(pseudonym)s>", or not_exported="<why>".'
        yield error_of(model, "Nothing says how an export finds a person's rows.", hint, "E109")
    if duties.copies is WholeTable.KEPT and not duties.nobody:
        hint = "Write copies=EMPTIED, or what becomes of its fields."
        yield error_of(model, "Its rows about people stay as they are in a copy for development.", hint, "E109")
    for field in model._meta.local_concrete_fields:
        treatment, is_sealed = treatment_of(model, duties, field), hasattr(field, "copied_as")
        is_text = isinstance(field, models.CharField | models.TextField)
        if (is_sealed and treatment is Treatment.KEEP) or (is_text and not is_sealed and treatment is Treatment.SEALED):
            hint = "Sealed fields become Treatment.SEALED or Treatment.NONE, and no others do."
            yield error_of(model, f"Its {field.name} cannot become {treatment} in a copy.", hint, "E109")
