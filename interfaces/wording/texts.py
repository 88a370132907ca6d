"""The texts in force: what a clinic wrote, what was written for all clinics, or Resona's own; and where to turn to.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from interfaces.config import MAX_CONTACT, MAX_TEXT, MAX_TITLE, is_safe_contact
from interfaces.wording.english import ENGLISH
from interfaces.wording.swahili import SWAHILI
from resona.errors import ResonaError

LANGUAGES: Final = ("en", "sw")
OWN_TEXTS: Final[Mapping[str, Mapping[str, str]]] = {"en": ENGLISH, "sw": SWAHILI}
TEXT_KEYS: Final = tuple(ENGLISH)

CRISIS, SUPPORT = "crisis", "support"

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
# What a placeholder may become at most, in characters: so that a filled text can be checked before it is.
LONGEST_VALUE: Final[Mapping[str, int]] = {"clinic": 60, "salutation": 40}


class MalformedTextError(ResonaError):
    """A text cannot be shown: its placeholders, its length or its key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportLine:
    """Somewhere to turn to, as a clinic entered it."""

    kind: str  # CRISIS or SUPPORT
    language: str
    topic: str | None  # of interfaces.lexicon.TOPICS; None: for everyone
    key: str
    title: str
    text: str
    contact: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """All texts and resources of one clinic."""

    clinic_name: str | None = None
    # (language, key) -> text; whatever is missing is Resona's own.
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    # In the order in which they are shown.
    lines: tuple[SupportLine, ...] = ()

    def text(self, language: str, key: str, **values: str) -> str:
        """The text of this key with its placeholders filled. Raises MalformedTextError where that cannot be done."""
        template = self.texts.get((language, key), OWN_TEXTS[language][key])
        check_text(key, template)
        if "{" not in template:
            return template
        filled = {"clinic": self._clinic_in(language), **values}
        return _PLACEHOLDER.sub(lambda found: filled[found[1]], template)

    def without_faults(self) -> Wording:
        """The same without what could not be shown: Resona's own texts, and the other resources, stand in for it."""
        fit = {(language, key): text for (language, key), text in self.texts.items() if _can_be_shown(key, text)}
        return replace(self, texts=fit, lines=tuple(line for line in self.lines if _fault_of(line) is None))

    def _clinic_in(self, language: str) -> str:
        """The clinic's name, unless it is none or too long to stand within a sentence."""
        name = self.clinic_name or ""
        return name if 0 < len(name) <= LONGEST_VALUE["clinic"] else OWN_TEXTS[language]["clinic.unnamed"]

    def lines_of(self, kind: str, language: str) -> tuple[SupportLine, ...]:
        """The resources of a kind in a language; those of another language where there are none."""
        of_kind = [line for line in self.lines if line.kind == kind]
        for preferred in (language, *LANGUAGES):
            if found := tuple(line for line in of_kind if line.language == preferred):
                return found
        return ()


def placeholders_of(key: str) -> frozenset[str]:
    """The placeholders that a text may hold: none where there is room for a word or two only."""
    if longest_of(key) < MAX_TEXT:
        return frozenset()
    return frozenset({"clinic", "salutation"} if key.startswith("greeting.") else {"clinic"})


def longest_of(key: str) -> int:
    """How many characters a text may have, its placeholders filled."""
    if key.startswith(("salutation.", "clinic.")):
        return min(LONGEST_VALUE.values())
    return MAX_TITLE if key.endswith(".title") or key.startswith(("helps.", "safety.")) else MAX_TEXT


@lru_cache(maxsize=4096)
def check_text(key: str, text: str) -> None:
    """Raises MalformedTextError, naming what is wrong, for a text that could not be shown."""
    if key not in ENGLISH:
        raise MalformedTextError(f"There is no text called {key!r}.")
    if not _is_visible(text):
        raise MalformedTextError("The text is empty.")
    named = _PLACEHOLDER.findall(text)
    if set(_PLACEHOLDER.sub("", text)) & {"{", "}"}:
        raise MalformedTextError("A curly bracket has no partner.")
    if unknown := sorted(set(named) - placeholders_of(key)):
        known = ", ".join(f"{{{name}}}" for name in sorted(placeholders_of(key))) or "none"
        raise MalformedTextError(f"Unknown placeholder {{{unknown[0]}}}; those of this text: {known}.")
    length = len(_PLACEHOLDER.sub("", text)) + sum(LONGEST_VALUE[name] for name in named)
    if length > longest_of(key):
        raise MalformedTextError(f"The text comes to {length} characters; at most {longest_of(key)} can be shown.")


def check_line(line: SupportLine) -> None:
    """Raises MalformedTextError, naming the resource and what is wrong, for one that could not be shown."""
    if fault := _fault_of(line):
        raise MalformedTextError(f"{line.key}: {fault}.")


def fault_of_line(*, kind: str, title: str, text: str, contact: str | None) -> str | None:
    """Why a resource could not be shown; None: it can. A crisis line without a contact leads nowhere."""
    parts = {"title": (title, MAX_TITLE), "text": (text, MAX_TEXT)}
    if contact is not None or kind == CRISIS:
        parts["contact"] = (contact or "", MAX_CONTACT)
    for name, (given, longest) in parts.items():
        if not _is_visible(given):
            return f"its {name} is empty"
        if len(given) > longest:
            return f"its {name} has more than {longest} characters"
    if contact is not None and not is_safe_contact(contact):
        return "its contact is neither a telephone number nor an address that a telephone may open"
    return None


def _fault_of(line: SupportLine) -> str | None:
    return fault_of_line(kind=line.kind, title=line.title, text=line.text, contact=line.contact)


def _can_be_shown(key: str, text: str) -> bool:
    try:
        check_text(key, text)
    except MalformedTextError:
        return False
    return True


def _is_visible(text: str) -> bool:
    """Whether anything of it is seen: a letter, mark, number, sign or symbol, not only spaces or what has no width."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
