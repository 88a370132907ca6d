"""One database cluster on disk: made, started, found and stopped by the programs of the wheel."""

import hashlib
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from resona.postgres.installation import EmbeddedPostgresError, Installation, make_folder, server_uid

PORT = 5432  # only part of the socket's name: nothing listens on TCP
SUPERUSER = "postgres"
# Recovery after a crash replays up to max_wal_size; on a slow disk that takes minutes.
START_SECONDS = 300

_SOCKET_NAME = f".s.PGSQL.{PORT}"
_PID_FILE = "postmaster.pid"
_CONFIGURATION = "server.conf"
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, a terminating zero included.
_LONGEST_SOCKET_PATH_BYTES = 100
_OWNER_ONLY = 0o700
_READABLE_BY_ALL = 0o644
_LOG_TAIL_LINES = 12
_STOP_SECONDS = 60
_ORPHANS_SECONDS = 20
_POLL_SECONDS = 0.02

# For a clinic's small machine (2 cores, some GiB of memory), shared with the application itself.
_SETTINGS = """\
# Written by Resona at every start of the server; changes made here are lost. Use ALTER SYSTEM instead.
listen_addresses = ''                  # no TCP at all: whoever may enter the socket's folder may connect
port = {port}
unix_socket_directories = '{socket_directory}'
unix_socket_permissions = 0700
max_connections = 200                  # web threads, workers, tests and shells; an idle one costs about 2 MiB
shared_buffers = 256MB
effective_cache_size = 2GB             # what the operating system is expected to cache
work_mem = 8MB
maintenance_work_mem = 128MB
random_page_cost = 1.1                 # solid-state disks
max_parallel_workers_per_gather = 0    # two cores are busy enough; containers have a tiny /dev/shm
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_checkpoints = off                  # nothing rotates this log
# The message of a failed statement can quote what a person said. The application gets it; the log does not.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where everything of one embedded server lies."""

    state_directory: Path  # resolved: it is compared with what the kernel says

    @property
    def users_lock(self) -> Path:
        return self.state_directory / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.state_directory / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.state_directory / "keeper.lock"

    @property
    def data_directory(self) -> Path:
        return self.state_directory / "data"

    @property
    def log(self) -> Path:
        return self.state_directory / "server.log"

    @property
    def keeper_log(self) -> Path:
        return self.state_directory / "keeper.log"

    @property
    def socket_directory(self) -> Path:
        """In the state directory, or under the system's temporary folder where that path is too long for a socket."""
        usual = self.state_directory / "socket"
        if len(os.fsencode(usual / _SOCKET_NAME)) <= _LONGEST_SOCKET_PATH_BYTES:
            return usual
        digest = hashlib.sha256(os.fsencode(self.state_directory)).hexdigest()[:16]
        # Not tempfile.gettempdir(): processes with different TMPDIR must meet in the same place.
        return Path("/") / "tmp" / f"resona-{digest}"


def prepare_cluster(cluster: Cluster, installation: Installation) -> None:
    """Make what is missing for a start. Call it under the start lock, while no server runs."""
    make_folder(cluster.socket_directory, _OWNER_ONLY)
    if cluster.socket_directory.stat().st_uid == os.geteuid():
        installation.give(cluster.socket_directory)
    check_socket_directory(cluster)
    cluster.log.touch(mode=0o600)
    installation.give(cluster.log)
    if not (cluster.data_directory / "PG_VERSION").exists():
        _initialise(cluster, installation)
    configuration = cluster.state_directory / _CONFIGURATION
    quoted_directory = str(cluster.socket_directory).replace("'", "''")
    configuration.write_text(_SETTINGS.format(port=PORT, socket_directory=quoted_directory))
    configuration.chmod(_READABLE_BY_ALL)


def check_socket_directory(cluster: Cluster) -> None:
    """Refuse a socket folder that another user may have made: in a temporary folder anybody can."""
    found = cluster.socket_directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != server_uid() or stat.S_IMODE(found.st_mode) != _OWNER_ONLY:
        raise EmbeddedPostgresError(f"{cluster.socket_directory} is not a private folder of the server's user.")


