"""The admin of findings: the triage list, the pages of a person and of a session, and what is recorded on them."""
