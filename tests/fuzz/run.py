"""Every kind of caller asks a real server whatever the description allows and does not, for a share of the time.

Staff have walked through the admin before, each for as long at most, from link to link.

Faults are: a server error, no answer, an answer that is not described, a trace of anyone whom the caller may not see,
and a row of such a person or of another clinic that is not as it was.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.request import urlopen

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from resona.api.description import NDJSON
from resona.postgres.owner import as_owner
from tests.bench.database import own_database
from tests.conversations.recordings import as_file, make_syllables
from tests.fuzz.given import configure, describe
from tests.fuzz.pages import Walk
from tests.fuzz.plan import PLAN_VARIABLE, Plan, read_observed
from tests.fuzz.report import Result, as_table, faults_in
from tests.fuzz.stage import CALLERS, IN_ADMIN, IN_BROWSERS, SAID, Place, hidden_from, make_place
from tests.fuzz.untouched import watch
from tests.system.serving import CHECKOUT, Server, run_command

SECONDS: Final = 300
SPEECH_SECONDS: Final = 2.0
WORKERS: Final = 2  # one waits for the server while another thinks of what to ask
PHASES: Final = "examples,coverage,fuzzing,stateful"
# Ours are in tests/fuzz/hooks.py.
CHECKS: Final = (
    "is_counted",
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
    "lines_are_as_described",
    "tells_of_nobody_else",
)
STATUS_OF_FAULTS: Final = 1  # with which schemathesis ends when a check failed; we know of those otherwise
GRACE_SECONDS: Final = 90  # for the requests under way when the time is over
TOLD_CHARACTERS: Final = 2000  # of what schemathesis wrote last, when it failed itself
SEARCHED: Final = ("words", "name", "P-", "staff")
UNLIMITED: Final = str(10**9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run, as all callers share it."""

    places: Sequence[Place]
    server: Server
    served: Mapping[str, Any]  # the description
    directory: Path
    seconds: int  # of each caller
    seed: int

    @property
    def operations(self) -> list[str]:
        return [f"{method.upper()} {path}" for path, methods in self.served["paths"].items() for method in methods]

    def ask_as(self, place: Place) -> Result:
        """Over the API, by its description."""
        with watch(place) as faults:
            plan = self._write_plan(place)
            faults.extend(self._ask(place, plan))
        return Result(caller=place.caller, observed=tuple(read_observed(Path(plan.observed))), faults=faults)

    def walk_as(self, place: Place) -> Result:
        """In the admin, which has no description: from page to page."""
        with watch(place) as faults:
            walk = Walk(
                url=self.server.url,
                headers=place.credentials(),
                hidden=frozenset(hidden_from(place, self.places)),
                others=place.others(),
                terms=SEARCHED,
            )
            observed = walk.go(self.seconds)
        return Result(caller=f"{place.caller}, pages", observed=observed, faults=faults)

    def _write_plan(self, place: Place) -> Plan:
        document, speech = self.directory / f"{place.caller}.json", self.directory / "speech.wav"
        document.write_bytes(orjson.dumps(describe(self.served, place)))
        speech.write_bytes(as_file(make_syllables(SPEECH_SECONDS)))
        plan = Plan(
            document=str(document),
            observed=str(document.with_suffix(".observed")),
            speech=str(speech),
            sessions=place.sessions(),
            credentials=place.token_form(),
            said=SAID,
            hidden=tuple(hidden_from(place, self.places)),
        )
        plan.write(document.with_suffix(".plan"))
        return plan

    def _ask(self, place: Place, plan: Plan) -> list[str]:
        """Runs schemathesis in a process of its own; faults of that itself."""
        configuration = Path(plan.document).with_suffix(".toml")
        configuration.write_text(configure(place, self._headers(place)))
        program = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
        options = {
            "--url": self.server.url,
            "--max-time": self.seconds,
            "--seed": self.seed,
            "--workers": WORKERS,
            "--phases": PHASES,
            "--checks": ",".join(CHECKS),
        }
        given = [text for name, value in options.items() for text in (name, str(value))]
        ours = {"SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", PLAN_VARIABLE: str(configuration.with_suffix(".plan"))}
        ours["PYTHONPATH"] = os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH"))))
        try:
            ended = subprocess.run(
                [*program, "--config-file", str(configuration), "run", plan.document, *given],
                cwd=self.directory,  # where it leaves caches
                env={**os.environ, **ours},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=self.seconds + GRACE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return [f"schemathesis did not end {GRACE_SECONDS} s after its time"]
        if ended.returncode in {0, STATUS_OF_FAULTS}:
            return []
        return [f"schemathesis ended with {ended.returncode}: {ended.stdout.decode()[-TOLD_CHARACTERS:]}"]

    def _headers(self, place: Place) -> dict[str, str]:
        """What each request brings: credentials, and in a browser the CSRF token of a page, as its scripts send it."""
        headers = place.credentials()
        if place.caller not in IN_BROWSERS:
            return headers
        with urlopen(f"{self.server.url}/admin/login/") as page:
            token = SimpleCookie(page.headers["Set-Cookie"])[settings.CSRF_COOKIE_NAME].value
        return {"Cookie": f"{headers['Cookie']}; {settings.CSRF_COOKIE_NAME}={token}", "X-CSRFToken": token}


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 if no fault was found."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=SECONDS, help=f"shared by the callers ({SECONDS})")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32), help="of a run that is to be repeated")
    parser.add_argument("--caller", choices=CALLERS, action="append", help="this one alone; may be given several times")
    options = parser.parse_args(arguments)
    callers = options.caller or CALLERS
    print(f"seed {options.seed}", flush=True)
    with own_database("fuzz"), TemporaryDirectory(prefix="resona-fuzz-") as directory:
        results, operations = _ask_as_all(callers, Path(directory), options.seconds // len(callers), options.seed)
    print(as_table(results, operations))
    faults = faults_in(results)
    print("\n".join(faults) or "no fault")
    return 1 if faults else 0


def _with_lines_as_objects(served: dict[str, Any]) -> dict[str, Any]:
    """What is sent and answered in lines, described by a line of it, as the hooks write and read them."""
    for path in served["paths"].values():
        for operation in path.values():
            for part in (operation.get("requestBody", {}), *operation["responses"].values()):
                media = part.get("content", {}).get(NDJSON)
                if media is not None:
                    media["schema"] = media["schema"]["contentSchema"]
    return served


def _ask_as_all(callers: Sequence[str], directory: Path, seconds: int, seed: int) -> tuple[list[Result], list[str]]:
    """What came of each caller, and all operations there are."""
    call_command("migrate", verbosity=0)
    run_command("collectstatic", "--noinput").check_returncode()
    with as_owner(connection):
        places = [make_place(caller) for caller in CALLERS]
    with Server(directory / "server.log", RATE_LIMIT_CLIENT=UNLIMITED, RATE_LIMIT_PERSON=UNLIMITED) as server:
        with urlopen(f"{server.url}/api/v1/schema/?format=json") as answer:
            served = _with_lines_as_objects(orjson.loads(answer.read()))
        run = Run(places=places, server=server, served=served, directory=directory, seconds=seconds, seed=seed)
        chosen = [place for place in places if place.caller in callers]
        walked = [run.walk_as(place) for place in chosen if place.caller in IN_ADMIN]
        return [*walked, *(run.ask_as(place) for place in chosen)], run.operations
