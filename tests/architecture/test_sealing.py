"""What is sealed is read and written by its field: only what handles all sealed columns seals and opens by itself."""

from __future__ import annotations

from tests.architecture.modules import ROOMS, calls_of, imports_of, is_within, modules_of

SEALING = "resona.encryption.sealing"
# A column made by hand would have its values sealed for a place that no field opens.
COLUMN = "SealedColumn"
ERRORS = {f"{SEALING}.{name}" for name in ("KeyMissingError", "SealedValueError")}
HANDLE_ALL_COLUMNS = {
    "resona.compliance.anonymising",
    "resona.compliance.export",
    "resona.compliance.redigesting",
    "resona.compliance.rotation",
}
MODULES = [
    module
    for room in ROOMS[:-1]
    for module in modules_of(room)
    if not is_within(module, ("resona.encryption",)) and ".migrations" not in module
]


def test_only_what_handles_all_sealed_columns_seals_and_opens() -> None:
    assert {module for module in MODULES if _seals(module)} == HANDLE_ALL_COLUMNS


def test_a_sealed_column_is_that_of_a_field() -> None:
    assert {module for module in MODULES if COLUMN in calls_of(module)} == set()
    assert COLUMN in calls_of("resona.encryption.attributes")


def _seals(module: str) -> bool:
    return any(is_within(name, (SEALING,)) for name in imports_of(module) - ERRORS)
