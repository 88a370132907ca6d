"""Linear algebra in one thread: a server, a worker and a set of tests have a process for each core already."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT

TASKS = Path("/proc/self/task")
COUNT = f"import resona, os, numpy; print(len(os.listdir({str(TASKS)!r})))"


@pytest.mark.skipif(not TASKS.exists() or os.cpu_count() == 1, reason="Threads are seen on Linux, with several cores.")
def test_numpy_starts_no_threads_in_a_process_of_resona() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", COUNT]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) == 1
