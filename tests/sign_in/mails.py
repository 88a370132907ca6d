"""Mail about accounts, as it is taken by a mail server of the tests' own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from resona.sign_in.tasks import mail_invitation, mail_notice
from tests.outgoing.mail_servers import mail_server, use
from tests.outgoing.servers import serving

TASKS: dict[str, Callable[..., None]] = {"mail_invitation": mail_invitation, "mail_notice": mail_notice}


@contextmanager
def mail_taken(settings: Any) -> Iterator[list[Message]]:
    """Runs what is queued when the block ends, against a real server; the mails that it took."""
    taken: list[Message] = []
    before = set(ProcrastinateJob.objects.values_list("id", flat=True))
    with serving(mail_server(taken)) as server:
        use(settings, server.port)
        settings.SITE_URL = "https://resona.example"
        yield taken
        for job in ProcrastinateJob.objects.filter(task_name__in=TASKS).exclude(id__in=before).order_by("id"):
            TASKS[job.task_name](**job.args)


def link_in(message: Message) -> str:
    """The path of the one link in a mail."""
    (path,) = re.findall(r"https://resona\.example(/\S+)", body_of(message))
    return str(path)


def body_of(message: Message) -> str:
    content = message.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()
