"""Seals everything anew that is not sealed with the newest encryption key."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections import Counter
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from conversations.models import Upload
from resona.compliance.known_keys import (
    KeysRefusedError,
    forget_keys_but,
    give_key_up,
    refuse_faults,
    report_key_problem,
    require_keys,
)
from resona.compliance.rotation import (
    BATCH_ROWS,
    UNSEALED,
    Rotated,
    count_by_key,
    rotate_keys,
)
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.progress import Progress
from resona.postgres.logins import ROTATOR_LOGIN, signed_in_as
from resona.postgres.roles import ROTATOR

MOST_BATCH_ROWS: Final = 10_000
GO_ON: Final = "`rotate_keys` goes on where it stopped."
NO_LOGIN: Final = f"DATABASE_ROTATOR_URL must be set to the login of {ROTATOR}, who alone may replace sealed values."


class Command(BaseCommand):
    help = (
        "Seals everything anew that is not sealed with the newest key, the first of RESONA_KEYS, while everybody goes "
        "on working. Safe to interrupt and to repeat. Exit status 0 only if the newest key alone is needed afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="only counts what each key has sealed")
        what.add_argument(
            "--give-up", metavar="KEY", help="starts without this key from now on; what it sealed is left unreadable"
        )
        parser.add_argument("--batch", type=_batch_rows, default=BATCH_ROWS, metavar="N", help="rows a transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["give_up"]:
            self._give_up(options["give_up"])
            return
        check = refuse_faults if options["check"] else require_keys
        try:
            check(now=timezone.now())
        except KeysRefusedError as error:
            raise CommandError(f"Refused: {error}. Nothing was changed.") from error
        rotated = Rotated() if options["check"] else self._rotate(options["batch"])
        self._conclude(rotated)

    def _rotate(self, batch_rows: int) -> Rotated:
        _require_login()
        stale = sum(counts.total() - counts[_newest()] for counts in map(Counter, count_by_key().values()))
        try:
            with (
                signed_in_as(connection, ROTATOR_LOGIN),
                Interruption(),
                Progress("Sealing anew", stale, write=self._write, is_terminal=self.stderr.isatty()) as progress,
            ):
                rotated = rotate_keys(batch_rows=batch_rows, done=progress.reach)
                in_use = {key_id for counts in count_by_key().values() for key_id in counts}
                forget_keys_but(in_use | {_newest()})
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. {GO_ON}", returncode=INTERRUPTED) from None
        except DatabaseError as error:
            raise CommandError(f"Stopped: {str(error).partition(chr(10))[0]}. {GO_ON}") from error
        for sealed, keys in rotated.unreadable.items():
            for key_id, rows in keys.items():
                report_key_problem({"key": key_id, "column": str(sealed), "rows": rows}, now=timezone.now())
        self.stdout.write(f"{rotated.resealed:,} values sealed anew with key {_newest()}.")
        return rotated

    def _conclude(self, rotated: Rotated) -> None:
        """The counts, and an error where another key than the newest is still needed."""
        others: Counter[str] = Counter()
        for sealed, counts in count_by_key().items():
            told = ", ".join(f"{key_id or 'not sealed'} {rows:,}" for key_id, rows in counts.items())
            self.stdout.write(f"{sealed}: {told or 'empty'}")
            others.update({key_id: rows for key_id, rows in counts.items() if key_id != _newest()})
        digests = ", ".join(f"{key_id} {rows:,}" for key_id, rows in Upload.objects.count_by_key().items())
        self.stdout.write(f"digests of uploads, which stay as they are: {digests or 'none'}")
        faults = [
            f"{rows:,} values of {sealed} do not open with key {key_id}"
            for sealed, keys in rotated.unreadable.items()
            for key_id, rows in keys.items()
            if key_id != UNSEALED
        ]
        faults += [
            f"{rows:,} values are not sealed at all" if key_id == UNSEALED else f"{rows:,} values need key {key_id}"
            for key_id, rows in sorted(others.items())
        ]
        if faults:
            raise CommandError(f"{'; '.join(faults)}.")

    def _give_up(self, key_id: str) -> None:
        if key_id in settings.RESONA_KEYRING.keys:
            raise CommandError(f"Key {key_id!r} is there: what it sealed opens.")
        _require_login()
        with signed_in_as(connection, ROTATOR_LOGIN):
            was_known = give_key_up(key_id)
        if not was_known:
            raise CommandError(f"Nothing is known to be sealed with a key {key_id!r}.")
        report_key_problem({"key": key_id, "fault": "given up"}, now=timezone.now())
        self.stdout.write(f"Key {key_id} is not asked for any more. Whatever it sealed stays, and does not open.")

    def _write(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain, "")


def _require_login() -> None:
    if ROTATOR_LOGIN not in connection.settings_dict and connection.settings_dict["USER"] != ROTATOR:
        raise CommandError(NO_LOGIN)


def _newest() -> str:
    newest: str = settings.RESONA_KEYRING.primary.id
    return newest


def _batch_rows(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_BATCH_ROWS):
        raise ArgumentTypeError(f"must be a number from 1 to {MOST_BATCH_ROWS:,}.")
    return int(text)
