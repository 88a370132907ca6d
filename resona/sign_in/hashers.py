"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the second recommended option of RFC 9106, section 4: 3 passes over 64 MiB in 4 lanes.

    The first one, 2 GiB, would let a few sign-ins at once take all memory of a server.
    """

    time_cost = 3
    memory_cost = 64 * 1024  # KiB
    parallelism = 4
