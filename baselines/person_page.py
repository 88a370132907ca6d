"""What the page of a person says of how well their own normal is known."""

from __future__ import annotations

from baselines.models import Baseline
from baselines.policy import BASELINE_POLICY
from resona.accounts.person_page import Fact
from resona.site.counts import count_of
from resona.site.pages import Page


def normal_fact(page: Page) -> Fact:
    """From how many sessions it is known, or how far it is learned. One statement."""
    counts = Baseline.objects.filter(user_id=page.person_id).values_list("session_count", flat=True)
    most = max(counts, default=0)
    if BASELINE_POLICY.is_established(most):
        value = f"known from {count_of(most, 'session')}"
    else:
        value = f"being learned: {most} of {BASELINE_POLICY.established_from_sessions} sessions"
    return Fact(title="Their normal", value=value, hint="How well this person's own normal is known")
