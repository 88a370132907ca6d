"""PostgreSQL: the embedded server, and what the ORM lacks."""
