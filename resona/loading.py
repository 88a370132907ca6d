"""Loads a program for good: no garbage is looked for in what is being loaded, nor ever afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading_for_good() -> Iterator[None]:
    """Inside the block no garbage is collected, and what is there at its end is never walked again.

    Modules, models and routes stay as long as the process. Walking them time and again took a sixth of a start, to
    find some four thousand objects. A server that forks shares their memory all the longer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
