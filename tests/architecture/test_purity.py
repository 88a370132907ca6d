"""Arithmetic and words stand in modules without Django, clock, settings and I/O, and import no others."""

from __future__ import annotations

import pytest

from tests.architecture.modules import ROOMS, calls_of, imports_of, is_within, path_of

PURE_BY_PACKAGE = {
    "conversations": (
        "emotions",
        "sound.containers",
        "sound.loudness",
        "sound.protocol",
        "sound.spectrum",
        "sound.values",
        "sound.voice",
        "sound.wav",
        "values",
    ),
    "baselines": (
        "calibration",
        "deviations",
        "drift",
        "drift_json",
        "drift_policy",
        "drift_wording",
        "emotion_distance",
        "features",
        "moments",
        "normal",
        "normal_json",
        "policy",
        "population",
        "prior",
        "run_lengths",
        "self_starting",
        "session_comparison",
        "statistics",
    ),
    "risk": (
        "crisis.context",
        "crisis.english",
        "crisis.english_idioms",
        "crisis.english_wishes",
        "crisis.patterns",
        "crisis.person",
        "crisis.swahili",
        "crisis.swahili_idioms",
        "crisis.swahili_wishes",
        "crisis.tense",
        "crisis.text",
        "dissonance",
        "factors",
        "gaps",
        "language",
        "pattern_wording",
        "patterns",
        "person_state",
        "policy",
        "rhythm",
        "scoring",
        "session_findings",
        "stated",
        "stated_emotion.claims",
        "stated_emotion.deflection",
        "stated_emotion.known_words",
        "stated_emotion.languages",
        "stated_emotion.letters",
        "stated_emotion.lexicon",
        "stated_emotion.message",
        "stated_emotion.model",
        "stated_emotion.swahili_words",
        "stated_emotion.vader",
        "stated_emotion.values",
        "stated_emotion.words",
        "stated_wording",
        "trend",
        "triage_rows",
        "triage_wording",
        "wording",
    ),
    "interfaces": (
        "builder",
        "changes",
        "config",
        "consent",
        "daytime",
        "evidence",
        "helping",
        "kept",
        "layout",
        "lexicon",
        "nights",
        "offers",
        "pages.change_wording",
        "pages.marks",
        "pages.screen",
        "pattern",
        "reasons",
        "rules",
        "safety",
        "schema",
        "speech",
        "steadiness",
        "theme_rules",
        "themes",
        "todays_help",
        "trajectory",
        "wording.english",
        "wording.swahili",
        "wording.texts",
    ),
    "resona.accounts": ("purposes",),
    "resona.api": ("strict_json", "values"),
    "resona.charts": ("bars", "course", "frame", "scale", "svg"),
    "resona.compliance": (
        "due_dates",
        "export_pages",
        "wording",
    ),
    "resona.encryption": ("keyring", "sealed_columns"),
    "resona.outgoing": ("addresses", "errors", "messages", "urls"),
    "resona.postgres": ("duties", "foreign_tables", "table_duties"),
    "resona.sign_in": ("delays", "totp"),
}
PURE = {f"{package}.{name}" for package, names in PURE_BY_PACKAGE.items() for name in names}
# Of the rest of the project a pure module may know only its errors, and what reads constants that are shipped beside
# the code: arrays too large to be written as Python.
ERRORS = "resona.errors"
SHIPPED_CONSTANTS = "risk.stated_emotion.model_files"
IMPURE_IMPORTS = {
    "asyncio", "django", "environ", "http", "io", "logging", "os", "pathlib", "procrastinate", "psycopg", "random",
    "rest_framework", "secrets", "shutil", "socket", "subprocess", "sys.stdout", "tempfile", "threading", "time",
    "urllib",
}  # fmt: skip
IMPURE_CALLS = {"input", "now", "open", "print", "read_bytes", "read_text", "today", "utcnow", "uuid4", "uuid7"}


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_pure_module_is_where_it_is_said_to_be(module: str) -> None:
    assert path_of(module).exists(), f"{module} is gone: say here what took its place"


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_pure_module_imports_nothing_that_touches_the_outside(module: str) -> None:
    imports, known = imports_of(module), {*PURE, ERRORS, SHIPPED_CONSTANTS}
    assert {name for name in imports if is_within(name, IMPURE_IMPORTS)} == set()
    assert {name for name in imports if is_within(name, ROOMS) and not is_within(name, known)} == set()


@pytest.mark.parametrize("module", sorted(PURE))
def test_a_pure_module_asks_no_clock_and_no_file(module: str) -> None:
    assert calls_of(module) & IMPURE_CALLS == set()
