"""A process that uses an embedded server: `python -m tests.postgres.client STATE_DIRECTORY`.

It prints where the server is, then runs every line it reads as SQL and prints the first value found, all in JSON.
The line FORK makes it go on in a forked child while the parent ends.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from resona.postgres.embedded import EmbeddedPostgresError, Server, start

THREADS = 2


def main(state_directory: Path) -> None:
    # Threads at once, as a web server's would at its first requests.
    with ThreadPoolExecutor(THREADS) as threads:
        servers = set(threads.map(start, [state_directory] * THREADS))
    (server,) = servers
    _say(str(server.socket_directory))
    for line in sys.stdin:
        if line.strip() == "FORK":
            if os.fork() != 0:
                os._exit(0)
            _say("forked")
        else:
            start(state_directory)
            _say(_run(server, line))


def _run(server: Server, statement: str) -> object:
    host = str(server.socket_directory)
    try:
        with psycopg.connect(host=host, port=server.port, user=server.user, dbname=server.database) as connection:
            # As bytes: statements that come as variables are otherwise refused by the type of execute.
            cursor = connection.execute(statement.encode())
            return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]
    except psycopg.Error as error:
        return f"error: {error}"


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except EmbeddedPostgresError as failure:
        sys.exit(str(failure))
