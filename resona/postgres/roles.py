"""The roles of the database: one owns the tables, one runs the application, two are for changing encryption keys.

Roles belong to the whole server. The embedded one makes them at its start; elsewhere whoever administers it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

# The embedded server's owner: its tables are its own, and it runs the migrations. Elsewhere it has any name.
OWNER: Final = "resona"
# The server, the workers and every command but migrate: no change of the schema, no TRUNCATE, rights as granted.
APP: Final = "resona_app"
# Who may replace sealed values, and nothing else, through functions that belong to the sealer, who cannot sign in.
ROTATOR: Final = "resona_rotator"
SEALER: Final = "resona_sealer"

# Beside the owner, and what each may.
OTHERS: Final = {APP: "LOGIN", ROTATOR: "LOGIN", SEALER: "NOLOGIN"}

NOT_OURS = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name AND pg_has_role(current_user, oid, 'MEMBER'))
"""


def find_roles_wanting(cursor: CursorWrapper) -> list[str]:
    """Those of the other roles that are missing, or that the role connected does not belong to."""
    cursor.execute(NOT_OURS, [list(OTHERS)])
    return [name for (name,) in cursor.fetchall()]


def statements_to_make(names: list[str], *, owner: str) -> str:
    """What an administrator of the server runs, once."""
    made = "".join(f"  CREATE ROLE {name} {OTHERS[name]};\n" for name in names)
    return f'{made}  GRANT {", ".join(names)} TO "{owner}";'
