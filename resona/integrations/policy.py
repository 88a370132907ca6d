"""When messages are tried again, how many are under way at once, when an endpoint counts as failing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookPolicy:
    """The numbers of webhooks, each with its reason."""

    # After the first try, the second, …: a restart, a deployment, a night, a weekend. Three days in all, as Standard
    # Webhooks advises; then the message waits for somebody to send it again.
    pauses: tuple[timedelta, ...]
    # Each pause is drawn from so much less to so much more: what failed together does not come back together.
    jitter: float
    # Seconds for all of one try, name servers included; a receiver is to answer first and work then.
    timeout_seconds: float
    # The answer's status is all that is read for; more than this is no answer to a webhook.
    max_answer_bytes: int
    # A try of which nothing was heard for so long is made again: its worker has died.
    lost_after: timedelta
    # Tries under way at once: in one process, of those to endpoints that fail, and to one endpoint. One at a time keeps
    # an endpoint's messages nearly in their order; what is urgent does not wait for an answer to what is not.
    most_at_once: int
    most_failing_at_once: int
    most_of_endpoint: int
    most_urgent_of_endpoint: int
    # How long a run may begin new tries; the queue then begins another, so that a worker can be stopped.
    run_seconds: float
    # Failures that no success has followed for so long: the clinic is told. Shorter, every restart would be told of.
    failing_after: timedelta
    # `last_ok_at` is as exact as this: every message would otherwise change the row.
    ok_noted_every: timedelta
    # For how long both secrets sign after one was made anew: receivers change over meanwhile.
    secrets_overlap: timedelta
    # How long the log of deliveries is kept.
    kept_for: timedelta

    def pause_after(self, attempt: int, *, share: float) -> timedelta | None:
        """How long after a failed try, counted from 1, the next one is made; None: there is none.

        `share` of 0..1, drawn by the caller, says where in the jitter.
        """
        if attempt > len(self.pauses):
            return None
        return self.pauses[attempt - 1] * (1 - self.jitter + 2 * self.jitter * share)


WEBHOOKS: Final = WebhookPolicy(
    pauses=(
        timedelta(seconds=5),
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
        timedelta(minutes=30),
        timedelta(hours=1),
        timedelta(hours=3),
        timedelta(hours=7),
        *(timedelta(hours=10),) * 6,
    ),
    jitter=0.1,
    timeout_seconds=10.0,
    max_answer_bytes=64 * 1024,
    lost_after=timedelta(seconds=60),
    most_at_once=256,
    most_failing_at_once=64,
    most_of_endpoint=1,
    most_urgent_of_endpoint=2,
    run_seconds=15.0,
    failing_after=timedelta(minutes=2),
    ok_noted_every=timedelta(minutes=5),
    secrets_overlap=timedelta(hours=24),
    kept_for=timedelta(days=30),
)