def start_server(cluster: Cluster, installation: Installation) -> None:
    """Start the server and wait until it accepts connections. The caller knows that none runs."""
    _clear_up_after_crash(cluster)
    where = ["--pgdata", str(cluster.data_directory), "--log", str(cluster.log)]
    installation.run("pg_ctl", "start", *where, "--wait", "--timeout", str(START_SECONDS), "--silent")


def stop_server(cluster: Cluster) -> None:
    """Stop the server, if one runs: open transactions are rolled back, committed ones are safe either way.

    By signals instead of pg_ctl, because the programs may be gone by now: deleted, or replaced by another version.
    """
    server = find_server(cluster)
    if server is None:
        return
    # SIGINT is PostgreSQL's fast shutdown. SIGQUIT, the immediate one, skips the last checkpoint.
    for number in (signal.SIGINT, signal.SIGQUIT):
        with suppress(psutil.NoSuchProcess):
            server.send_signal(number)
        if _wait_for_end(cluster, server):
            return


def find_server(cluster: Cluster) -> psutil.Process | None:
    """The running server of this very data folder; a process that only inherited its number is not it."""
    pid = _recorded_pid(cluster)
    if pid is None or not psutil.pid_exists(pid):
        return None
    process = psutil.Process(pid)
    return process if _works_in(cluster, process) else None


def log_tail(cluster: Cluster) -> str:
    """The last lines of the server's and the keeper's log, for an error message."""
    logs = [path for path in (cluster.log, cluster.keeper_log) if path.exists()]
    return "\n".join(line for path in logs for line in path.read_text(errors="replace").splitlines()[-_LOG_TAIL_LINES:])


def _initialise(cluster: Cluster, installation: Installation) -> None:
    """Run initdb aside and rename the finished folder, so that a half-made cluster is never taken for one."""
    for leftover in cluster.state_directory.glob("initialising-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix="initialising-", dir=cluster.state_directory))
    installation.give(unfinished)
    installation.run(
        "initdb",
        f"--pgdata={unfinished}",
        f"--username={SUPERUSER}",
        "--auth-local=trust",  # the socket's folder is the server's alone
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",  # the same order and case rules on every machine
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
    )
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write(f"\ninclude = '../{_CONFIGURATION}'\n")
    unfinished.rename(cluster.data_directory)


def _clear_up_after_crash(cluster: Cluster) -> None:
    """End what a killed server left running and remove its lock files, which may name another program's pid by now."""
    # A listening socket is proof of life even where process numbers say nothing: in another container, say.
    if _is_listening(cluster):
        raise EmbeddedPostgresError(f"Another server uses {cluster.data_directory}.")
    lock_files = [cluster.data_directory / _PID_FILE, cluster.socket_directory / f"{_SOCKET_NAME}.lock"]
    if not any(path.exists() for path in lock_files):
        return
    deadline = time.monotonic() + _ORPHANS_SECONDS
    while orphans := [process for process in psutil.process_iter() if _works_in(cluster, process)]:
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"Processes of a killed server do not end: {orphans}")
        for process in orphans:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate exit: recovery follows anyway
        time.sleep(_POLL_SECONDS)
    # PostgreSQL believes that a pid is alive if it exists at all, a zombie's or another program's.
    for path in lock_files:
        path.unlink(missing_ok=True)


def _wait_for_end(cluster: Cluster, server: psutil.Process) -> bool:
    # Until the process is gone, not only its pid file: whoever comes next must not meet its last steps.
    deadline = time.monotonic() + _STOP_SECONDS
    while _works_in(cluster, server):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _recorded_pid(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data_directory / _PID_FILE).read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def _works_in(cluster: Cluster, process: psutil.Process) -> bool:
    # Every process of a server, and only they, has the data folder as its working directory.
    try:
        return Path(process.cwd()) == cluster.data_directory and process.name() == "postgres"
    except psutil.Error:
        return False


def _is_listening(cluster: Cluster) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fsencode(cluster.socket_directory / _SOCKET_NAME))
        except OSError:
            return False
    return True
