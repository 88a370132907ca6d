"""Django's PostgreSQL backend, able to start the embedded server at the first connection."""
