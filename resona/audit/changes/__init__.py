"""The feed of changes: the audit log as other systems follow it."""
