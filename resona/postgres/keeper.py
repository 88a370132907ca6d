"""The keeper: a process that keeps one embedded server running as long as anybody uses it, then stops it and ends.

It is started by resona.postgres.embedded as `python -m resona.postgres.keeper STATE_DIRECTORY` and imports no Django.
Being level-triggered it needs no memory: whatever was killed, the next look sets it right, and a keeper that was itself
killed is replaced by the next process that comes.
"""

import os
import sys
import time
from itertools import cycle
from pathlib import Path

from resona.postgres.cluster import Cluster, find_server, start_server, stop_server
from resona.postgres.installation import EmbeddedPostgresError, Installation, find_installation, wheel_programs
from resona.postgres.locks import try_exclusive

# Whether anybody is left is one question to the kernel; whether the server lives takes reading files.
_POLL_SECONDS = 0.05
_POLLS_PER_LOOK = 4
_RETRY_SECONDS = 1.0


def main(cluster: Cluster) -> int:
    """Become the keeper, in the background; at once 0 if there is one already."""
    own_lock = try_exclusive(cluster.keeper_lock)
    if own_lock is None:
        return 0
    # The parent returns to whoever started us, the lock goes on in the child, and its end leaves nobody a zombie.
    if os.fork() != 0:
        return 0
    try:
        _keep(cluster, own_lock)
    except EmbeddedPostgresError as error:
        _tell(error)
        return 1
    return 0


def _keep(cluster: Cluster, own_lock: int) -> None:
    installation = find_installation(wheel_programs())
    polls = cycle(range(_POLLS_PER_LOOK))
    has_run = False
    while (nobody_left := try_exclusive(cluster.users_lock)) is None:
        if next(polls) == 0 and find_server(cluster) is None:
            has_run = _start(cluster, installation, has_run=has_run)
        time.sleep(_POLL_SECONDS)
    stop_server(cluster)
    # In this order: a newcomer waiting for users.lock must find that there is no keeper any more.
    os.close(own_lock)
    os.close(nobody_left)


def _start(cluster: Cluster, installation: Installation, *, has_run: bool) -> bool:
    """Starts the server, and returns whether one has run by now.

    Whoever waits for the first start is told why it failed; later ones are tried again, for its users are still there.
    """
    try:
        start_server(cluster, installation)
    except EmbeddedPostgresError as error:
        if not has_run:
            raise
        _tell(error)
        time.sleep(_RETRY_SECONDS)
    return True


def _tell(error: EmbeddedPostgresError) -> None:
    """Into the keeper's log, which whoever waits for it reads."""
    sys.stderr.write(f"{error.failure}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(Cluster(state_directory=Path(sys.argv[1]))))
