"""The file that takes an import's rejects: for its owner only, and in its place only when the import has ended."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

OWNER_ONLY: Final = 0o600


@contextmanager
def rejects_file(path: Path) -> Iterator[IO[bytes]]:
    """Opens the file for writing. It is written beside its name and moved there at the end, however that comes.

    What is no ordinary file (a pipe, /dev/stderr) is written to as it is.
    """
    is_special = path.exists() and not path.is_file()
    draft = path if is_special else path.with_name(f".{path.name}.partial")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(draft, flags, OWNER_ONLY), "wb") as file:
        try:
            yield file
        finally:
            file.flush()
            if not is_special:
                draft.replace(path)
