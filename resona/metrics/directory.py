"""Where the processes of one server count together: files in a directory that the first process makes and removes.

prometheus-client's own way for servers that fork (mapped files, a set for each process, added up when somebody asks).
It looks for the directory when it is first imported, so this knows nothing of it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Final

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"


def count_together() -> str | None:
    """Makes the directory, before anything is counted; None: nothing is, or it is somewhere that was said."""
    if not os.environ.get("METRICS_TOKEN") or VARIABLE in os.environ:
        return None
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="resona-metrics-")
    return os.environ[VARIABLE]


def forget(directory: str | None) -> None:
    """Removes it, once the last process has gone."""
    if directory is not None:
        shutil.rmtree(directory, ignore_errors=True)
