"""Recording one session through the whole server-side stack, against the floor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

import orjson

from tests.bench.figures import Figure
from tests.bench.session import sessions_of
from tests.bench.stage import ESTABLISHED_SESSIONS, SESSIONS_PATH, Stage
from tests.bench.timing import Work, in_turns

SESSIONS = 300
AT_MOST_TIMES = 6


def measure(stage: Stage) -> Iterator[Figure]:
    ours, floor = in_turns(_in_turns(stage))
    yield Figure(
        name="recording a session, client CPU", value=ours.cpu_ms, floor=floor.cpu_ms, unit="ms", bar=AT_MOST_TIMES
    )
    yield Figure(
        name="recording a session, wall time", value=ours.wall_ms, floor=floor.wall_ms, unit="ms", bar=AT_MOST_TIMES
    )


def _in_turns(stage: Stage) -> Iterator[tuple[Work, Work]]:
    """Both with a settled baseline and warm: what they do first of all is not measured."""
    floor = stage.make_floor()
    (person_id,) = stage.add_people(1)
    bodies = sessions_of(person_id, seed=2)
    for body in islice(bodies, ESTABLISHED_SESSIONS):
        stage.application.post(SESSIONS_PATH, orjson.dumps(body))
        floor.write(floor.new_rows())
    for body in islice(bodies, SESSIONS):
        yield (
            partial(stage.application.post, SESSIONS_PATH, orjson.dumps(body)),
            partial(floor.write, floor.new_rows()),
        )
