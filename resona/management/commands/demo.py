"""Shows Resona at work: people with months of sessions, a triage list, and the site to look at it."""

from __future__ import annotations

import shutil
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from resona.accounts.models import User
from resona.demo.installation import install, is_installed
from resona.demo.logins import (
    keep_passwords,
    keep_second_factor,
    make_passwords,
    make_second_factor,
    read_passwords,
    read_second_factor,
)
from resona.demo.overview import describe_triage
from resona.demo.people import DEMO_CLINIC, STAFF
from resona.demo.serving import HOST, PortTakenError, check_port, serve
from resona.management.children import ChildEndedError, NotReadyError
from resona.management.progress import Progress
from resona.postgres.embedded import make_state_directory
from resona.postgres.owner import as_owner
from resona.sign_in.totp import code_at, describe_secret
from risk.triage import build_triage

PORT: Final = 8000
# Where there is no terminal to ask for its width.
LINE_WIDTH: Final = 120


class Command(BaseCommand):
    help = (
        "Installs a demo clinic with staff and people whose months of sessions went through the real analysis, prints "
        "its triage list, address and logins, and serves it. Run again, it changes nothing and serves at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="installs and prints only")
        parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"of the site; {PORT} if not given")
        parser.add_argument(
            "--force", action="store_true", help="into the database of DATABASE_URL, although it has other users"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        if not options["no_serve"]:
            _require_port(port)
        with as_owner(connection):  # who alone may look into a database that was never migrated, or by an older version
            if settings.IS_PRODUCTION and not options["force"]:
                _refuse_other_peoples_database()
            self._migrate()
        if not is_installed():
            self._install()
        self._print_triage()
        self._print_logins()
        if not options["no_serve"]:
            self._serve(port)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)

    def _install(self) -> None:
        passwords = make_passwords()
        # A database that other people's accounts are in gets no second factor that a file knows.
        second_factor = None if settings.IS_PRODUCTION else make_second_factor()
        if not self.stdout.isatty():
            self.stdout.write("Recording five months of sessions …")
        with (
            Progress("Recording sessions", 100, write=self._write, is_terminal=self.stdout.isatty()) as progress,
            transaction.atomic(),
        ):
            is_new = install(
                passwords=passwords,
                second_factor=second_factor,
                now=timezone.now(),
                on_progress=lambda recorded, total: progress.reach(100 * recorded // total),
            )
            if is_new:
                # Kept before the accounts are: passwords without accounts do no harm.
                make_state_directory(settings.STATE_DIRECTORY)
                keep_passwords(settings.STATE_DIRECTORY, passwords)
                if second_factor is not None:
                    keep_second_factor(settings.STATE_DIRECTORY, second_factor)

    def _print_triage(self) -> None:
        administrator = User.objects.get(email=_administrator())
        width = shutil.get_terminal_size((LINE_WIDTH, 0)).columns
        self.stdout.write(f"\n{DEMO_CLINIC}: who needs someone\n")
        for line in describe_triage(build_triage(administrator, now=timezone.now()), width=width):
            self.stdout.write(line)

    def _print_logins(self) -> None:
        passwords = read_passwords(settings.STATE_DIRECTORY)
        self.stdout.write("\nSign in as")
        for member in STAFF:
            password = passwords.get(member.email, f"(manage.py changepassword {member.email} sets a password)")
            self.stdout.write(
                f"  {member.email:28}{password:14}{member.role}, {member.team or 'all of'} {member.clinic}"
            )

        self._print_second_factor()

    def _print_second_factor(self) -> None:
        secret = read_second_factor(settings.STATE_DIRECTORY)
        if secret is None or settings.IS_PRODUCTION:
            self.stdout.write("Each sets up a second step, with an authenticator app, at the first sign-in.")
            return
        code = code_at(secret, timezone.now().timestamp())
        self.stdout.write(f"and then with the code {code}: it changes twice a minute, and each opens once.")
        self.stdout.write("The next ones: python manage.py demo_code, or an authenticator app with the key")
        self.stdout.write(f"  {describe_secret(secret)}")

    def _serve(self, port: int) -> None:
        if settings.IS_PRODUCTION:
            self.stdout.write("\nDATABASE_URL is set: served as in production (HTTPS, ALLOWED_HOSTS, collectstatic).")
        self.stdout.write("\nStarting …")
        try:
            serve(port, directory=settings.BASE_DIR, on_ready=lambda: self._print_address(port))
        except (ChildEndedError, NotReadyError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\nEnded. What was recorded stays for the next time.")

    def _print_address(self, port: int) -> None:
        self.stdout.write(f"Open http://{HOST}:{port}/admin/ (Ctrl-C ends it)")
        self.stdout.flush()

    def _write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()


def _require_port(port: int) -> None:
    try:
        check_port(port)
    except PortTakenError as error:
        raise CommandError(f"{error} Choose another: manage.py demo --port {port + 1}") from error


def _refuse_other_peoples_database() -> None:
    """Demo accounts get into a database with users of its own on purpose only. Looks before anything is migrated."""
    has_users = User._meta.db_table in connection.introspection.table_names() and User.objects.exists()
    if has_users and not is_installed():
        raise CommandError(
            "DATABASE_URL names a database with users of its own. Without DATABASE_URL the demo has a database for "
            "itself; --force installs it here all the same."
        )


def _administrator() -> str:
    return next(member.email for member in STAFF if member.role == "administrator")
