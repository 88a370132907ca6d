"""A mail server in a process of its own, to be killed and started again: each mail it took is a file.

`python -m tests.system.mail_process PORT DIRECTORY`. What it answers instead of taking everything stands in
DIRECTORY/replies.json, read at each connection.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Self
from uuid import uuid4

from tests.outgoing.mail_servers import mail_server
from tests.outgoing.servers import serving
from tests.system.serving import CHECKOUT, HOST

REPLIES = "replies.json"


class MailProcess:
    """The server, from outside."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir()
        with socket.create_server((HOST, 0)) as free:
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.answer({})

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()

    def answer(self, replies: Mapping[str, str]) -> None:
        """What it answers from now on, as tests.outgoing.mail_servers has it."""
        (self._directory / REPLIES).write_text(json.dumps(replies))

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.system.mail_process", str(self.port), str(self._directory)]
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"listening\n"

    def kill(self) -> None:
        if self._process is not None:
            with self._process as process:
                process.kill()
            self._process = None

    def taken(self) -> list[Message]:
        """Everything it took, killed or not."""
        return [message_from_bytes(path.read_bytes()) for path in self._directory.glob("*.eml")]


class _Files(list[Message]):
    """Keeps each mail as a file, before it is answered for."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._directory = directory

    def append(self, mail: Message) -> None:
        (self._directory / f"{uuid4()}.eml").write_bytes(mail.as_bytes())


def main(port: int, directory: Path) -> None:
    taken = _Files(directory)

    def behave(client: socket.socket) -> None:
        mail_server(taken, json.loads((directory / REPLIES).read_text()))(client)

    with serving(behave, host=HOST, port=port) as server:
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        server.stopped.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
