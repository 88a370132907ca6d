"""Ten thousand people from a file, twice, and finding one of four thousand by a part of their name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from functools import partial
from pathlib import Path
from statistics import median
from uuid import UUID

from django.core.management import call_command

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import Clinic, User
from resona.accounts.people.search import find_people, sought_in
from tests.bench.figures import Figure
from tests.bench.timing import wall_seconds

PEOPLE, SEEN = 10_000, 4_000
IMPORT_SECONDS, SEARCH_MS = 120, 100
SEARCHES = 9
COLUMNS = (
    "given_name,family_name,birth_date,telephone,language,identifier_system,identifier,contact_1_kind,contact_1_name,"
    "contact_1_telephone,contact_1_may_be_contacted,consent_recording,consent_voice_analysis,consent_personalisation,"
    "consent_version,consent_given_by"
)


def measure(directory: Path) -> Iterator[Figure]:
    clinic = Clinic.objects.create(name="Bench of people")
    file = directory / "people.csv"
    file.write_text(f"{COLUMNS}\n" + "".join(f"{_line(number)}\n" for number in range(PEOPLE)), encoding="utf-8")
    bring = partial(call_command, "import_people", str(file), clinic=clinic.name, stdout=io.StringIO())
    for times in ("the first time", "again, which changes nothing"):
        with redirect_stderr(io.StringIO()):
            yield Figure(
                name=f"{PEOPLE:,} people from CSV, {times}", value=wall_seconds(bring), unit="s", bar=IMPORT_SECONDS
            )
    unseen = list(User.objects.filter(clinic=clinic).values_list("id", flat=True)[SEEN:])
    User.objects.filter(id__in=unseen).update(clinic=Clinic.objects.create(name="Bench of others"))
    caller = ApiKeyCaller(id=UUID(int=1), clinic_id=clinic.id, scopes=frozenset())
    seconds = [wall_seconds(lambda: find_people(sought_in("ngugi 77", caller), caller)) for _ in range(SEARCHES)]
    yield Figure(name=f"finding a name among {SEEN:,} people", value=median(seconds) * 1000, unit="ms", bar=SEARCH_MS)


def _line(number: int) -> str:
    return (
        f"Wanjirũ{number},Ng'ũgĩ,1990-02-28,+2547{number:08},sw,urn:hospital,MRN-{number},next_of_kin,Rose {number},"
        f"+2547{number + 20_000:08},in_crisis,given,given,given,2026-1,themselves"
    )
